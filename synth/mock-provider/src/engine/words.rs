//! What an attribute's name says about its values, whatever the provider.

use super::Seed;
use crate::value::{Number, Value};

/// The name of one entry of a collection.
pub(super) fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let stem = name
        .strip_suffix("sses")
        .map(|stem| format!("{stem}ss"))
        .or_else(|| name.strip_suffix('s').map(ToOwned::to_owned));
    match stem {
        Some(stem) if !stem.ends_with('s') || name.ends_with("sses") => stem,
        _ => name.to_owned(),
    }
}

/// The kind of thing an identifier identifies: `subnet` for `subnet_id`, and
/// for the `id` of an `aws_subnet`.
pub(super) fn noun(type_name: &str, name: &str) -> String {
    let of_name = name
        .strip_suffix("_id")
        .or_else(|| name.strip_suffix("_arn"));
    match (name, of_name) {
        ("id" | "arn", _) | (_, None) => {
            let own = type_name.split_once('_').map_or(type_name, |(_, own)| own);
            singular(own)
        }
        (_, Some(noun)) => noun.to_owned(),
    }
}

/// A number; where there was one before, the next.
pub(super) fn number(name: &str, prior: &Value) -> Number {
    match prior {
        Value::Number(Number::Int(before)) => Number::Int(before.saturating_add(1)),
        _ if name.ends_with("port") => Number::Int(443),
        _ => Number::Int(1),
    }
}

/// A text that looks like what the name promises.
pub(super) fn text(noun: &str, name: &str, seed: Seed) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if name == "id" || name.ends_with("_id") {
        format!("{}-{}", noun.replace('_', "-"), seed.hex(17))
    } else if ends(&["_at", "_date", "_time", "timestamp", "last_modified"])
        || name.starts_with("created")
        || name.starts_with("updated")
    {
        time(seed)
    } else if ends(&["url", "uri"]) {
        format!("https://{}.mock.example/", seed.hex(10))
    } else if ends(&[
        "domain_name",
        "dns_name",
        "domain",
        "endpoint",
        "host",
        "hostname",
        "name_server",
        "fqdn",
    ]) {
        format!("{}.mock.example", seed.hex(10))
    } else if name.contains("cidr") {
        format!("10.{}.0.0/16", seed.below(256))
    } else if name == "ip" || ends(&["_ip", "ip_address", "ipv4_address"]) {
        let host = seed.below(65_536);
        format!("10.0.{}.{}", host / 256, host % 256)
    } else if ends(&[
        "etag",
        "hash",
        "sha256",
        "checksum",
        "fingerprint",
        "thumbprint",
        "digest",
    ]) {
        seed.hex(32)
    } else if ends(&["status", "state"]) {
        "available".to_owned()
    } else if name == "version" || name.ends_with("_version") {
        (seed.below(9) + 1).to_string()
    } else if name == "json" || name.ends_with("_json") || name.contains("policy") {
        "{}".to_owned()
    } else {
        format!("mock-{}", seed.hex(12))
    }
}

/// A time in 2024, the same for the same seed.
fn time(seed: Seed) -> String {
    let second = seed.below(86_400);
    let day = seed.with("day").below(28) + 1;
    format!(
        "2024-01-{day:02}T{:02}:{:02}:{:02}Z",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals() {
        for (plural, one) in [
            ("ids", "id"),
            ("policies", "policy"),
            ("addresses", "address"),
            ("address", "address"),
            ("subnet", "subnet"),
        ] {
            assert_eq!(singular(plural), one);
        }
    }

    #[test]
    fn identifiers_are_of_something() {
        assert_eq!(noun("aws_subnets", "id"), "subnet");
        assert_eq!(noun("aws_instance", "vpc_id"), "vpc");
        assert_eq!(noun("aws_instance", "name"), "instance");
    }

    #[test]
    fn texts_look_like_their_names() {
        let text = |name| text("box", name, Seed::new(&[b"x"]));
        assert!(text("id").starts_with("box-"));
        assert!(text("created_at").starts_with("2024-01-"));
        assert!(text("endpoint_url").starts_with("https://"));
        assert!(text("cidr_block").ends_with("/16"));
        assert!(text("label").starts_with("mock-"));
    }

    #[test]
    fn a_number_that_changes_grows() {
        assert_eq!(number("size", &Value::Null), Number::Int(1));
        assert_eq!(number("size", &Value::from(Number::Int(4))), Number::Int(5));
    }
}
