//! Plans of any size.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// How many changes there are for one that was found to be made from outside.
const DRIFT: usize = 50;

/// A plan with so many changes, of every kind and of a few types, with all
/// that Terraform says around them: the state before and after, and the
/// configuration with what refers to what.
pub(crate) fn plan(changes: usize) -> Value {
    let changes: Vec<Change> = (0..changes).map(Change::new).collect();
    let all = |part: fn(&Change) -> Option<Value>| -> Vec<Value> {
        changes.iter().filter_map(part).collect()
    };
    json!({
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": all(|it| Some(it.entry())),
        "resource_drift": all(Change::drift),
        "planned_values": {"root_module": {"resources": all(|it| it.state(&it.after))}},
        "prior_state": {"values": {"root_module": {"resources": all(|it| it.state(&it.before))}}},
        "configuration": {"root_module": {"resources": all(|it| Some(it.configured()))}},
    })
}

const TYPES: [&str; 5] = [
    "aws_sqs_queue",
    "aws_iam_role",
    "aws_security_group",
    "aws_launch_template",
    "aws_s3_bucket_versioning",
];

struct Change {
    at: usize,
    resource_type: &'static str,
    name: String,
    before: Value,
    after: Value,
}

impl Change {
    fn new(at: usize) -> Self {
        let name = format!("queue_{at}");
        let resource_type = TYPES[at / 4 % TYPES.len()];
        let value = |version: usize| value(resource_type, at, version);
        let (before, after) = match at % 4 {
            1 => (Value::Null, value(2)),
            2 => (value(1), Value::Null),
            _ => (value(1), value(2)),
        };
        Self {
            at,
            resource_type,
            name,
            before,
            after,
        }
    }

    fn address(&self) -> String {
        format!("{}.{}", self.resource_type, self.name)
    }

    fn entry(&self) -> Value {
        let actions = [
            json!(["update"]),
            json!(["create"]),
            json!(["delete"]),
            json!(["delete", "create"]),
        ];
        let unknown = if self.at % 4 == 2 {
            json!({})
        } else {
            json!({"arn": self.at % 4 != 0, "id": self.at % 4 != 0})
        };
        json!({"address": self.address(), "mode": "managed", "type": self.resource_type, "name": self.name,
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {"actions": actions[self.at % 4], "before": self.before, "after": self.after,
                "after_unknown": unknown, "replace_paths": if self.at % 4 == 3 { json!([["delay_seconds"]]) } else { json!([]) },
                "before_sensitive": {"password": true}, "after_sensitive": {"password": true}}})
    }

    fn drift(&self) -> Option<Value> {
        if self.at % DRIFT != 0 || self.before.is_null() {
            return None;
        }
        let mut now = self.before.clone();
        now["tags"]["Name"] = json!("by hand");
        Some(
            json!({"address": self.address(), "mode": "managed", "type": self.resource_type, "name": self.name,
            "change": {"actions": ["update"], "before": self.before, "after": now,
                "before_sensitive": {"password": true}, "after_sensitive": {"password": true}}}),
        )
    }

    fn state(&self, values: &Value) -> Option<Value> {
        (!values.is_null()).then(|| {
            json!({"address": self.address(), "mode": "managed", "type": self.resource_type, "name": self.name,
                "values": values, "sensitive_values": {"password": true}})
        })
    }

    /// Each refers to two others, as in a tree with shortcuts.
    fn configured(&self) -> Value {
        let target = |at: usize| {
            let resource_type = TYPES[at / 4 % TYPES.len()];
            json!([
                format!("{resource_type}.queue_{at}.arn"),
                format!("{resource_type}.queue_{at}")
            ])
        };
        json!({"address": self.address(), "mode": "managed", "type": self.resource_type, "name": self.name,
            "expressions": {"name": {"constant_value": self.name}, "delay_seconds": {"constant_value": 2},
                "policy": {"references": target(self.at / 2)}, "script": {"references": target(self.at / 3)}}})
    }
}

/// The arguments of a resource: those of all types, and its own.
fn value(resource_type: &str, at: usize, version: usize) -> Value {
    let name = format!("queue_{at}");
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"AWS": format!("{at:012}")},
        "Action": ["sqs:SendMessage", format!("sqs:Get{version}")], "Resource": "*"}]});
    let script = format!("#!/bin/sh\necho one\necho {version}\necho three\n");
    let mut value = json!({"arn": format!("arn:aws:sqs:eu-central-1:123456789012:{name}"), "id": name, "name": name,
        "delay_seconds": version, "tags": {"Name": name, "Stage": "test"}, "tags_all": {"Name": name, "Stage": "test"},
        "policy": policy.to_string(), "script": script, "password": format!("secret-{at}")});
    match resource_type {
        "aws_iam_role" => value["assume_role_policy"] = json!(policy.to_string()),
        "aws_security_group" => {
            let ingress = |port: usize| json!({"from_port": port, "to_port": port, "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"]});
            value["ingress"] = json!([ingress(443), ingress(8_000 + version), ingress(80)]);
        }
        "aws_launch_template" => value["user_data"] = json!(STANDARD.encode(script.repeat(4))),
        "aws_s3_bucket_versioning" => value["bucket"] = json!(format!("bucket-{at}")),
        _ => {}
    }
    value
}
