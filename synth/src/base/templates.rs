//! Policies whose values are not known yet.
//!
//! A policy that names a resource which is created or replaced is known after
//! apply as a whole, although all but an ARN is written down. Where that is so,
//! the texts in the documents stand in: both sides with references in the place
//! of values, so that what differs is what somebody changed.

use serde_json::Value;

use crate::document::Document;

/// Fills in the plan; returns which attributes were filled in.
pub(super) fn fill_in(
    plan: &mut Value,
    base: Option<&Document>,
    head: Option<&Document>,
) -> Vec<String> {
    let mut compared = Vec::new();
    let Some(head) = head else {
        return compared;
    };
    let changes = plan["resource_changes"].as_array_mut();
    for change in changes.into_iter().flatten() {
        if change["mode"] != "managed" || change.get("module_address").is_some() {
            continue;
        }
        let (Some(kind), Some(name)) = (text(&change["type"]), text(&change["name"])) else {
            continue;
        };
        let address = text(&change["address"]).unwrap_or_default();
        let written = |document: &Document, attribute: &str| {
            policy(&document.value()["resource"][&kind][&name][attribute])
        };
        let unknown: Vec<String> = change["change"]["after_unknown"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, unknown)| **unknown == Value::Bool(true))
            .map(|(attribute, _)| attribute.clone())
            .collect();
        for attribute in unknown {
            let change = &mut change["change"];
            let secret = ["before_sensitive", "after_sensitive"]
                .iter()
                .any(|side| is_marked(&change[*side], &attribute));
            let Some(after) = written(head, &attribute).filter(|_| !secret) else {
                continue;
            };
            let existed = change["before"]
                .get(&attribute)
                .is_some_and(|it| !it.is_null());
            let before = base.and_then(|base| written(base, &attribute));
            match (existed, before) {
                // Values on one side and references on the other would differ
                // in everything.
                (true, None) => continue,
                (true, Some(before)) => change["before"][&attribute] = Value::String(before),
                (false, _) => {}
            }
            if !change["after"].is_object() {
                continue;
            }
            change["after"][&attribute] = Value::String(after);
            if let Some(unknown) = change["after_unknown"].as_object_mut() {
                unknown.remove(&attribute);
            }
            compared.push(format!("{address}.{attribute}"));
        }
    }
    compared
}

/// What is said about it.
pub(super) fn note(compared: &[String]) -> Option<String> {
    if compared.is_empty() {
        return None;
    }
    let shown: Vec<String> = compared.iter().map(|name| format!("`{name}`")).collect();
    Some(format!(
        "Not known before apply, so compared as the documents have them, with references in the \
         place of values: {}.",
        shown.join(", ")
    ))
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// Whether an attribute, or all, is marked as sensitive.
fn is_marked(marks: &Value, attribute: &str) -> bool {
    let mark = marks.get(attribute).unwrap_or(&Value::Null);
    *marks == Value::Bool(true) || !matches!(mark, Value::Null | Value::Bool(false))
}

/// The text, if it is a policy with nothing in the way of reading it.
fn policy(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let document: Value = serde_json::from_str(text).ok()?;
    let statements = document.get("Statement")?;
    (statements.is_array() || statements.is_object()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(policy: &str) -> Document {
        Document::new(json!({"resource": {"aws_iam_role_policy": {"web": {"policy": policy}}}}))
    }

    fn plan(before: &Value) -> Value {
        json!({"resource_changes": [{
            "address": "aws_iam_role_policy.web", "mode": "managed",
            "type": "aws_iam_role_policy", "name": "web",
            "change": {
                "actions": ["update"],
                "before": before,
                "after": {"name": "web"},
                "before_sensitive": {}, "after_sensitive": {},
                "after_unknown": {"policy": true, "id": true},
            },
        }]})
    }

    const ONE: &str =
        r#"{"Statement":[{"Action":["s3:GetObject"],"Resource":["${aws_s3_bucket.a.arn}/*"]}]}"#;
    const TWO: &str =
        r#"{"Statement":[{"Action":["s3:*"],"Resource":["${aws_s3_bucket.a.arn}/*"]}]}"#;

    #[test]
    fn both_sides_have_references() {
        let mut plan = plan(&json!({"policy": "{\"Statement\":[]}"}));
        let compared = fill_in(&mut plan, Some(&document(ONE)), Some(&document(TWO)));
        assert_eq!(compared, ["aws_iam_role_policy.web.policy"]);
        let change = &plan["resource_changes"][0]["change"];
        assert_eq!(change["before"]["policy"], ONE);
        assert_eq!(change["after"]["policy"], TWO);
        assert_eq!(change["after_unknown"], json!({"id": true}));
        assert!(
            note(&compared)
                .unwrap()
                .contains("`aws_iam_role_policy.web.policy`")
        );
    }

    #[test]
    fn a_new_policy_has_one_side() {
        let mut plan = plan(&Value::Null);
        assert_eq!(fill_in(&mut plan, None, Some(&document(TWO))).len(), 1);
        let change = &plan["resource_changes"][0]["change"];
        assert_eq!(change["before"], Value::Null);
        assert_eq!(change["after"]["policy"], TWO);
    }

    #[test]
    fn what_cannot_be_compared_stays_unknown() {
        let known = json!({"policy": "{\"Statement\":[]}"});
        for (base, head) in [
            (None, Some(document(TWO))),
            (Some(document(ONE)), None),
            (Some(document(ONE)), Some(document("${jsonencode({})}"))),
            (Some(document(ONE)), Some(document("{\"a\":1}"))),
            (
                Some(document(ONE)),
                Some(document("{\"Statement\":${local.x}}")),
            ),
        ] {
            let mut plan = plan(&known);
            assert!(fill_in(&mut plan, base.as_ref(), head.as_ref()).is_empty());
            let change = &plan["resource_changes"][0]["change"];
            assert_eq!(change["after_unknown"]["policy"], true);
            assert_eq!(change["before"], known);
        }
        assert_eq!(note(&[]), None);
    }

    #[test]
    fn what_is_sensitive_stays_so() {
        for mark in [json!(true), json!({"policy": true})] {
            let mut plan = plan(&Value::Null);
            plan["resource_changes"][0]["change"]["after_sensitive"] = mark;
            assert!(fill_in(&mut plan, None, Some(&document(TWO))).is_empty());
        }
    }
}
