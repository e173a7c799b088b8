//! From JSON to a policy.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Policy;
use super::statement::{Condition, EVERYBODY, Scope, Statement};

pub(super) fn policy(document: &Value) -> Option<Policy> {
    let statements = match document.get("Statement")? {
        Value::Array(list) => list.iter().collect(),
        one @ Value::Object(_) => vec![one],
        _ => return None,
    };
    // One that cannot be read makes all of it no policy: it would be taken for
    // one that says less.
    let statements = statements
        .into_iter()
        .map(statement)
        .collect::<Option<_>>()?;
    Some(Policy { statements })
}

fn statement(value: &Value) -> Option<Statement> {
    let fields = value.as_object()?;
    let allow = match fields.get("Effect")?.as_str()? {
        "Allow" => true,
        "Deny" => false,
        _ => return None,
    };
    Some(Statement {
        allow,
        principals: scope(fields, "Principal", "NotPrincipal", principals).ok()?,
        actions: scope(fields, "Action", "NotAction", texts).ok()??,
        resources: scope(fields, "Resource", "NotResource", texts).ok()?,
        conditions: match fields.get("Condition") {
            None | Some(Value::Null) => BTreeSet::new(),
            Some(conditions) => self::conditions(conditions)?,
        },
    })
}

/// What cannot be read.
struct Unreadable;

/// Either form of a scope; `None` if there is neither.
fn scope(
    fields: &Map<String, Value>,
    only: &str,
    all_but: &str,
    read: fn(&Value) -> Option<BTreeSet<String>>,
) -> Result<Option<Scope>, Unreadable> {
    let read = |value| read(value).ok_or(Unreadable);
    match (fields.get(only), fields.get(all_but)) {
        (Some(value), None) => Ok(Some(Scope::Only(read(value)?))),
        (None, Some(value)) => Ok(Some(Scope::AllBut(read(value)?))),
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(Unreadable),
    }
}

fn texts(value: &Value) -> Option<BTreeSet<String>> {
    match value {
        Value::String(text) => Some(BTreeSet::from([text.clone()])),
        Value::Array(list) => list
            .iter()
            .map(|text| text.as_str().map(str::to_owned))
            .collect(),
        _ => None,
    }
}

fn principals(value: &Value) -> Option<BTreeSet<String>> {
    let Value::Object(kinds) = value else {
        let all = texts(value)?;
        return Some(all.iter().map(|one| principal("AWS", one)).collect());
    };
    let mut found = BTreeSet::new();
    for (kind, who) in kinds {
        found.extend(texts(who)?.iter().map(|one| principal(kind, one)));
    }
    Some(found)
}

/// An account is its root; everybody of AWS is everybody.
fn principal(kind: &str, who: &str) -> String {
    if kind != "AWS" {
        return format!("{kind} {who}");
    }
    if who == EVERYBODY {
        return who.to_owned();
    }
    let account = who
        .strip_prefix("arn:")
        .and_then(|rest| rest.split_once(":iam::"))
        .and_then(|(_, rest)| rest.strip_suffix(":root"));
    account.unwrap_or(who).to_owned()
}

fn conditions(value: &Value) -> Option<BTreeSet<Condition>> {
    let mut found = BTreeSet::new();
    for (operator, keys) in value.as_object()? {
        for (key, values) in keys.as_object()? {
            let list = match values {
                Value::Array(list) => list.iter().collect(),
                one => vec![one],
            };
            let values = list
                .into_iter()
                .map(|value| match value {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                })
                .collect();
            found.insert(Condition {
                key: key.clone(),
                operator: operator.clone(),
                values,
            });
        }
    }
    Some(found)
}
