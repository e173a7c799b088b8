//! Secrets where everybody can read them.

use std::collections::HashSet;

use serde_json::Value;

use super::case::{Hit, code};
use super::{Check, Rule};
use crate::decode;
use crate::mask::Mark;
use crate::model::Severity;
use crate::plain_secrets;
use crate::subject::Subject;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-in-plain-text",
        severity: Severity::High,
        title: "A secret in plain text",
        about: "A value that looks like a secret, by its form or by the name of what it is for, is \
                written in the configuration or handed on unmarked: in environment variables, user \
                data, arguments. It is in the repository, in the state, and in every log of a plan.",
        advice: "Have it revoked, since it has been seen. Keep the new one in Secrets Manager or as a \
                 SecureString, and hand its name on; or mark the variable `sensitive`.",
        check: Check::Resource(|case| {
            if !case.is_managed() || !case.action().writes() {
                return Vec::new();
            }
            let change = &case.change.change;
            let mark = Mark::of(&change.after_sensitive, &change.after);
            let mut hits = Vec::new();
            look(&change.after, &change.before, mark, "", &mut hits);
            hits
        }),
    },
    Rule {
        id: "no-longer-sensitive",
        severity: Severity::High,
        title: "A value is not sensitive any more",
        about: "A value was marked as sensitive and is not any more. From then on it appears in plans, \
                logs and outputs. This review still hides it.",
        advice: "Keep the mark: `sensitive = true` at variables and outputs, no `nonsensitive(...)`.",
        check: Check::Plan(unmarked),
    },
];

fn unmarked(subject: &Subject<'_>, _: &crate::Settings) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (name, change) in &subject.plan.output_changes {
        let was = change.before_sensitive == true && !change.before.is_null();
        if was && change.after_sensitive != true && change.action.writes() {
            hits.push(Hit::new(format!(
                "The output {} is not sensitive any more.",
                code(name)
            )));
        }
    }
    for resource in &subject.plan.resource_changes {
        let change = &resource.change;
        if !change.action.writes() {
            continue;
        }
        let before = Mark::of(&change.before_sensitive, &change.before);
        let after = Mark::of(&change.after_sensitive, &change.after);
        for name in before.keys() {
            let value = change.before.get(name).unwrap_or(&Value::Null);
            let next = change.after.get(name).unwrap_or(&Value::Null);
            let was = before.key(name, value).is_something() && !value.is_null();
            if was && !after.key(name, next).is_something() && !next.is_null() {
                let what = format!("{} is not sensitive any more.", code(name));
                hits.push(Hit::new(what).at(name.as_str()).on(&resource.address));
            }
        }
    }
    hits
}

/// Looks at what is new and not marked.
fn look(value: &Value, before: &Value, mark: Mark<'_>, path: &str, hits: &mut Vec<Hit>) {
    if mark.is_all() || value == before {
        return;
    }
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                let before = before.get(key).unwrap_or(&Value::Null);
                look(value, before, mark.key(key, value), &path, hits);
            }
        }
        Value::Array(list) => {
            // Elements may have other places than before.
            let known: HashSet<&Value> = before.as_array().into_iter().flatten().collect();
            for (index, value) in list.iter().enumerate() {
                if known.contains(value) {
                    continue;
                }
                let before = before.get(index).unwrap_or(&Value::Null);
                look(
                    value,
                    before,
                    mark.index(index, value),
                    &format!("{path}[{index}]"),
                    hits,
                );
            }
        }
        Value::String(text) => hits.extend(judge(text, path)),
        _ => {}
    }
}

fn judge(text: &str, path: &str) -> Option<Hit> {
    let decoded = decode::text(text).map(|(decoded, _)| decoded);
    let kind = plain_secrets::kind(text).or_else(|| plain_secrets::kind(decoded.as_deref()?));
    if let Some(kind) = kind {
        return Some(Hit::new(format!("It has {kind} in it.")).at(path));
    }
    if plain_secrets::is_named(path, text) {
        let what = "Its name says that it is a secret, and its value is known and not marked.";
        return Some(Hit::new(what).at(path).severity(Severity::Medium));
    }
    None
}
