//! Elements of sets that a plan says again without naming all of them.

use crate::schema::{Block, Nesting};
use crate::value::Value;

/// Takes over from `prior` each element of a set of blocks that says what the
/// plan says, apart from what the plan leaves to the provider.
///
/// Terraform carries such elements over itself, but before the provider fills
/// in its defaults, so it misses those that differ by a default.
pub(super) fn block(schema: &Block, config: &Value, prior: &Value, planned: &mut Value) {
    for (name, nested) in &schema.blocks {
        let (config, prior) = (config.get(name), prior.get(name));
        let mut now = planned.get(name).clone();
        match (nested.nesting, &mut now) {
            (Nesting::Single | Nesting::Group, item) => block(&nested.block, config, prior, item),
            (Nesting::List, Value::List(items)) => {
                let pairs = config.elements().iter().zip(prior.elements());
                for (item, (config, prior)) in items.iter_mut().zip(pairs) {
                    block(&nested.block, config, prior, item);
                }
            }
            (Nesting::Map, Value::Map(items)) => {
                for (key, item) in items {
                    block(&nested.block, config.get(key), prior.get(key), item);
                }
            }
            // What the configuration will say is not for the provider to guess.
            (Nesting::Set, Value::Set(items)) if config.is_wholly_known() => {
                now = same_elements(prior.elements(), items);
            }
            _ => continue,
        }
        if now != *planned.get(name) {
            planned.insert(name, now);
        }
    }
}

fn same_elements(prior: &[Value], planned: &[Value]) -> Value {
    let mut left: Vec<&Value> = prior.iter().filter(|one| !planned.contains(one)).collect();
    Value::set(planned.iter().map(|item| {
        let same = left.iter().position(|one| may_be(item, one));
        match same {
            Some(index) if !item.is_wholly_known() => left.remove(index).clone(),
            _ => item.clone(),
        }
    }))
}

/// Whether a value can become another once it is known.
fn may_be(planned: &Value, known: &Value) -> bool {
    match (planned, known) {
        (Value::Unknown, _) => true,
        (Value::Dynamic(of, planned), Value::Dynamic(other, known)) => {
            of == other && may_be(planned, known)
        }
        (Value::List(planned), Value::List(known)) => {
            planned.len() == known.len() && planned.iter().zip(known).all(|(a, b)| may_be(a, b))
        }
        (Value::Set(planned), Value::Set(known)) => {
            let mut left: Vec<&Value> = known.iter().collect();
            let all = planned.iter().all(|item| {
                let same = left.iter().position(|one| may_be(item, one));
                same.map(|index| left.remove(index)).is_some()
            });
            all && left.is_empty()
        }
        (Value::Map(planned), Value::Map(known))
        | (Value::Object(planned), Value::Object(known)) => {
            planned.len() == known.len()
                && planned
                    .iter()
                    .all(|(key, item)| known.get(key).is_some_and(|one| may_be(item, one)))
        }
        _ => planned == known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{JsonMode, from_json};
    use serde_json::{Value as Json, json};

    fn schema() -> Block {
        serde_json::from_value(json!({"block_types": {
            "disk": {"nesting_mode": "set", "block": {"attributes": {
                "name": {"type": "string", "required": true},
                "keep": {"type": "bool", "optional": true},
                "id": {"type": "string", "optional": true, "computed": true},
            }}},
        }}))
        .unwrap()
    }

    fn value(json: &Json) -> Value {
        from_json(json, &schema().implied_type(), JsonMode::Strict).unwrap()
    }

    fn disk(name: &str, id: Value) -> Value {
        let keep = Value::Bool(true);
        let entries = [("name", name.into()), ("keep", keep), ("id", id)];
        Value::Object(entries.map(|(key, of)| (key.to_owned(), of)).into())
    }

    fn of(disks: Vec<Value>) -> Value {
        Value::Object([("disk".to_owned(), Value::set(disks))].into())
    }

    #[test]
    fn an_element_that_says_the_same_is_the_same() {
        let config = value(&json!({"disk": [{"name": "a"}, {"name": "new"}]}));
        let prior = of(vec![disk("a", "1".into()), disk("b", "2".into())]);
        let mut planned = of(vec![disk("a", Value::Unknown), disk("new", Value::Unknown)]);
        block(&schema(), &config, &prior, &mut planned);
        let expected = of(vec![disk("a", "1".into()), disk("new", Value::Unknown)]);
        assert_eq!(planned, expected);
    }

    #[test]
    fn two_elements_are_never_one() {
        let config = value(&json!({"disk": [{"name": "a"}]}));
        let prior = of(vec![disk("a", "1".into())]);
        let twice = || vec![disk("a", Value::Unknown), disk("a", Value::Unknown)];
        let mut planned = of(twice());
        block(&schema(), &config, &prior, &mut planned);
        let expected = of(vec![disk("a", "1".into()), disk("a", Value::Unknown)]);
        assert_eq!(planned, expected);
    }

    #[test]
    fn what_the_configuration_does_not_know_is_left_alone() {
        let config = of(vec![disk("a", Value::Unknown)]);
        let prior = of(vec![disk("a", "1".into())]);
        let mut planned = config.clone();
        block(&schema(), &config, &prior, &mut planned);
        assert_eq!(planned, config);
    }
}
