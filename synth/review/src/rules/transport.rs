//! Encryption on the way.

use serde_json::Value;

use super::case::{Case, Hit, code, code_of};
use super::data::off;
use super::{Check, Rule};
use crate::model::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "lb-without-tls",
        severity: Severity::High,
        title: "A public load balancer without TLS",
        about: "A listener of a load balancer on the internet newly takes plain HTTP and does more with it \
                than send callers on to HTTPS. Passwords and cookies go over the net as they are.",
        advice: "Add a listener for HTTPS with a certificate, and let this one redirect there.",
        check: Check::Resource(listener),
    },
    Rule {
        id: "tls-old",
        severity: Severity::Medium,
        title: "An old version of TLS is allowed",
        about: "TLS 1.0 or 1.1, or a policy that has them, is newly allowed.",
        advice: "Use TLS 1.2 at least: `ELBSecurityPolicy-TLS13-1-2-2021-06`, `TLSv1.2_2021`.",
        check: Check::Resource(|case| {
            const PATHS: [&str; 6] = [
                "ssl_policy",
                "viewer_certificate.minimum_protocol_version",
                "security_policy",
                "domain_endpoint_options.tls_security_policy",
                "min_tls_version",
                "minimum_tls_version",
            ];
            let old = |value: &Value| {
                value.as_str().is_some_and(|name| {
                    matches!(
                        name,
                        "TLSv1"
                            | "TLSv1_2016"
                            | "TLSv1.1_2016"
                            | "TLS_1_0"
                            | "SSLv3"
                            | "TLS1_0"
                            | "TLS1_1"
                            | "1.0"
                            | "1.1"
                    ) || name == "ELBSecurityPolicy-2016-08"
                        || name.contains("TLS-1-0")
                        || name.contains("TLS-1-1")
                        || name.contains("TLS13-1-0")
                        || name.contains("TLS13-1-1")
                        || name == "Policy-Min-TLS-1-0-2019-07"
                })
            };
            PATHS
                .iter()
                .filter(|_| (case.is_new() || case.is_changed()) && case.is_managed())
                .filter(|path| old(case.after(path)) && !old(case.before(path)))
                .map(|path| {
                    Hit::new(format!(
                        "{} becomes {}.",
                        code(path),
                        code_of(case.after(path))
                    ))
                    .at(*path)
                })
                .collect()
        }),
    },
    Rule {
        id: "cdn-without-tls",
        severity: Severity::Medium,
        title: "A CDN takes plain HTTP",
        about: "A distribution newly serves over HTTP without sending callers on to HTTPS.",
        advice: "Set `viewer_protocol_policy = \"redirect-to-https\"`.",
        check: Check::Resource(|case| {
            [
                "default_cache_behavior.viewer_protocol_policy",
                "ordered_cache_behavior.viewer_protocol_policy",
            ]
            .iter()
            .filter(|path| {
                case.is(&["aws_cloudfront_distribution"]) && case.becomes(path, "allow-all")
            })
            .map(|path| Hit::new("It answers plain HTTP.").at(*path))
            .collect()
        }),
    },
    Rule {
        id: "transit-encryption-off",
        severity: Severity::High,
        title: "Encryption on the way is turned off",
        about: "Connections to a cache, database, broker, file system or domain need not be encrypted \
                any more.",
        advice: "Leave it on; clients that cannot are the exception to be mended.",
        check: Check::Resource(|case| {
            const SWITCHES: [&str; 6] = [
                "transit_encryption_enabled",
                "node_to_node_encryption.enabled",
                "domain_endpoint_options.enforce_https",
                "encryption_info.encryption_in_transit.in_cluster",
                "require_tls",
                "ssl_enforcement_enabled",
            ];
            off(case, &SWITCHES, "encrypts connections until now")
        }),
    },
];

fn listener(case: &Case<'_>) -> Vec<Hit> {
    if !case.is(&["aws_lb_listener", "aws_alb_listener"]) || !(case.is_new() || case.is_changed()) {
        return Vec::new();
    }
    let plain = |value: &Value| value == "HTTP";
    let redirects = |value: &Value| value == "redirect" || value == "fixed-response";
    let bad = plain(case.after("protocol")) && !redirects(case.after("default_action.type"));
    let was = plain(case.before("protocol")) && !redirects(case.before("default_action.type"));
    if !bad || was || internal(case) {
        return Vec::new();
    }
    let port = case.after("port");
    vec![Hit::new(format!("Port {} takes plain HTTP.", code_of(port))).at("protocol")]
}

/// Whether the load balancer is known to be none of the internet's.
fn internal(case: &Case<'_>) -> bool {
    let mut balancers = case.refers_to("aws_lb");
    balancers.extend(case.refers_to("aws_alb"));
    let is_internal = |address: &&str| case.others.is_internal(address);
    !balancers.is_empty() && balancers.iter().all(is_internal)
}
