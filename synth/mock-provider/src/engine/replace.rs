//! Which changes force replacement, and what a change touches.

use super::behaviors::TypeBehavior;
use crate::value::{Value, to_json};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The attributes and blocks whose change the resource cannot survive.
pub(super) fn required(behavior: &TypeBehavior, prior: &Value, planned: &Value) -> Vec<String> {
    let mut names: Vec<String> = behavior
        .replace
        .iter()
        .filter(|path| differs(path, prior, planned))
        .filter_map(|path| path.split('.').next().map(ToOwned::to_owned))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Whether what a path leads to is different in two values.
pub(super) fn differs(path: &str, a: &Value, b: &Value) -> bool {
    let steps: Vec<&str> = path.split('.').collect();
    reach(a, &steps) != reach(b, &steps)
}

/// Whether everything that is wanted is the case: that a path leads, among
/// others, to the value, or nowhere if that is null.
pub(super) fn holds(wanted: &BTreeMap<String, Json>, value: &Value) -> bool {
    wanted.iter().all(|(path, wanted)| {
        let steps: Vec<&str> = path.split('.').collect();
        let reached = reach(value, &steps);
        if wanted.is_null() {
            reached.is_empty()
        } else {
            reached
                .into_iter()
                .any(|value| to_json(value).as_ref() == Ok(wanted))
        }
    })
}

/// Everything a path leads to. Collections are not named in a path: it goes
/// through every element. What is not set in an element is not counted, or
/// every added block would be a change of all that it does not say.
fn reach<'a>(value: &'a Value, steps: &[&str]) -> Vec<&'a Value> {
    match (steps, value) {
        ([], Value::Null) => Vec::new(),
        ([], value) => vec![value],
        (_, Value::Dynamic(_, inner)) => reach(inner, steps),
        (_, Value::List(items) | Value::Set(items)) => {
            items.iter().flat_map(|item| reach(item, steps)).collect()
        }
        (_, Value::Map(items)) => items.values().flat_map(|item| reach(item, steps)).collect(),
        ([first, rest @ ..], Value::Object(_)) => reach(value.get(first), rest),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{JsonMode, Type, from_json};
    use serde_json::json;

    fn value(json: &serde_json::Value) -> Value {
        let of = Type::from_json(&json!(["object", {
            "name": "string",
            "disk": ["list", ["object", {"size": "number", "label": "string"}]],
        }]));
        from_json(json, &of.unwrap(), JsonMode::Strict).unwrap()
    }

    #[test]
    fn a_path_reaches_into_every_block() {
        let behavior = TypeBehavior {
            replace: vec!["disk.size".to_owned(), "name".to_owned()],
            ..TypeBehavior::default()
        };
        let prior = value(&json!({"name": "a", "disk": [{"size": 1, "label": "x"}]}));
        let relabelled = value(&json!({"name": "a", "disk": [{"size": 1, "label": "y"}]}));
        let resized = value(&json!({"name": "a", "disk": [{"size": 2, "label": "x"}]}));
        assert!(required(&behavior, &prior, &relabelled).is_empty());
        assert_eq!(required(&behavior, &prior, &resized), ["disk"]);
    }

    #[test]
    fn a_block_that_does_not_say_it_changes_nothing() {
        let prior = value(&json!({"name": "a", "disk": [{"size": 1}]}));
        let unsaid = value(&json!({"name": "a", "disk": [{"size": 1}, {"label": "x"}]}));
        let said = value(&json!({"name": "a", "disk": [{"size": 1}, {"size": 2}]}));
        assert!(!differs("disk.size", &prior, &unsaid));
        assert!(differs("disk.size", &prior, &said));
    }
}
