//! Data sources whose answer follows from the configuration.

use super::policy;
use crate::engine::{Context, DataRequest};
use crate::value::Value;

/// Puts the real answer in place of the made-up one, where there is one.
pub(crate) fn answer(request: &DataRequest<'_>, context: &Context, state: &mut Value) {
    let account = Context::ACCOUNT;
    let config = request.config;
    match request.type_name {
        "aws_caller_identity" => {
            set(state, "account_id", account);
            set(state, "id", account);
            set(state, "user_id", "AIDAMOCKMOCKMOCKMOCKM");
            set(state, "arn", &format!("arn:aws:iam::{account}:user/mock"));
        }
        "aws_partition" => {
            set(state, "id", "aws");
            set(state, "partition", "aws");
            set(state, "dns_suffix", "amazonaws.com");
            set(state, "reverse_dns_prefix", "com.amazonaws");
        }
        "aws_region" => {
            let region = ["region", "name", "id"]
                .iter()
                .find_map(|name| config.get(name).as_str())
                .unwrap_or(context.region());
            for name in ["region", "name", "id"] {
                set(state, name, region);
            }
            set(state, "endpoint", &format!("ec2.{region}.amazonaws.com"));
            set(state, "description", region);
        }
        "aws_availability_zones" => zones(context, config, state),
        "aws_ssm_parameter" => {
            let is_image = config
                .get("name")
                .as_str()
                .is_some_and(|name| name.starts_with("/aws/service/") && name.contains("ami"));
            if is_image && let Some(made_up) = state.get("value").as_str() {
                let digits: String = made_up.chars().filter(char::is_ascii_hexdigit).collect();
                let image = format!("ami-{digits:0>17.17}");
                set(state, "value", &image);
                set(state, "insecure_value", &image);
            }
        }
        "aws_iam_policy_document" => policy::answer(config, state),
        _ => {}
    }
}

fn zones(context: &Context, config: &Value, state: &mut Value) {
    let region = config.get("region").as_str().unwrap_or(context.region());
    let excluded = |attribute: &str, zone: &str| {
        let excluded = config.get(attribute).elements();
        excluded.iter().any(|name| name.as_str() == Some(zone))
    };
    // `use1-az1` is a zone of `us-east-1`.
    let mut parts = region.split('-');
    let area = parts.next().unwrap_or_default();
    let side = parts.next().and_then(|side| side.chars().next());
    let number = parts.next().unwrap_or_default();
    let short = format!("{area}{}{number}", side.map_or(String::new(), String::from));
    let (names, ids): (Vec<_>, Vec<_>) = "abcdef"
        .chars()
        .enumerate()
        .map(|(index, letter)| {
            (
                format!("{region}{letter}"),
                format!("{short}-az{}", index + 1),
            )
        })
        .filter(|(name, id)| !excluded("exclude_names", name) && !excluded("exclude_zone_ids", id))
        .map(|(name, id)| (Value::String(name), Value::String(id)))
        .unzip();
    set(state, "id", region);
    replace(state, "names", Value::List(names));
    replace(state, "zone_ids", Value::List(ids));
    replace(state, "group_names", Value::set([Value::string(region)]));
}

/// Sets a text, if the data source has such an attribute.
pub(super) fn set(state: &mut Value, name: &str, text: &str) {
    replace(state, name, Value::string(text));
}

/// Sets a value, if the data source has such an attribute of the same kind.
fn replace(state: &mut Value, name: &str, value: Value) {
    let fits = matches!(
        (state.get(name), &value),
        (Value::String(_), Value::String(_))
            | (Value::List(_), Value::List(_))
            | (Value::Set(_), Value::Set(_))
    );
    if fits {
        state.insert(name, value);
    }
}
