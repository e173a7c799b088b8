//! Making up values: of the right type, plausible, and always the same.

use super::{Context, Seed};
use crate::aws;
use crate::engine::words;
use crate::schema::{Attribute, AttributeType, Block, NestedAttributes, NestedBlock, Nesting};
use crate::value::{Number, Type, Value};
use std::collections::BTreeMap;

/// What values are made up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A resource, whose optional values stay unset or empty.
    Resource,
    /// A data source, which finds things: lists have entries.
    DataSource,
}

/// Makes up what is unknown about one thing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inventor<'a> {
    pub(crate) type_name: &'a str,
    pub(crate) context: &'a Context,
    pub(crate) seed: Seed,
    pub(crate) purpose: Purpose,
}

impl Inventor<'_> {
    /// The block with every unknown in it made up. `prior` is what the block
    /// was before, so that what changes really becomes another value.
    pub(crate) fn fill_block(&self, schema: &Block, prior: &Value, value: &Value) -> Value {
        let Value::Object(_) = value else {
            return value.clone();
        };
        let attributes = schema.attributes.iter().map(|(name, attribute)| {
            let filled = self.at(name).fill_attribute(name, attribute, prior, value);
            (name.clone(), filled)
        });
        let blocks = schema.blocks.iter().map(|(name, nested)| {
            let filled = self
                .at(name)
                .fill_nested(nested, prior.get(name), value.get(name));
            (name.clone(), filled)
        });
        Value::Object(attributes.chain(blocks).collect())
    }

    /// The same inventor, one step further in.
    fn at(&self, step: &str) -> Self {
        Self {
            seed: self.seed.with(step),
            ..*self
        }
    }

    fn fill_nested(&self, nested: &NestedBlock, prior: &Value, value: &Value) -> Value {
        self.each(prior, value, nested.nesting, &|inventor, prior, item| {
            inventor.fill_block(&nested.block, prior, item)
        })
    }

    fn fill_attribute(
        &self,
        name: &str,
        attribute: &Attribute,
        prior: &Value,
        owner: &Value,
    ) -> Value {
        let (prior, value) = (prior.get(name), owner.get(name));
        match &attribute.of {
            _ if value.is_wholly_known() => value.clone(),
            AttributeType::Plain(of) if value.is_unknown() => {
                if matches!(of, Type::String)
                    && let Some(prefix) = owner.get(&format!("{name}_prefix")).as_str()
                {
                    return Value::String(format!("{prefix}{}", self.seed.hex(26)));
                }
                self.make(name, of, prior, attribute.is_computed_only())
            }
            AttributeType::Plain(of) => self.fill(name, of, value),
            AttributeType::Nested(nested) if value.is_unknown() => {
                self.make_nested(nested, attribute.is_computed_only())
            }
            AttributeType::Nested(nested) => {
                self.each(prior, value, nested.nesting, &|inventor, prior, item| {
                    inventor.fill_object(nested, prior, item)
                })
            }
        }
    }

    fn fill_object(&self, nested: &NestedAttributes, prior: &Value, value: &Value) -> Value {
        let Value::Object(_) = value else {
            return value.clone();
        };
        let attributes = nested.attributes.iter().map(|(name, attribute)| {
            let filled = self.at(name).fill_attribute(name, attribute, prior, value);
            (name.clone(), filled)
        });
        Value::Object(attributes.collect())
    }

    fn make_nested(&self, nested: &NestedAttributes, computed_only: bool) -> Value {
        let one = || {
            let open = nested
                .attributes
                .keys()
                .map(|name| (name.clone(), Value::Unknown));
            self.fill_object(nested, &Value::Null, &Value::Object(open.collect()))
        };
        match (nested.nesting, computed_only) {
            (Nesting::Single | Nesting::Group, true) => one(),
            (Nesting::Single | Nesting::Group, false) => Value::Null,
            (Nesting::List, true) => Value::List(vec![one()]),
            (Nesting::List, false) => Value::List(Vec::new()),
            (Nesting::Set, true) => Value::set([one()]),
            (Nesting::Set, false) => Value::Set(Vec::new()),
            (Nesting::Map, _) => Value::Map(BTreeMap::new()),
        }
    }

    /// Applies `fill` to each item of a collection.
    fn each(
        &self,
        prior: &Value,
        value: &Value,
        nesting: Nesting,
        fill: &dyn Fn(&Self, &Value, &Value) -> Value,
    ) -> Value {
        const NEW: &Value = &Value::Null;
        match (nesting, value) {
            (_, Value::Dynamic(of, inner)) => {
                Value::Dynamic(of.clone(), Box::new(self.each(prior, inner, nesting, fill)))
            }
            (Nesting::Single | Nesting::Group, value) => fill(self, prior, value),
            (_, Value::List(items)) => Value::List(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| {
                        let prior = prior.elements().get(index).unwrap_or(NEW);
                        fill(&self.at(&index.to_string()), prior, item)
                    })
                    .collect(),
            ),
            (_, Value::Set(items)) => Value::set(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| fill(&self.at(&index.to_string()), NEW, item)),
            ),
            (_, Value::Map(items)) => Value::Map(self.each_key(prior, items, fill)),
            (_, Value::Object(items)) => Value::Object(self.each_key(prior, items, fill)),
            (_, other) => other.clone(),
        }
    }

    fn each_key(
        &self,
        prior: &Value,
        items: &BTreeMap<String, Value>,
        fill: &dyn Fn(&Self, &Value, &Value) -> Value,
    ) -> BTreeMap<String, Value> {
        items
            .iter()
            .map(|(key, item)| (key.clone(), fill(&self.at(key), prior.get(key), item)))
            .collect()
    }

    /// Fills in what is unknown inside a value that is itself known.
    fn fill(&self, name: &str, of: &Type, value: &Value) -> Value {
        let part =
            |step: &str, name: &str, of: &Type, value: &Value| self.at(step).fill(name, of, value);
        let sequence = |of: &Type, items: &[Value]| -> Vec<Value> {
            let items = items.iter().enumerate();
            items
                .map(|(index, item)| part(&index.to_string(), name, of, item))
                .collect()
        };
        match (of, value) {
            (_, Value::Dynamic(of, inner)) => {
                Value::Dynamic(of.clone(), Box::new(self.fill(name, of, inner)))
            }
            (of, Value::Unknown) => self.make(name, of, &Value::Null, true),
            (Type::List(of), Value::List(items)) => Value::List(sequence(of, items)),
            (Type::Set(of), Value::Set(items)) => Value::set(sequence(of, items)),
            (Type::Tuple(types), Value::List(items)) => {
                let items = types.iter().zip(items).enumerate();
                Value::List(
                    items
                        .map(|(index, (of, item))| part(&index.to_string(), name, of, item))
                        .collect(),
                )
            }
            (Type::Map(of), Value::Map(items)) => Value::Map(
                items
                    .iter()
                    .map(|(key, item)| (key.clone(), part(key, key, of, item)))
                    .collect(),
            ),
            (Type::Object(types), Value::Object(items)) => Value::Object(
                items
                    .iter()
                    .map(|(key, item)| {
                        let of = types.get(key).unwrap_or(&Type::Dynamic);
                        (key.clone(), part(key, key, of, item))
                    })
                    .collect(),
            ),
            (_, known) => known.clone(),
        }
    }

    /// Makes up a value. What the configuration could have set stays unset
    /// where that is possible; what only the provider sets has content.
    fn make(&self, name: &str, of: &Type, prior: &Value, computed_only: bool) -> Value {
        let finds = computed_only || self.purpose == Purpose::DataSource;
        match of {
            Type::String if !computed_only && name.ends_with("_prefix") => Value::Null,
            Type::String => self.salted(prior).text(name),
            Type::Number => Value::Number(words::number(name, prior)),
            Type::Bool => Value::Bool(false),
            Type::Dynamic => {
                let text = self.text(name);
                Value::Dynamic(Box::new(Type::String), Box::new(text))
            }
            Type::List(of) if finds => Value::List(self.entries(name, of)),
            Type::Set(of) if finds => Value::set(self.entries(name, of)),
            Type::List(_) => Value::List(Vec::new()),
            Type::Set(_) => Value::Set(Vec::new()),
            Type::Map(_) => Value::Map(BTreeMap::new()),
            Type::Object(attributes) => Value::Object(
                attributes
                    .iter()
                    .map(|(name, of)| {
                        let value = self.at(name).make(name, of, &Value::Null, computed_only);
                        (name.clone(), value)
                    })
                    .collect(),
            ),
            Type::Tuple(types) => Value::List(
                types
                    .iter()
                    .map(|of| self.make(name, of, &Value::Null, computed_only))
                    .collect(),
            ),
        }
    }

    /// Some entries of a collection: texts come in threes, objects alone.
    fn entries(&self, name: &str, of: &Type) -> Vec<Value> {
        let singular = words::singular(name);
        let count = match of {
            Type::String => 3,
            Type::Object(_) => 1,
            _ => 0,
        };
        (0..count)
            .map(|index| {
                let inventor = self.at(&index.to_string());
                match of {
                    Type::String => inventor.text_at(&singular, index),
                    _ => inventor.make(&singular, of, &Value::Null, true),
                }
            })
            .collect()
    }

    fn salted(&self, prior: &Value) -> Self {
        match prior {
            Value::String(text) => self.at(text),
            _ => *self,
        }
    }

    fn text(&self, name: &str) -> Value {
        self.text_at(name, 0)
    }

    fn text_at(&self, name: &str, index: usize) -> Value {
        let noun = words::noun(self.type_name, name);
        let provider = self.type_name.split('_').next().unwrap_or_default();
        let text = (provider == "aws")
            .then(|| aws::text(self.type_name, name, &noun, index, self.seed, self.context))
            .flatten();
        Value::String(text.unwrap_or_else(|| words::text(&noun, name, self.seed)))
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Value::Number(number)
    }
}
