//! The arguments of a resource, as its stack's documents have them.

use serde_json::Value;

use crate::diff::Templates;
use crate::plan::ResourceChange;
use crate::subject::{Subject, block};
use crate::template;

/// Where the references of a preview lead that stand for another stack's.
const REMOTE_STATE: &str = "data.terraform_remote_state.";

/// The arguments of a resource of the root module, as they are written. A
/// document that the plan was not made of has none.
pub(crate) fn templates<'a>(subject: &'a Subject<'_>, change: &ResourceChange) -> Templates<'a> {
    let documents = &subject.documents;
    if change.module.is_some() || (documents.before.is_none() && documents.after.is_none()) {
        return Templates::default();
    }
    let block = |document: &'a Option<Value>| block(document.as_ref()?, change);
    let configured = subject
        .plan
        .configuration
        .resources
        .get(&change.configured_address());
    let after = block(&documents.after)
        .filter(|block| configured.is_none_or(|configured| agrees(block, &configured.expressions)));
    Templates {
        before: block(&documents.before),
        after,
        plan: Some(subject.plan),
    }
}

/// Whether the plan's configuration refers to whatever a block does.
fn agrees(block: &Value, expressions: &Value) -> bool {
    let Some(expressions) = expressions.as_object() else {
        return true;
    };
    expressions.iter().all(|(name, expression)| {
        let written = template::references(block.get(name).unwrap_or(&Value::Null));
        let mut known = Vec::new();
        known_references(expression, &mut known);
        written
            .iter()
            .filter(|reference| is_element(reference))
            .all(|reference| {
                let is_it = |known: &&str| {
                    reference.starts_with(known) || known.starts_with(reference.as_str())
                };
                known.iter().any(is_it)
            })
    })
}

/// Whether it is no variable of a `for`, and what a preview leaves as it is.
fn is_element(reference: &str) -> bool {
    let first = reference.split('.').next().unwrap_or_default();
    let is_kind = matches!(first, "var" | "local" | "data" | "module") || first.contains('_');
    is_kind && !reference.starts_with(REMOTE_STATE)
}

fn known_references<'a>(expression: &'a Value, found: &mut Vec<&'a str>) {
    match expression {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::Array(list) if key == "references" => {
                        found.extend(list.iter().filter_map(Value::as_str));
                    }
                    _ if key == "constant_value" => {}
                    value => known_references(value, found),
                }
            }
        }
        Value::Array(list) => list
            .iter()
            .for_each(|expression| known_references(expression, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_of_another_plan_disagrees() {
        let expressions = json!({
            "policy": {"references": ["aws_a.b[\"x\"].arn", "aws_a.b[\"x\"]", "aws_a.b", "local.c"]},
            "block": [{"name": {"constant_value": "x"}}],
        });
        for (block, expected) in [
            (
                json!({"policy": "${aws_a.b[\"x\"].arn}-${local.c.d}", "block": {"name": "x"}}),
                true,
            ),
            (
                json!({"policy": "${[for x in local.c : x.arn]}", "block": [{"name": "y"}]}),
                true,
            ),
            (
                json!({"policy": "${data.terraform_remote_state.s.outputs.x}"}),
                true,
            ),
            (json!({"policy": "${aws_a.other.arn}"}), false),
            (json!({"block": {"name": "${var.x}"}}), false),
        ] {
            assert_eq!(agrees(&block, &expressions), expected, "{block}");
        }
    }
}
