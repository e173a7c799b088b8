//! Importing: a state of which only the id is certain.

use super::{Context, Engine, Inventor, Problem, Purpose, Seed, complete, defaults};
use crate::value::Value;

impl Engine {
    /// The state of something that exists outside Terraform. What only the
    /// provider can say is made up; what a configuration would say is null,
    /// but for the attribute of which the id is made.
    pub(crate) fn import(
        &self,
        type_name: &str,
        id: &str,
        context: &Context,
    ) -> Result<Value, Problem> {
        let block = &self.resource(type_name)?.block;
        let mut open = complete::fill_missing_blocks(block, complete::null_object(block));
        for (name, attribute) in &block.attributes {
            if attribute.is_computed_only() {
                open.insert(name, Value::Unknown);
            }
        }
        if block.attributes.contains_key("id") {
            open.insert("id", Value::string(id));
        }
        let behavior = self.behaviors.resources.get(type_name);
        if let Some(name) = behavior
            .and_then(|behavior| behavior.values.get("id")?.as_str())
            .and_then(|template| template.strip_prefix('{')?.strip_suffix('}'))
            && block.attributes.contains_key(name)
        {
            open.insert(name, Value::string(id));
        }
        if let Some(behavior) = behavior {
            // The provider would read them, or plan them right away.
            let of = block.implied_type();
            defaults::plan(behavior, &of, &Value::Null, &mut open);
        }
        let inventor = Inventor {
            type_name,
            context,
            seed: Seed::new(&[type_name.as_bytes(), id.as_bytes()]),
            purpose: Purpose::Resource,
        };
        let mut state = inventor.fill_block(block, &Value::Null, &open);
        self.render_values(type_name, &open, context, inventor.seed, &mut state);
        Ok(state)
    }
}
