//! Blocks: their attributes, and the blocks nested in them.

use crate::value::Type;
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// A description, and how to read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Described {
    /// The text; empty if there is none.
    pub text: String,
    /// Whether it is Markdown, not plain text.
    pub markdown: bool,
}

impl Described {
    fn new(text: String, kind: &str) -> Self {
        Self {
            text,
            markdown: kind == "markdown",
        }
    }
}

/// A configuration block.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "RawBlock")]
pub struct Block {
    /// The arguments and computed values.
    pub attributes: BTreeMap<String, Attribute>,
    /// The blocks inside.
    pub blocks: BTreeMap<String, NestedBlock>,
    /// What it is.
    pub description: Described,
    /// Whether Terraform warns of its use.
    pub deprecated: bool,
}

#[derive(Deserialize)]
struct RawBlock {
    #[serde(default)]
    attributes: BTreeMap<String, Attribute>,
    #[serde(default)]
    block_types: BTreeMap<String, NestedBlock>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    description_kind: String,
    #[serde(default)]
    deprecated: bool,
}

impl From<RawBlock> for Block {
    fn from(raw: RawBlock) -> Self {
        Self {
            attributes: raw.attributes,
            blocks: raw.block_types,
            description: Described::new(raw.description, &raw.description_kind),
            deprecated: raw.deprecated,
        }
    }
}

/// One attribute of a block or of a nested attribute.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawAttribute")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the flags are independent in the schema format"
)]
pub struct Attribute {
    /// What values it takes.
    pub of: AttributeType,
    /// Whether the configuration must set it.
    pub required: bool,
    /// Whether the configuration may set it.
    pub optional: bool,
    /// Whether the provider sets it where the configuration does not.
    pub computed: bool,
    /// Whether Terraform hides it.
    pub sensitive: bool,
    /// Whether Terraform warns of its use.
    pub deprecated: bool,
    /// Whether it is never stored.
    pub write_only: bool,
    /// What it is.
    pub description: Described,
}

impl Attribute {
    /// Whether only the provider ever sets it.
    #[must_use]
    pub fn is_computed_only(&self) -> bool {
        self.computed && !self.optional
    }
}

/// What values an attribute takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeType {
    /// Values of a type.
    Plain(Type),
    /// Objects whose attributes have flags of their own (protocol 6 only).
    Nested(NestedAttributes),
}

#[derive(Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the flags are independent in the schema format"
)]
struct RawAttribute {
    #[serde(rename = "type")]
    of: Option<Json>,
    nested_type: Option<NestedAttributes>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    computed: bool,
    #[serde(default)]
    sensitive: bool,
    #[serde(default)]
    deprecated: bool,
    #[serde(default)]
    write_only: bool,
    #[serde(default)]
    description: String,
    #[serde(default)]
    description_kind: String,
}

impl TryFrom<RawAttribute> for Attribute {
    type Error = String;

    fn try_from(raw: RawAttribute) -> Result<Self, String> {
        let of = match (raw.of, raw.nested_type) {
            (Some(of), None) => {
                AttributeType::Plain(Type::from_json(&of).map_err(|error| error.to_string())?)
            }
            (None, Some(nested)) => AttributeType::Nested(nested),
            _ => return Err("an attribute needs either `type` or `nested_type`".to_owned()),
        };
        Ok(Self {
            of,
            required: raw.required,
            optional: raw.optional,
            computed: raw.computed,
            sensitive: raw.sensitive,
            deprecated: raw.deprecated,
            write_only: raw.write_only,
            description: Described::new(raw.description, &raw.description_kind),
        })
    }
}

/// The attributes of a nested attribute.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NestedAttributes {
    /// Each with flags of its own.
    #[serde(default)]
    pub attributes: BTreeMap<String, Attribute>,
    /// How many there may be, and how they are told apart.
    #[serde(rename = "nesting_mode")]
    pub nesting: Nesting,
}

/// A block inside a block.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NestedBlock {
    /// How many there may be, and how they are told apart.
    #[serde(rename = "nesting_mode")]
    pub nesting: Nesting,
    /// What is in each.
    #[serde(default)]
    pub block: Block,
    /// At least so many.
    #[serde(default)]
    pub min_items: i64,
    /// At most so many; 0 is any number.
    #[serde(default)]
    pub max_items: i64,
}

/// How nested blocks or attributes are collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Nesting {
    /// One or none.
    Single,
    /// Always one: an absent block is a block of nothing.
    Group,
    /// In order.
    List,
    /// Without order.
    Set,
    /// By label.
    Map,
}
