//! What happens to a resource behind Terraform's back, as a refresh finds it.

use super::replace::holds;
use super::{Engine, Problem};
use crate::value::{JsonMode, Type, Value, ValueError, from_json};
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// A change that every refresh finds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Drift {
    /// The type of the resource.
    #[serde(rename = "type")]
    pub type_name: String,
    /// But only where these attributes, or paths through blocks, have these values.
    pub when: BTreeMap<String, Json>,
    /// What is different: attributes, or paths which reach into every block.
    pub set: BTreeMap<String, Json>,
    /// Whether the resource is not there any more.
    pub gone: bool,
}

impl Engine {
    /// Whether a type drifts at all: most refreshes need not look.
    pub(crate) fn drifts(&self, type_name: &str) -> bool {
        let drift = &self.behaviors.drift;
        drift.iter().any(|drift| drift.type_name == type_name)
    }

    /// What has become of a resource in this state.
    pub(crate) fn drift(&self, type_name: &str, state: Value) -> Result<Value, Problem> {
        let of = self.resource(type_name)?.implied_type();
        let mut found = state;
        for drift in &self.behaviors.drift {
            if found.is_null() || drift.type_name != type_name || !holds(&drift.when, &found) {
                continue;
            }
            if drift.gone {
                return Ok(Value::Null);
            }
            for (path, json) in &drift.set {
                let steps: Vec<&str> = path.split('.').collect();
                set(&mut found, of, &steps, json, &|_| true).map_err(|error| {
                    Problem::new(
                        "Drift does not conform to the schema",
                        format!("`{type_name}` cannot drift in `{path}`: {error}"),
                    )
                })?;
            }
        }
        Ok(found)
    }
}

/// Sets everything a path leads to, but for what `replaces` wants kept. As
/// elsewhere, a path goes through every element of a collection, and ends where
/// there is nothing.
pub(super) fn set(
    value: &mut Value,
    of: &Type,
    steps: &[&str],
    json: &Json,
    replaces: &dyn Fn(&Value) -> bool,
) -> Result<(), ValueError> {
    let Some((first, rest)) = steps.split_first() else {
        if replaces(value) {
            *value = from_json(json, of, JsonMode::Strict)?;
        }
        return Ok(());
    };
    match (of, value) {
        (Type::Object(types), value) => {
            let Some(of) = types.get(*first) else {
                return Err(ValueError::new(format!("there is no `{first}`")));
            };
            if let Value::Object(entries) = value
                && let Some(entry) = entries.get_mut(*first)
            {
                set(entry, of, rest, json, replaces)?;
            }
            Ok(())
        }
        (Type::List(of), Value::List(items)) => items
            .iter_mut()
            .try_for_each(|item| set(item, of, steps, json, replaces)),
        (Type::Map(of), Value::Map(items)) => items
            .values_mut()
            .try_for_each(|item| set(item, of, steps, json, replaces)),
        (Type::Set(of), value @ Value::Set(_)) => {
            let mut items = value.elements().to_vec();
            items
                .iter_mut()
                .try_for_each(|item| set(item, of, steps, json, replaces))?;
            *value = Value::set(items);
            Ok(())
        }
        (Type::List(_) | Type::Map(_) | Type::Set(_), _) => Ok(()),
        _ => Err(ValueError::new(format!("{} has no `{first}`", of.noun()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn drifted(path: &str, to: &Json) -> Result<Value, ValueError> {
        let of = of();
        let state = json!({"name": "a", "disk": [{"size": 1}, {"size": 2}], "ports": [1, 2]});
        let mut value = from_json(&state, &of, JsonMode::Strict).unwrap();
        let steps: Vec<&str> = path.split('.').collect();
        set(&mut value, &of, &steps, to, &|_| true).map(|()| value)
    }

    fn of() -> Type {
        Type::from_json(&json!(["object", {
            "name": "string",
            "disk": ["set", ["object", {"size": "number"}]],
            "ports": ["list", "number"],
        }]))
        .unwrap()
    }

    #[test]
    fn a_path_reaches_into_every_block() {
        // Equal elements of a set are one.
        let value = drifted("disk.size", &json!(3)).unwrap();
        assert_eq!(value.get("disk").elements().len(), 1);
        let value = drifted("ports", &json!([])).unwrap();
        assert_eq!(value.get("ports"), &Value::List(Vec::new()));
    }

    #[test]
    fn what_the_schema_does_not_have_cannot_drift() {
        let problem = |path, to| drifted(path, &to).unwrap_err().to_string();
        assert_eq!(problem("nam", json!("b")), "there is no `nam`");
        assert_eq!(problem("name.first", json!("b")), "a string has no `first`");
        assert_eq!(problem("ports", json!("b")), "a list is wanted");
    }
}
