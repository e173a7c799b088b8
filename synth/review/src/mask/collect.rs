//! Finds what a plan marks as sensitive.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::clear::Clear;
use super::marks::{Mark, marks_something};
use crate::plain_secrets;
use crate::plan::{Change, Place, Plan};
use crate::template;

/// How deep JSON inside JSON inside JSON is looked into.
const DEEPEST: usize = 4;
/// How long a decoded text has to be to be a secret by itself.
const SHORTEST_DECODED: usize = 6;

/// Adds everything sensitive of a plan, but for values of outputs that are clear.
pub(super) fn of_plan(plan: &Plan, clear: &Clear<'_>, secrets: &mut BTreeSet<String>) {
    let resources = plan
        .resource_changes
        .iter()
        .chain(&plan.resource_drift)
        .chain(
            plan.deferred_changes
                .iter()
                .map(|deferred| &deferred.change),
        );
    for resource in resources {
        of_change(&resource.change, secrets);
        plain_secrets::of(&resource.change.before, secrets);
        plain_secrets::of(&resource.change.after, secrets);
    }
    for (name, change) in &plan.output_changes {
        let configured = plan.configuration.outputs.get(name);
        let all = configured.is_some_and(|output| output.sensitive);
        for (value, mark) in [
            (&change.before, &change.before_sensitive),
            (&change.after, &change.after_sensitive),
        ] {
            if clear.has(name, value) {
                continue;
            }
            marked(value, mark, secrets);
            if all {
                leaves(value, 0, secrets);
            }
        }
        plain_secrets::of(&change.before, secrets);
        plain_secrets::of(&change.after, secrets);
    }
    for resource in &plan.prior_state {
        marked(&resource.values, &resource.sensitive, secrets);
    }
    for part in &plan.marked {
        if let Place::Output(name) = &part.place
            && clear.has(name, &part.value)
        {
            continue;
        }
        marked(&part.value, &part.sensitive, secrets);
    }
    for invocation in &plan.action_invocations {
        marked(&invocation.config, &invocation.config_sensitive, secrets);
    }
    for (name, variable) in &plan.configuration.variables {
        if variable.sensitive {
            leaves(&variable.default, 0, secrets);
            if let Some(value) = plan.variables.get(name) {
                leaves(value, 0, secrets);
            }
        }
    }
}

/// Adds what looks like a secret in the arguments of a document.
pub(super) fn of_document(document: &Value, secrets: &mut BTreeSet<String>) {
    for kind in ["resource", "data"] {
        let Some(blocks) = document.get(kind) else {
            continue;
        };
        plain_secrets::of(blocks, secrets);
        let mut waiting = vec![blocks];
        while let Some(value) = waiting.pop() {
            match value {
                Value::String(text) => {
                    if let Some(document) = template::document(text) {
                        plain_secrets::of(&document, secrets);
                    }
                }
                Value::Array(list) => waiting.extend(list),
                Value::Object(map) => waiting.extend(map.values()),
                _ => {}
            }
        }
    }
}

fn of_change(change: &Change, secrets: &mut BTreeSet<String>) {
    marked(&change.before, &change.before_sensitive, secrets);
    marked(&change.after, &change.after_sensitive, secrets);
}

/// Adds the marked parts of a value.
fn marked(value: &Value, mark: &Value, secrets: &mut BTreeSet<String>) {
    if !marks_something(mark) {
        return;
    }
    let mut waiting = vec![(value, Mark::of(mark, value))];
    while let Some((value, mark)) = waiting.pop() {
        match (mark, value) {
            (Mark::All, value) => leaves(value, 0, secrets),
            (Mark::Parts(_), Value::Object(map)) => {
                waiting.extend(map.iter().map(|(key, part)| (part, mark.key(key, part))));
            }
            (Mark::Parts(_), Value::Array(list)) => {
                let parts = list.iter().enumerate();
                waiting.extend(parts.map(|(at, part)| (part, mark.index(at, part))));
            }
            _ => {}
        }
    }
}

/// Adds every text and number in a value.
pub(super) fn leaves(value: &Value, depth: usize, secrets: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            if !text.is_empty() && secrets.insert(text.clone()) {
                inside(text, depth, secrets);
            }
        }
        Value::Number(number) => {
            secrets.insert(number.to_string());
        }
        Value::Array(list) => list.iter().for_each(|part| leaves(part, depth, secrets)),
        Value::Object(map) => map.values().for_each(|part| leaves(part, depth, secrets)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Adds what a text is built of: a JSON document's parts, what base64 stands
/// for.
fn inside(text: &str, depth: usize, secrets: &mut BTreeSet<String>) {
    if depth >= DEEPEST {
        return;
    }
    if text.trim_start().starts_with(['{', '[']) {
        if let Ok(document) = serde_json::from_str::<Value>(text) {
            leaves(&document, depth + 1, secrets);
        }
        return;
    }
    let decoded = STANDARD.decode(text.trim()).ok();
    if let Some(decoded) = decoded.and_then(|bytes| String::from_utf8(bytes).ok())
        && decoded.len() >= SHORTEST_DECODED
        && !decoded.contains(|c: char| c.is_control() && !c.is_whitespace())
    {
        leaves(&Value::String(decoded), depth + 1, secrets);
    }
}
