//! What the AWS provider already knows when it plans.

use super::certificate;
use crate::engine::{Context, Seed};
use crate::schema::Block;
use crate::value::Value;
use std::collections::BTreeMap;

/// Plans `tags_all` and `region`, which follow from the resource's and the
/// provider's configuration.
pub(crate) fn derive(
    type_name: &str,
    schema: &Block,
    config: &Value,
    prior: &Value,
    context: &Context,
    planned: &mut Value,
) {
    let computed = |name: &str| {
        schema.attributes.get(name).is_some_and(|of| of.computed) && config.get(name).is_null()
    };
    if computed("tags_all") && schema.attributes.contains_key("tags") {
        let tags = match planned.get("tags") {
            Value::Map(tags) => Some(tags.clone()),
            Value::Null => Some(BTreeMap::new()),
            _ => None,
        };
        let all = match (tags, default_tags(context)) {
            (Some(tags), Some(mut all)) => {
                all.extend(tags);
                Value::Map(all)
            }
            _ => Value::Unknown,
        };
        planned.insert("tags_all", all);
    }
    let is_known = !context.config().get("region").is_unknown();
    if computed("region") && prior.is_null() && is_known {
        planned.insert("region", Value::string(context.region()));
    }
    certificate::plan(type_name, prior, planned);
}

/// Replaces what was made up by what follows from the rest.
pub(crate) fn settle(type_name: &str, planned: &Value, seed: Seed, state: &mut Value) {
    certificate::apply(type_name, planned, seed, state);
}

/// The provider's default tags; nothing if they are not known yet.
pub(super) fn default_tags(context: &Context) -> Option<BTreeMap<String, Value>> {
    let blocks = context.config().get("default_tags");
    if blocks.is_unknown() {
        return None;
    }
    match blocks.elements().first().unwrap_or(blocks).get("tags") {
        Value::Map(tags) => Some(tags.clone()),
        Value::Unknown => None,
        _ => Some(BTreeMap::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{JsonMode, Type, from_json};
    use serde_json::{Value as Json, json};

    fn schema() -> Block {
        serde_json::from_value(json!({"attributes": {
            "region": {"type": "string", "optional": true, "computed": true},
            "tags": {"type": ["map", "string"], "optional": true},
            "tags_all": {"type": ["map", "string"], "computed": true},
        }}))
        .unwrap()
    }

    fn planned(tags: &Json) -> Value {
        planned_by("eu-west-1".into(), tags)
    }

    fn planned_by(region: Value, tags: &Json) -> Value {
        let of = Type::from_json(&json!(["object", {
            "region": "string", "default_tags": ["list", ["object", {"tags": ["map", "string"]}]]}]));
        let provider = json!({"default_tags": [{"tags": {"team": "a", "x": "y"}}]});
        let mut provider = from_json(&provider, &of.unwrap(), JsonMode::Strict).unwrap();
        provider.insert("region", region);
        let config = from_json(
            &json!({"tags": tags}),
            &schema().implied_type(),
            JsonMode::Strict,
        );
        let config = config.unwrap();
        let mut planned = config.clone();
        planned.insert("region", Value::Unknown);
        let context = Context::new(provider);
        derive(
            "aws_thing",
            &schema(),
            &config,
            &Value::Null,
            &context,
            &mut planned,
        );
        planned
    }

    #[test]
    fn all_tags_are_the_providers_and_the_resources() {
        let planned = planned(&json!({"x": "z"}));
        assert_eq!(planned.get("tags_all").get("team"), &Value::from("a"));
        assert_eq!(planned.get("tags_all").get("x"), &Value::from("z"));
        assert_eq!(planned.get("region"), &Value::from("eu-west-1"));
    }

    #[test]
    fn without_tags_the_defaults_remain() {
        assert_eq!(
            planned(&Json::Null).get("tags_all").get("x"),
            &Value::from("y")
        );
    }

    #[test]
    fn a_region_that_is_not_known_yet_is_not_guessed() {
        let planned = planned_by(Value::Unknown, &Json::Null);
        assert_eq!(planned.get("region"), &Value::Unknown);
    }
}
