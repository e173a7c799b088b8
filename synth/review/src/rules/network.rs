//! Security groups and what else lets traffic in.

use serde_json::Value;

use super::case::{Case, Hit};
use super::{Check, Rule};
use crate::model::Severity;

/// Ports over which one gets at machines and data, and what is behind them.
const SENSITIVE: [(u64, &str); 20] = [
    (22, "SSH"),
    (23, "Telnet"),
    (135, "RPC"),
    (445, "SMB"),
    (1433, "SQL Server"),
    (1521, "Oracle"),
    (2049, "NFS"),
    (2375, "Docker"),
    (2379, "etcd"),
    (3306, "MySQL"),
    (3389, "Remote Desktop"),
    (5432, "PostgreSQL"),
    (5601, "Kibana"),
    (5900, "VNC"),
    (6379, "Redis"),
    (6443, "Kubernetes"),
    (9200, "Elasticsearch"),
    (10250, "kubelet"),
    (11211, "Memcached"),
    (27017, "MongoDB"),
];

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "network-open-admin",
        severity: Severity::Critical,
        title: "Everybody reaches a port for administration or data",
        about: "A security group, network list or firewall newly lets the whole internet in, on all \
                ports or on one over which machines are administered or databases spoken to.",
        advice: "Let the addresses in that need it, or use Session Manager, a bastion or a private \
                 network.",
        check: Check::Resource(|case| {
            opened(case)
                .into_iter()
                .filter_map(|rule| rule.sensitive().map(|what| (rule, what)))
                .map(|(rule, what)| {
                    Hit::new(format!("{} lets everybody in, to {what}.", rule.ports()))
                        .at(rule.attribute)
                })
                .collect()
        }),
    },
    Rule {
        id: "network-open",
        severity: Severity::Medium,
        title: "Everybody reaches a port",
        about: "A security group, network list or firewall newly lets the whole internet in, on ports \
                other than those of the web (80 and 443).",
        advice: "Check that it is meant; a load balancer in front lets the machines stay closed.",
        check: Check::Resource(|case| {
            opened(case)
                .into_iter()
                .filter(|rule| rule.sensitive().is_none() && !rule.is_web())
                .map(|rule| {
                    Hit::new(format!("{} lets everybody in.", rule.ports())).at(rule.attribute)
                })
                .collect()
        }),
    },
    Rule {
        id: "network-acl-replaced",
        severity: Severity::Low,
        title: "Rules are missing for a moment",
        about: "A rule of a security group is destroyed before its successor is created: meanwhile \
                connections are refused.",
        advice: "Use `create_before_destroy`, or separate rule resources whose changes are made in place.",
        check: Check::Resource(|case| {
            const TYPES: [&str; 3] = [
                "aws_security_group_rule",
                "aws_vpc_security_group_ingress_rule",
                "aws_network_acl_rule",
            ];
            if case.is(&TYPES) && *case.action() == crate::plan::Action::DeleteThenCreate {
                vec![Hit::new(
                    "The old rule is removed before the new one is there.",
                )]
            } else {
                Vec::new()
            }
        }),
    },
];

/// A rule that lets traffic in.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Opening {
    attribute: &'static str,
    /// All of them if there is none.
    ports: Option<(u64, u64)>,
    udp: bool,
}

impl Opening {
    fn has(&self, port: u64) -> bool {
        self.ports
            .is_none_or(|(from, to)| from <= port && port <= to)
    }

    fn is_web(&self) -> bool {
        matches!(self.ports, Some((80, 80) | (443, 443)))
    }

    /// What one gets at.
    fn sensitive(&self) -> Option<String> {
        if self.ports.is_none_or(|(from, to)| from <= 1 && to >= 65535) {
            return Some("all there is".to_owned());
        }
        let names: Vec<&str> = SENSITIVE
            .iter()
            .filter(|(port, _)| !self.udp && self.has(*port))
            .map(|(_, name)| *name)
            .collect();
        match names.as_slice() {
            [] => None,
            few if few.len() <= 3 => Some(few.join(", ")),
            [first, second, rest @ ..] => {
                Some(format!("{first}, {second} and {} more", rest.len()))
            }
            // All shorter ones are told above.
            [_] => None,
        }
    }

    fn ports(&self) -> String {
        match self.ports {
            None => "Every port".to_owned(),
            Some((from, to)) if from == to => format!("Port {from}"),
            Some((from, to)) => format!("A range of ports, {from} to {to},"),
        }
    }
}

/// What is open afterwards and was not before.
fn opened(case: &Case<'_>) -> Vec<Opening> {
    if !case.is_managed() || !(case.is_new() || case.is_changed()) {
        return Vec::new();
    }
    let before = openings(&case.change.resource_type, &case.change.change.before);
    let mut new = openings(&case.change.resource_type, &case.change.change.after);
    new.retain(|opening| {
        !before.iter().any(|old| match (old.ports, opening.ports) {
            (None, _) => true,
            (Some((from, to)), Some((low, high))) => {
                from <= low && high <= to && old.udp == opening.udp
            }
            (Some(_), None) => false,
        })
    });
    new.dedup();
    new
}

/// Everything in a resource that lets everybody in.
fn openings(resource_type: &str, value: &Value) -> Vec<Opening> {
    let one = |attribute, value: &Value| opening(attribute, value).into_iter().collect::<Vec<_>>();
    let each = |attribute: &'static str| {
        let list = value.get(attribute).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(|rule| opening(attribute, rule))
            .collect()
    };
    match resource_type {
        "aws_security_group" | "aws_default_security_group" => each("ingress"),
        "aws_security_group_rule" if value.get("type").is_some_and(|kind| kind == "ingress") => {
            one("cidr_blocks", value)
        }
        "aws_vpc_security_group_ingress_rule" => one("cidr_ipv4", value),
        "aws_network_acl_rule"
            if value.get("egress") != Some(&Value::Bool(true))
                && value
                    .get("rule_action")
                    .is_some_and(|action| action == "allow") =>
        {
            one("cidr_block", value)
        }
        "google_compute_firewall"
            if value
                .get("direction")
                .is_none_or(|direction| direction != "EGRESS") =>
        {
            if !everybody(value.get("source_ranges").unwrap_or(&Value::Null)) {
                return Vec::new();
            }
            google(value)
        }
        "azurerm_network_security_rule"
            if value
                .get("direction")
                .is_some_and(|direction| direction == "Inbound")
                && value.get("access").is_some_and(|access| access == "Allow") =>
        {
            azure(value).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn everybody(value: &Value) -> bool {
    match value {
        Value::String(range) => {
            matches!(
                range.as_str(),
                "0.0.0.0/0" | "::/0" | "*" | "Internet" | "0.0.0.0/1" | "128.0.0.0/1"
            )
        }
        Value::Array(list) => list.iter().any(everybody),
        _ => false,
    }
}

fn opening(attribute: &'static str, rule: &Value) -> Option<Opening> {
    const RANGES: [&str; 6] = [
        "cidr_blocks",
        "ipv6_cidr_blocks",
        "cidr_ipv4",
        "cidr_ipv6",
        "cidr_block",
        "ipv6_cidr_block",
    ];
    let open = RANGES
        .iter()
        .any(|range| rule.get(range).is_some_and(everybody));
    if !open {
        return None;
    }
    let protocol = rule
        .get("protocol")
        .or_else(|| rule.get("ip_protocol"))
        .and_then(Value::as_str)
        .unwrap_or("-1")
        .to_ascii_lowercase();
    let port = |key: &str| rule.get(key).and_then(Value::as_u64);
    let ports = match protocol.as_str() {
        "-1" | "all" => None,
        // Errors and echoes.
        "icmp" | "icmpv6" | "1" | "58" => return None,
        _ => port("from_port").zip(port("to_port")),
    };
    Some(Opening {
        attribute,
        ports,
        udp: matches!(protocol.as_str(), "udp" | "17"),
    })
}

fn google(value: &Value) -> Vec<Opening> {
    let mut found = Vec::new();
    for allow in value
        .get("allow")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let protocol = allow
            .get("protocol")
            .and_then(Value::as_str)
            .unwrap_or("all");
        if protocol == "icmp" {
            continue;
        }
        let udp = protocol == "udp";
        let ports: Vec<&str> = allow
            .get("ports")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if ports.is_empty() {
            found.push(Opening {
                attribute: "allow",
                ports: None,
                udp,
            });
        }
        found.extend(ports.iter().map(|text| Opening {
            attribute: "allow",
            ports: range(text),
            udp,
        }));
    }
    found
}

fn azure(value: &Value) -> Option<Opening> {
    if !everybody(value.get("source_address_prefix")?) {
        return None;
    }
    let port = value
        .get("destination_port_range")
        .and_then(Value::as_str)?;
    let udp = value
        .get("protocol")
        .is_some_and(|protocol| protocol == "Udp");
    Some(Opening {
        attribute: "destination_port_range",
        ports: range(port),
        udp,
    })
}

fn range(text: &str) -> Option<(u64, u64)> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
}
