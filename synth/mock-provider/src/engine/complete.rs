//! The walk along a schema that finds what the provider has to add.

use crate::schema::{Attribute, AttributeType, Block, NestedAttributes, NestedBlock, Nesting};
use crate::value::Value;
use std::collections::BTreeMap;

/// What a block becomes: the proposal, with everything unknown that only the
/// provider can say and has not said before.
///
/// `prior` is the same block as it is now, or null where it is new. Terraform's
/// proposal already carries over computed values that it could match.
pub(super) fn block(schema: &Block, prior: &Value, proposed: &Value) -> Value {
    let Value::Object(_) = proposed else {
        return proposed.clone();
    };
    let attributes = schema.attributes.iter().map(|(name, of)| {
        let value = attribute(of, prior, prior.get(name), proposed.get(name));
        (name.clone(), value)
    });
    let blocks = schema.blocks.iter().map(|(name, of)| {
        let value = nested_block(of, prior.get(name), proposed.get(name));
        (name.clone(), value)
    });
    Value::Object(attributes.chain(blocks).collect())
}

fn attribute(schema: &Attribute, owner: &Value, prior: &Value, proposed: &Value) -> Value {
    if schema.write_only {
        return Value::Null;
    }
    if proposed.is_null() {
        let is_new = owner.entries().is_none();
        return if schema.computed && is_new {
            Value::Unknown
        } else {
            proposed.clone()
        };
    }
    match &schema.of {
        AttributeType::Plain(_) => proposed.clone(),
        AttributeType::Nested(nested) => each(nested.nesting, prior, proposed, |prior, item| {
            object(nested, prior, item)
        }),
    }
}

fn object(schema: &NestedAttributes, prior: &Value, proposed: &Value) -> Value {
    let Value::Object(_) = proposed else {
        return proposed.clone();
    };
    let attributes = schema.attributes.iter().map(|(name, of)| {
        let value = attribute(of, prior, prior.get(name), proposed.get(name));
        (name.clone(), value)
    });
    Value::Object(attributes.collect())
}

fn nested_block(schema: &NestedBlock, prior: &Value, proposed: &Value) -> Value {
    each(schema.nesting, prior, proposed, |prior, item| {
        block(&schema.block, prior, item)
    })
}

/// Applies `convert` to each item of a collection together with the item it
/// was before.
fn each(
    nesting: Nesting,
    prior: &Value,
    proposed: &Value,
    convert: impl Fn(&Value, &Value) -> Value,
) -> Value {
    const NEW: &Value = &Value::Null;
    match (nesting, proposed) {
        (_, Value::Dynamic(of, inner)) => Value::Dynamic(
            of.clone(),
            Box::new(each_plain(nesting, prior, inner, convert)),
        ),
        (Nesting::Single | Nesting::Group, item) => convert(prior, item),
        (Nesting::Set, Value::Set(items)) => Value::set(items.iter().map(|item| {
            // Terraform has carried over what an element computed, so an
            // element it recognised is already as it was.
            if prior.elements().contains(item) {
                item.clone()
            } else {
                convert(NEW, item)
            }
        })),
        _ => each_plain(nesting, prior, proposed, convert),
    }
}

fn each_plain(
    nesting: Nesting,
    prior: &Value,
    proposed: &Value,
    convert: impl Fn(&Value, &Value) -> Value,
) -> Value {
    const NEW: &Value = &Value::Null;
    let keyed = |items: &BTreeMap<String, Value>| {
        items
            .iter()
            .map(|(key, item)| (key.clone(), convert(prior.get(key), item)))
            .collect()
    };
    match (nesting, proposed) {
        (Nesting::List, Value::List(items)) => Value::List(
            items
                .iter()
                .enumerate()
                .map(|(index, item)| convert(prior.elements().get(index).unwrap_or(NEW), item))
                .collect(),
        ),
        (Nesting::Map, Value::Map(items)) => Value::Map(keyed(items)),
        (Nesting::Map, Value::Object(items)) => Value::Object(keyed(items)),
        (_, other) => other.clone(),
    }
}

/// Nested blocks that are not there are empty collections, never null, unless
/// they are single.
pub(super) fn fill_missing_blocks(schema: &Block, mut value: Value) -> Value {
    let Value::Object(entries) = &mut value else {
        return value;
    };
    for (name, nested) in &schema.blocks {
        let Some(slot) = entries.get_mut(name) else {
            continue;
        };
        let inner = &nested.block;
        let current = std::mem::replace(slot, Value::Null);
        *slot = match (nested.nesting, current) {
            (Nesting::List, Value::Null) => match nested.implied_type() {
                crate::value::Type::Dynamic => empty_tuple(),
                _ => Value::List(Vec::new()),
            },
            (Nesting::Map, Value::Null) => match nested.implied_type() {
                crate::value::Type::Dynamic => empty_object(),
                _ => Value::Map(BTreeMap::new()),
            },
            (Nesting::Set, Value::Null) => Value::Set(Vec::new()),
            (Nesting::Group, Value::Null) => fill_missing_blocks(inner, null_object(inner)),
            (_, Value::List(items)) => Value::List(
                items
                    .into_iter()
                    .map(|item| fill_missing_blocks(inner, item))
                    .collect(),
            ),
            (_, Value::Set(items)) => Value::set(
                items
                    .into_iter()
                    .map(|item| fill_missing_blocks(inner, item)),
            ),
            (_, Value::Map(items)) => Value::Map(
                items
                    .into_iter()
                    .map(|(key, item)| (key, fill_missing_blocks(inner, item)))
                    .collect(),
            ),
            (_, other) => fill_missing_blocks(inner, other),
        };
    }
    value
}

/// A block in which nothing is set.
pub(super) fn null_object(schema: &Block) -> Value {
    let names = schema.attributes.keys().chain(schema.blocks.keys());
    Value::Object(names.map(|name| (name.clone(), Value::Null)).collect())
}

fn empty_tuple() -> Value {
    let of = crate::value::Type::Tuple(Vec::new());
    Value::Dynamic(Box::new(of), Box::new(Value::List(Vec::new())))
}

fn empty_object() -> Value {
    let of = crate::value::Type::Object(BTreeMap::new());
    Value::Dynamic(Box::new(of), Box::new(Value::Object(BTreeMap::new())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{JsonMode, from_json};
    use serde_json::{Value as Json, json};

    fn schema() -> Block {
        let element = json!({"attributes": {
            "name": {"type": "string", "required": true},
            "id": {"type": "string", "computed": true},
        }});
        serde_json::from_value(json!({
            "attributes": {
                "name": {"type": "string", "required": true},
                "id": {"type": "string", "computed": true},
                "secret": {"type": "string", "optional": true, "write_only": true},
            },
            "block_types": {
                "item": {"nesting_mode": "list", "block": element},
                "member": {"nesting_mode": "set", "block": element},
                "timeouts": {"nesting_mode": "single", "block": {"attributes": {
                    "create": {"type": "string", "optional": true}}}},
            },
        }))
        .unwrap()
    }

    fn value(json: &Json) -> Value {
        let schema = schema();
        let value = from_json(json, &schema.implied_type(), JsonMode::Strict).unwrap();
        fill_missing_blocks(&schema, value)
    }

    #[test]
    fn a_new_resource_computes_what_the_configuration_leaves_out() {
        let proposed = value(&json!({"name": "a", "secret": "x", "item": [{"name": "i"}]}));
        let planned = block(&schema(), &Value::Null, &proposed);
        assert_eq!(planned.get("name"), &Value::from("a"));
        assert_eq!(planned.get("id"), &Value::Unknown);
        assert_eq!(planned.get("secret"), &Value::Null);
        assert_eq!(planned.get("item").elements()[0].get("id"), &Value::Unknown);
        assert_eq!(planned.get("timeouts"), &Value::Null);
    }

    #[test]
    fn what_was_computed_stays() {
        let prior = value(&json!({"name": "a", "id": "1", "item": [{"name": "i", "id": "2"}]}));
        assert_eq!(block(&schema(), &prior, &prior), prior);
    }

    #[test]
    fn only_a_new_element_of_a_list_is_computed() {
        let prior = value(&json!({"name": "a", "item": [{"name": "i", "id": "2"}]}));
        let proposed =
            value(&json!({"name": "a", "item": [{"name": "i", "id": "2"}, {"name": "j"}]}));
        let planned = block(&schema(), &prior, &proposed);
        assert_eq!(
            planned.get("item").elements()[0].get("id"),
            &Value::from("2")
        );
        assert_eq!(planned.get("item").elements()[1].get("id"), &Value::Unknown);
    }

    #[test]
    fn only_a_new_element_of_a_set_is_computed() {
        let prior = value(&json!({"name": "a", "member": [{"name": "i", "id": "2"}]}));
        let proposed =
            value(&json!({"name": "a", "member": [{"name": "b"}, {"name": "i", "id": "2"}]}));
        let planned = block(&schema(), &prior, &proposed);
        let ids: Vec<_> = planned
            .get("member")
            .elements()
            .iter()
            .map(|element| (element.get("name").as_str(), element.get("id").clone()))
            .collect();
        assert!(ids.contains(&(Some("b"), Value::Unknown)));
        assert!(ids.contains(&(Some("i"), Value::from("2"))));
    }
}
