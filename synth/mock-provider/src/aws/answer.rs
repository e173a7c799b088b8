//! Data sources whose answer follows from the configuration.

use super::regions::{self, Zone};
use super::{network, policy};
use crate::engine::{Context, DataRequest, Problem, Seed};
use crate::value::Value;

/// The account of the log delivery of `CloudFront`, as its documentation gives it.
const CLOUDFRONT_LOGS: &str = "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0";

/// The account of AWS's billing reports, as its documentation gives it.
const BILLING: &str = "386209384616";

/// Puts the real answer in place of the made-up one, where there is one.
pub(crate) fn answer(
    request: &DataRequest<'_>,
    context: &Context,
    state: &mut Value,
) -> Result<(), Problem> {
    let config = request.config;
    let account = context.account();
    let region = config.get("region").as_str().unwrap_or(context.region());
    match request.type_name {
        "aws_arn" => parse_arn(config, state)?,
        "aws_availability_zone" => zone(region, config, state),
        "aws_availability_zones" => zones(region, config, state),
        "aws_billing_service_account" => {
            set(state, "id", BILLING);
            set(state, "arn", &format!("arn:aws:iam::{BILLING}:root"));
        }
        "aws_caller_identity" => caller(context, state),
        "aws_canonical_user_id" => {
            set(state, "id", &Seed::new(&[account.as_bytes()]).hex(64));
        }
        "aws_cloudfront_log_delivery_canonical_user_id" => set(state, "id", CLOUDFRONT_LOGS),
        "aws_default_tags" => {
            set(state, "id", &format!("{}-", regions::partition(region)));
            let tags = super::derive::default_tags(context).unwrap_or_default();
            replace(state, "tags", Value::Map(tags));
        }
        "aws_ec2_instance_type_offerings" => network::offerings(region, config, state),
        "aws_elb_service_account" => match regions::load_balancers(region) {
            Some(account) => {
                let partition = regions::partition(region);
                set(state, "id", account);
                set(
                    state,
                    "arn",
                    &format!("arn:{partition}:iam::{account}:root"),
                );
            }
            None => {
                return Err(Problem::new(
                    format!("no account of load balancers is known in {region}"),
                    "The AWS provider knows none there either; regions since 2022 have a \
                     service principal instead.\n\
                     hint: use the principal logdelivery.elasticloadbalancing.amazonaws.com",
                ));
            }
        },
        "aws_iam_policy_document" => policy::answer(config, state)?,
        "aws_partition" => {
            let partition = regions::partition(context.region());
            let suffix = regions::dns_suffix(partition);
            let reverse: Vec<&str> = suffix.rsplit('.').collect();
            set(state, "id", partition);
            set(state, "partition", partition);
            set(state, "dns_suffix", suffix);
            set(state, "reverse_dns_prefix", &reverse.join("."));
        }
        "aws_region" => describe_region(context, config, state),
        "aws_regions" => {
            let all = config.get("all_regions") == &Value::Bool(true);
            let names = regions::names(all).map(Value::string);
            set(state, "id", regions::partition(context.region()));
            replace(state, "names", Value::set(names));
        }
        "aws_service_principal" => {
            let service = config.get("service_name").as_str().unwrap_or_default();
            let suffix = "amazonaws.com";
            set(state, "id", &format!("{service}.{region}.{suffix}"));
            set(state, "name", &format!("{service}.{suffix}"));
            set(state, "suffix", suffix);
        }
        "aws_ssm_parameter" => image(config, state),
        "aws_subnet" => network::subnet(context, region, config, state),
        "aws_subnets" => network::subnets(context, region, config, state),
        "aws_vpc" => network::vpc(context, region, config, state),
        _ => {}
    }
    Ok(())
}

fn caller(context: &Context, state: &mut Value) {
    let account = context.account();
    let partition = regions::partition(context.region());
    let (user, arn) = match context.assumed_role() {
        Some((role, session)) => (
            format!("AROAMOCKMOCKMOCKMOCKM:{session}"),
            format!("arn:{partition}:sts::{account}:assumed-role/{role}/{session}"),
        ),
        None => (
            "AIDAMOCKMOCKMOCKMOCKM".to_owned(),
            format!("arn:{partition}:iam::{account}:user/mock"),
        ),
    };
    set(state, "account_id", account);
    set(state, "id", account);
    set(state, "user_id", &user);
    set(state, "arn", &arn);
}

fn parse_arn(config: &Value, state: &mut Value) -> Result<(), Problem> {
    let arn = config.get("arn").as_str().unwrap_or_default();
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, service, region, account, resource] = parts[..] else {
        return Err(Problem::new(
            format!("`arn` has to be an ARN, got \"{arn}\""),
            "An ARN has six parts: arn:partition:service:region:account:resource.\n\
             hint: pass the `arn` of a resource",
        ));
    };
    for (name, part) in [
        ("id", arn),
        ("partition", partition),
        ("service", service),
        ("region", region),
        ("account", account),
        ("resource", resource),
    ] {
        set(state, name, part);
    }
    Ok(())
}

fn describe_region(context: &Context, config: &Value, state: &mut Value) {
    let asked = |name| config.get(name).as_str();
    let of_endpoint = asked("endpoint").and_then(|endpoint| endpoint.split('.').nth(1));
    let region = ["region", "name", "id"]
        .into_iter()
        .find_map(asked)
        .or(of_endpoint)
        .unwrap_or(context.region());
    for name in ["region", "name", "id"] {
        set(state, name, region);
    }
    let suffix = regions::dns_suffix(regions::partition(region));
    set(state, "endpoint", &format!("ec2.{region}.{suffix}"));
    set(state, "description", regions::description(region));
}

/// Parameters of AWS itself that name an image.
fn image(config: &Value, state: &mut Value) {
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

fn zones(region: &str, config: &Value, state: &mut Value) {
    let excluded = |attribute: &str, zone: &str| {
        let excluded = config.get(attribute).elements();
        excluded.iter().any(|name| name.as_str() == Some(zone))
    };
    let zones = regions::zones(region).into_iter().filter(|zone| {
        !excluded("exclude_names", &zone.name)
            && !excluded("exclude_zone_ids", &zone.id)
            && wanted(config, "zone-name", &zone.name)
            && wanted(config, "zone-id", &zone.id)
    });
    let (names, ids) = zones
        .map(|zone| (Value::String(zone.name), Value::String(zone.id)))
        .unzip();
    set(state, "id", region);
    replace(state, "names", Value::List(names));
    replace(state, "zone_ids", Value::List(ids));
    replace(state, "group_names", Value::set([Value::string(region)]));
}

fn zone(region: &str, config: &Value, state: &mut Value) {
    let asked = |name: &str, of: &str| config.get(name).as_str().is_none_or(|asked| asked == of);
    let matches = |zone: &Zone| asked("name", &zone.name) && asked("zone_id", &zone.id);
    let Some(zone) = regions::zones(region).into_iter().find(matches) else {
        return;
    };
    let suffix = zone.name.strip_prefix(region).unwrap_or_default();
    for (name, text) in [
        ("id", zone.name.as_str()),
        ("name", &zone.name),
        ("zone_id", &zone.id),
        ("name_suffix", suffix),
        ("group_name", region),
        ("network_border_group", region),
        ("opt_in_status", "opt-in-not-required"),
        ("parent_zone_id", ""),
        ("parent_zone_name", ""),
        ("state", "available"),
        ("zone_type", "availability-zone"),
    ] {
        set(state, name, text);
    }
}

/// Whether a filter of the configuration, if there is one of this name, lets a
/// value pass.
pub(super) fn wanted(config: &Value, name: &str, value: &str) -> bool {
    filter(config, name).is_none_or(|values| values.contains(&value))
}

/// The values of a filter.
pub(super) fn filter<'a>(config: &'a Value, name: &str) -> Option<Vec<&'a str>> {
    let mut filters = config.get("filter").elements().iter();
    let filter = filters.find(|filter| filter.get("name").as_str() == Some(name))?;
    let values = filter.get("values").elements();
    Some(values.iter().filter_map(Value::as_str).collect())
}

/// Sets a text, if the data source has such an attribute.
pub(super) fn set(state: &mut Value, name: &str, text: &str) {
    replace(state, name, Value::string(text));
}

/// Sets a value, if the data source has such an attribute of the same kind.
pub(super) fn replace(state: &mut Value, name: &str, value: Value) {
    let fits = matches!(
        (state.get(name), &value),
        (Value::String(_), Value::String(_))
            | (Value::Bool(_), Value::Bool(_))
            | (Value::Number(_), Value::Number(_))
            | (Value::List(_), Value::List(_))
            | (Value::Set(_), Value::Set(_))
            | (Value::Map(_), Value::Map(_))
    );
    if fits {
        state.insert(name, value);
    }
}
