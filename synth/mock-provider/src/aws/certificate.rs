//! `aws_acm_certificate`: the DNS records that validate it are known, but for
//! their content, when it is planned, so that `for_each` over them works.

use crate::engine::Seed;
use crate::value::Value;

const TYPE: &str = "aws_acm_certificate";
const OPTIONS: &str = "domain_validation_options";

/// Plans one record for each domain of a certificate that DNS validates.
pub(super) fn plan(type_name: &str, prior: &Value, planned: &mut Value) {
    if type_name != TYPE || !prior.is_null() || !planned.get(OPTIONS).is_unknown() {
        return;
    }
    let Some(domain) = planned.get("domain_name").as_str() else {
        return;
    };
    if planned.get("validation_method").as_str() != Some("DNS") {
        return;
    }
    let mut domains = vec![domain.to_owned()];
    // What the configuration leaves out becomes the domain itself.
    let others = planned.get("subject_alternative_names");
    if !others.is_unknown() {
        for other in others.elements() {
            let Some(other) = other.as_str() else {
                return;
            };
            domains.push(other.to_owned());
        }
    }
    let options = domains.iter().map(|domain| {
        let record = ["name", "type", "value"].map(|part| format!("resource_record_{part}"));
        let mut option: std::collections::BTreeMap<_, _> = record
            .into_iter()
            .map(|name| (name, Value::Unknown))
            .collect();
        option.insert("domain_name".to_owned(), Value::string(domain));
        Value::Object(option)
    });
    planned.insert(OPTIONS, Value::set(options));
}

/// Fills in the records of a certificate that was planned that way.
pub(super) fn apply(type_name: &str, planned: &Value, seed: Seed, state: &mut Value) {
    if type_name != TYPE || planned.get(OPTIONS).is_wholly_known() {
        return;
    }
    if planned.get(OPTIONS).is_unknown() {
        // Mail validates it, or it was imported.
        state.insert(OPTIONS, Value::Set(Vec::new()));
        return;
    }
    let options = planned.get(OPTIONS).elements().iter().map(|option| {
        let mut option = option.clone();
        let domain = option.get("domain_name").as_str().unwrap_or_default();
        let domain = domain.trim_start_matches("*.").to_owned();
        let seed = seed.with(&domain);
        let name = format!("_{}.{domain}.", seed.hex(32));
        let value = format!("_{}.acm-validations.aws.", seed.with("value").hex(32));
        option.insert("resource_record_name", Value::String(name));
        option.insert("resource_record_type", Value::from("CNAME"));
        option.insert("resource_record_value", Value::String(value));
        option
    });
    let options = Value::set(options);
    state.insert(OPTIONS, options);
}
