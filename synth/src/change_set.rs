//! What a plan changes, in a form that can be compared.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::changes::Changes;
use crate::terraform::event::{self, Summary};

/// The changes by the address of their resource, or the name of their output.
#[derive(Debug)]
pub(crate) struct ChangeSet(BTreeMap<String, Change>);

#[derive(Debug)]
struct Change {
    actions: Value,
    after: Value,
    /// `true` where something is known after the apply.
    unknown: Value,
}

impl ChangeSet {
    /// Of a plan as `terraform show -json` prints it.
    pub(crate) fn of(plan: &Value) -> Self {
        let mut changes = BTreeMap::new();
        let resources = plan["resource_changes"].as_array();
        for resource in resources.into_iter().flatten() {
            let address = resource["address"].as_str().unwrap_or_default();
            let deposed = resource["deposed"].as_str().unwrap_or_default();
            insert(
                &mut changes,
                format!("{address} {deposed}"),
                &resource["change"],
            );
        }
        let outputs = plan["output_changes"].as_object();
        for (name, output) in outputs.into_iter().flatten() {
            insert(&mut changes, format!("output {name}"), output);
        }
        Self(changes)
    }

    /// Whether this does what the preview of it said: the same actions on the
    /// same things, and no other value where the preview knew one.
    pub(crate) fn is_as_previewed(&self, preview: &Self) -> bool {
        self.0.len() == preview.0.len()
            && self.0.iter().all(|(name, change)| {
                preview.0.get(name).is_some_and(|previewed| {
                    change.actions == previewed.actions
                        && agrees(&change.after, &previewed.after, &previewed.unknown)
                })
            })
    }
}

/// The changes of a plan that Terraform printed as JSON, as if it had told of
/// them while it planned.
pub(crate) fn changes_of(plan: &Value) -> Changes {
    let mut changes = Changes::default();
    let mut summary = Summary::default();
    let resources = plan["resource_changes"].as_array();
    for resource in resources.into_iter().flatten() {
        let change = &resource["change"];
        let actions: Vec<&str> = change["actions"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        summary.add += usize::from(actions.contains(&"create"));
        summary.change += usize::from(actions.contains(&"update"));
        summary.remove += usize::from(actions.contains(&"delete"));
        summary.import += usize::from(!change["importing"].is_null());
        let action = match actions.as_slice() {
            ["delete", "create"] | ["create", "delete"] => "replace",
            [action] => action,
            _ => "noop",
        };
        let text = |key: &str| resource[key].as_str().unwrap_or_default().to_owned();
        let change = event::Change {
            resource: event::Resource {
                addr: text("address"),
                resource_type: text("type"),
            },
            action: action.to_owned(),
            reason: resource["action_reason"].as_str().map(str::to_owned),
        };
        if action != "noop" && action != "no-op" {
            changes.resources.push(change);
        }
    }
    changes.summary = Some(summary);
    let outputs = plan["output_changes"].as_object();
    for (name, output) in outputs.into_iter().flatten() {
        let action = output["actions"][0].as_str().map(str::to_owned);
        changes.outputs.insert(
            name.clone(),
            event::Output {
                sensitive: false,
                action,
                value: None,
            },
        );
    }
    changes
}

fn insert(changes: &mut BTreeMap<String, Change>, name: String, change: &Value) {
    let actions = change["actions"].clone();
    let acts = actions
        .as_array()
        .is_some_and(|actions| actions.iter().any(|one| one != "no-op" && one != "read"));
    if acts {
        let change = Change {
            actions,
            after: change["after"].clone(),
            unknown: change["after_unknown"].clone(),
        };
        changes.insert(name, change);
    }
}

/// Whether a value is the previewed one, where that was known.
fn agrees(value: &Value, previewed: &Value, unknown: &Value) -> bool {
    match (previewed, unknown) {
        (_, Value::Bool(true)) => true,
        (Value::Object(previewed), _) => {
            let Value::Object(fields) = value else {
                return false;
            };
            previewed.iter().all(|(key, part)| {
                agrees(fields.get(key).unwrap_or(&Value::Null), part, &unknown[key])
            })
        }
        (Value::Array(previewed), _) => {
            let Value::Array(items) = value else {
                return false;
            };
            items.len() == previewed.len()
                && items
                    .iter()
                    .zip(previewed)
                    .enumerate()
                    .all(|(place, (item, part))| agrees(item, part, &unknown[place]))
        }
        _ => value == previewed,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(actions: &[&str], after: &Value, unknown: &Value) -> ChangeSet {
        ChangeSet::of(&json!({"resource_changes": [
            {"address": "a.b", "change": {"actions": actions, "after": after, "after_unknown": unknown}},
            {"address": "a.same", "change": {"actions": ["no-op"]}},
        ]}))
    }

    #[test]
    fn what_was_not_known_may_be_anything() {
        let preview = set(
            &["create"],
            &json!({"x": 1, "list": [{"z": 1}, null]}),
            &json!({"y": true, "list": [{"w": true}, true]}),
        );
        for (after, same) in [
            (
                json!({"x": 1, "y": "new", "list": [{"z": 1, "w": 2}, 3]}),
                true,
            ),
            (
                json!({"x": 2, "y": "new", "list": [{"z": 1, "w": 2}, 3]}),
                false,
            ),
            (
                json!({"x": 1, "y": "new", "list": [{"z": 9, "w": 2}, 3]}),
                false,
            ),
            (json!({"x": 1, "y": "new", "list": [{"z": 1}]}), false),
        ] {
            let fresh = set(&["create"], &after, &json!({}));
            assert_eq!(fresh.is_as_previewed(&preview), same, "{after}");
        }
        let other = set(&["delete", "create"], &json!({"x": 1}), &json!({}));
        assert!(!other.is_as_previewed(&preview));
    }

    #[test]
    fn one_change_more_is_another_set() {
        let none = ChangeSet::of(&json!({}));
        let one = set(&["update"], &json!({}), &json!({}));
        assert!(none.is_as_previewed(&ChangeSet::of(&json!({"resource_changes": []}))));
        assert!(!one.is_as_previewed(&none));
        assert!(!none.is_as_previewed(&one));
    }
}
