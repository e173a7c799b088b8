//! Places in a value: where a path leads, and what Terraform calls it.

use crate::schema::{Attribute, AttributeType, Block};
use crate::value::Value;

/// One step of the way to a place, as diagnostics name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// An attribute or block.
    Attribute(String),
    /// An entry of a map.
    Key(String),
    /// An element of a list.
    Index(i64),
}

/// A value, and where it is.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    pub(super) value: &'a Value,
    pub(super) at: Vec<Step>,
    /// Elements of a set have no name, so that no step leads into one.
    inside_set: bool,
}

impl<'a> Place<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self {
            value,
            at: Vec::new(),
            inside_set: false,
        }
    }

    /// Everything a path leads to, through every element of a collection. What
    /// is on the way and not known yet stands for all that is behind it; what
    /// is behind null is not there.
    pub(super) fn find(&self, path: &str) -> Vec<Place<'a>> {
        let steps: Vec<&str> = path.split('.').filter(|step| !step.is_empty()).collect();
        let mut found = Vec::new();
        self.walk(&steps, &mut found);
        found
    }

    fn walk(&self, steps: &[&str], found: &mut Vec<Place<'a>>) {
        match (steps, self.value) {
            ([], _) | (_, Value::Unknown) => found.push(self.clone()),
            ([first, rest @ ..], Value::Object(_)) => {
                let step = Step::Attribute((*first).to_owned());
                self.step(step, self.value.get(first)).walk(rest, found);
            }
            (_, Value::Dynamic(_, inner)) => self.with(inner).walk(steps, found),
            _ => self
                .elements()
                .iter()
                .for_each(|element| element.walk(steps, found)),
        }
    }

    /// The elements of a collection; none of anything else.
    pub(super) fn elements(&self) -> Vec<Place<'a>> {
        match self.value {
            Value::Dynamic(_, inner) => self.with(inner).elements(),
            Value::List(items) => (0..)
                .zip(items)
                .map(|(index, item)| self.step(Step::Index(index), item))
                .collect(),
            Value::Set(items) => items
                .iter()
                .map(|item| Place {
                    inside_set: true,
                    ..self.with(item)
                })
                .collect(),
            Value::Map(items) => items
                .iter()
                .map(|(key, item)| self.step(Step::Key(key.clone()), item))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The objects here: the value itself, or the elements of a collection.
    pub(super) fn objects(&self) -> Vec<Place<'a>> {
        match self.value {
            Value::Object(_) => vec![self.clone()],
            _ => self.elements(),
        }
    }

    /// Where an argument would be that is not here. Terraform shows the block
    /// that lacks it, while of a place that ends in a block it shows nothing.
    pub(super) fn lacking(&self, path: &str) -> Self {
        let name = path.split('.').next().unwrap_or(path);
        self.step(Step::Attribute(name.to_owned()), self.value.get(name))
    }

    fn with(&self, value: &'a Value) -> Self {
        Self {
            value,
            ..self.clone()
        }
    }

    fn step(&self, step: Step, value: &'a Value) -> Self {
        let mut next = self.with(value);
        if !self.inside_set {
            next.at.push(step);
        }
        next
    }
}

/// What a path of a schema leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    /// An attribute.
    Attribute(&'a Attribute),
    /// Part of an attribute's value.
    Part,
    /// Blocks.
    Block,
}

/// What a path leads to; nothing if the schema does not have it.
pub(crate) fn kind<'a>(block: &'a Block, path: &str) -> Option<Kind<'a>> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    match (block.blocks.get(first), block.attributes.get(first)) {
        (Some(_), _) if rest.is_empty() => Some(Kind::Block),
        (Some(nested), _) => kind(&nested.block, rest),
        (_, Some(attribute)) => of_attribute(attribute, rest),
        _ => None,
    }
}

fn of_attribute<'a>(attribute: &'a Attribute, rest: &str) -> Option<Kind<'a>> {
    if rest.is_empty() {
        return Some(Kind::Attribute(attribute));
    }
    match &attribute.of {
        AttributeType::Plain(of) => of.leads(rest).then_some(Kind::Part),
        AttributeType::Nested(nested) => {
            let (first, rest) = rest.split_once('.').unwrap_or((rest, ""));
            of_attribute(nested.attributes.get(first)?, rest)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{JsonMode, from_json};
    use serde_json::json;

    fn block() -> Block {
        let inner = json!({"attributes": {"size": {"type": "number", "optional": true}}});
        serde_json::from_value(json!({
            "attributes": {
                "name": {"type": "string", "optional": true},
                "rules": {"type": ["set", ["object", {"port": "number"}]], "optional": true},
            },
            "block_types": {
                "disk": {"nesting_mode": "list", "block": inner},
                "slot": {"nesting_mode": "set", "block": inner},
            },
        }))
        .unwrap()
    }

    #[test]
    fn a_place_is_named_down_to_a_set() {
        let json =
            json!({"name": "a", "disk": [{"size": 1}, {"size": null}], "slot": [{"size": 2}]});
        let value = from_json(&json, &block().implied_type(), JsonMode::Strict).unwrap();
        let root = Place::root(&value);
        let found = root.find("disk.size");
        let attribute = |name: &str| Step::Attribute(name.to_owned());
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[1].at,
            [attribute("disk"), Step::Index(1), attribute("size")]
        );
        assert!(found[1].value.is_null());
        assert_eq!(root.find("slot.size")[0].at, [attribute("slot")]);
        assert!(root.find("rules.port").is_empty());
    }

    #[test]
    fn what_is_behind_an_unknown_is_unknown() {
        let value = Value::Object([("disk".to_owned(), Value::Unknown)].into());
        let found = Place::root(&value).find("disk.size");
        assert_eq!(found.len(), 1);
        assert!(found[0].value.is_unknown());
    }

    #[test]
    fn a_schema_tells_what_a_path_leads_to() {
        let block = block();
        let leads = |path| kind(&block, path);
        assert!(matches!(leads("disk.size"), Some(Kind::Attribute(_))));
        assert_eq!(leads("disk"), Some(Kind::Block));
        assert_eq!(leads("rules.port"), Some(Kind::Part));
        assert_eq!(leads("rules.sport"), None);
        assert_eq!(leads("disk.speed"), None);
    }
}
