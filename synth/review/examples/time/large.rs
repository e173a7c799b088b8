//! Plans of any size.

use serde_json::{Value, json};

/// A plan with so many changes, of every kind, with policies and scripts.
pub(crate) fn plan(changes: usize) -> Value {
    let entries: Vec<Value> = (0..changes).map(entry).collect();
    json!({"format_version": "1.2", "resource_changes": entries})
}

fn entry(at: usize) -> Value {
    let actions = [
        json!(["update"]),
        json!(["create"]),
        json!(["delete"]),
        json!(["delete", "create"]),
    ];
    let name = format!("queue_{at}");
    let value = |delay: usize| {
        let policy = json!({"Statement": [{"Effect": "Allow", "Principal": {"AWS": format!("{at:012}")},
            "Action": ["sqs:SendMessage", format!("sqs:Get{delay}")], "Resource": "*"}]});
        json!({"name": name, "delay_seconds": delay, "tags": {"Name": name}, "policy": policy.to_string(),
            "script": format!("#!/bin/sh\necho one\necho {delay}\necho three\n"), "password": format!("secret-{at}")})
    };
    let (before, after) = match at % 4 {
        1 => (Value::Null, value(2)),
        2 => (value(1), Value::Null),
        _ => (value(1), value(2)),
    };
    json!({"address": format!("aws_sqs_queue.{name}"), "mode": "managed", "type": "aws_sqs_queue", "name": name,
        "change": {"actions": actions[at % 4], "before": before, "after": after,
            "before_sensitive": {"password": true}, "after_sensitive": {"password": true}}})
}
