//! Applying: every unknown of a plan becomes a value.

use super::{Context, Engine, Inventor, Problem, Purpose, Seed, TypeBehavior, template};
use crate::aws;
use crate::value::{JsonMode, Number, Type, Value, from_json, to_msgpack};
use serde_json::Value as Json;

impl Engine {
    /// The new state of a resource that was planned to become `planned`.
    pub(crate) fn apply(
        &self,
        type_name: &str,
        prior: &Value,
        planned: &Value,
        context: &Context,
    ) -> Result<Value, Problem> {
        let schema = self.resource(type_name)?;
        if planned.is_null() {
            return Ok(Value::Null);
        }
        let context = &context.within(planned.get("region"));
        let mut seed = Seed::new(&[type_name.as_bytes(), &to_msgpack(planned)]);
        if prior.is_null() {
            seed = self.distinct(seed);
        }
        let inventor = Inventor {
            type_name,
            context,
            seed,
            purpose: Purpose::Resource,
        };
        let mut state = inventor.fill_block(&schema.block, prior, planned);
        self.render_values(type_name, planned, context, seed, &mut state);
        if aws::is_aws(&self.address) {
            aws::settle(type_name, planned, seed, &mut state);
        }
        Ok(state)
    }

    /// Replaces what was unknown in `planned` by what the table of behaviours
    /// has a template for.
    pub(super) fn render_values(
        &self,
        type_name: &str,
        planned: &Value,
        context: &Context,
        seed: Seed,
        state: &mut Value,
    ) {
        if let (Some(behavior), Ok(schema)) = (
            self.behaviors.resources.get(type_name),
            self.resource(type_name),
        ) {
            let of = schema.implied_type();
            let open = |name: &str| planned.get(name).is_unknown();
            render(behavior, of, context, seed, &open, state);
        }
    }
}

/// Sets the values a table has for what is `open`.
pub(super) fn render(
    behavior: &TypeBehavior,
    of: &Type,
    context: &Context,
    seed: Seed,
    open: &dyn Fn(&str) -> bool,
    state: &mut Value,
) {
    let Type::Object(types) = of else {
        return;
    };
    // Templates may refer to constants, and all others to these two.
    let mut values: Vec<_> = behavior.values.iter().collect();
    values.sort_by_key(|(name, template)| match name.as_str() {
        _ if !template.to_string().contains('{') => 0,
        "id" => 1,
        "arn" => 2,
        _ => 3,
    });
    for (name, template) in values {
        if let Some(of) = types.get(name)
            && open(name)
            && let Some(json) = template::fill(template, state, context, seed)
            && let Some(value) = read(&json, of)
        {
            state.insert(name, value);
        }
    }
}

/// A constant as a value of a type; a template makes the text of a number.
fn read(json: &Json, of: &Type) -> Option<Value> {
    match (json, of) {
        (Json::String(text), Type::Number) => Number::from_text(text).map(Value::Number),
        _ => from_json(json, of, JsonMode::Strict).ok(),
    }
}
