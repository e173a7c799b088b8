//! The types values have that conform to a schema.

use super::{Attribute, AttributeType, Block, NestedAttributes, NestedBlock, Nesting};
use crate::value::Type;

impl Block {
    /// The type of one such block.
    #[must_use]
    pub fn implied_type(&self) -> Type {
        let attributes = self
            .attributes
            .iter()
            .map(|(name, attribute)| (name.clone(), attribute.implied_type()));
        let blocks = self
            .blocks
            .iter()
            .map(|(name, block)| (name.clone(), block.implied_type()));
        Type::Object(attributes.chain(blocks).collect())
    }
}

impl NestedBlock {
    /// The type of all such blocks in one parent.
    #[must_use]
    pub fn implied_type(&self) -> Type {
        let of = self.block.implied_type();
        match self.nesting {
            Nesting::Single | Nesting::Group => of,
            // Blocks that differ in type do not fit a list or a map: Terraform
            // makes a tuple or an object of them, whose type each value tells.
            Nesting::List | Nesting::Map if of.has_dynamic() => Type::Dynamic,
            nesting => nesting.collect(of),
        }
    }
}

impl Attribute {
    /// The type of the attribute.
    #[must_use]
    pub fn implied_type(&self) -> Type {
        match &self.of {
            AttributeType::Plain(of) => of.clone(),
            AttributeType::Nested(nested) => nested.nesting.collect(nested.object_type()),
        }
    }
}

impl NestedAttributes {
    /// The type of one object.
    #[must_use]
    pub fn object_type(&self) -> Type {
        let attributes = self
            .attributes
            .iter()
            .map(|(name, attribute)| (name.clone(), attribute.implied_type()));
        Type::Object(attributes.collect())
    }
}

impl Nesting {
    fn collect(self, of: Type) -> Type {
        match self {
            Nesting::Single | Nesting::Group => of,
            Nesting::List => Type::List(Box::new(of)),
            Nesting::Set => Type::Set(Box::new(of)),
            Nesting::Map => Type::Map(Box::new(of)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_nesting_mode_has_its_type() {
        let nested = |mode: &str, of: &str| json!({"nesting_mode": mode, "block": {"attributes": {"x": {"type": of}}}});
        let block: Block = serde_json::from_value(json!({
            "attributes": {
                "a": {"type": "string"},
                "n": {"nested_type": {"nesting_mode": "map", "attributes": {"x": {"type": "bool"}}}},
            },
            "block_types": {
                "single": nested("single", "string"),
                "group": nested("group", "string"),
                "list": nested("list", "string"),
                "set": nested("set", "string"),
                "map": nested("map", "string"),
                "tuple": nested("list", "dynamic"),
            },
        }))
        .unwrap();
        let x = json!(["object", {"x": "string"}]);
        assert_eq!(
            block.implied_type().to_json(),
            json!(["object", {
                "a": "string",
                "n": ["map", ["object", {"x": "bool"}]],
                "single": x,
                "group": x,
                "list": ["list", x],
                "set": ["set", x],
                "map": ["map", x],
                "tuple": "dynamic",
            }])
        );
    }
}
