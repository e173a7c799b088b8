//! A provider's schema as constant data.
//!
//! Generated bindings carry the schema they were made from: synthesis takes
//! argument names and block shapes from it, and `synth-bindgen` can write the
//! provider schema JSON back from it. Descriptions are left out on purpose.

/// The provider a binding belongs to.
#[derive(Debug, PartialEq, Eq)]
pub struct ProviderRequirement {
    /// Local name, the prefix of its resource types: `aws`.
    pub name: &'static str,
    /// Source address without the default host: `hashicorp/aws`.
    pub source: &'static str,
    /// Exact version the bindings were generated from: `6.47.0`.
    pub version: &'static str,
}

/// What a top-level schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BindingKind {
    /// A managed resource: `resource "aws_s3_bucket"`.
    Resource,
    /// A data source: `data "aws_vpc"`.
    DataSource,
    /// An ephemeral resource: `ephemeral "aws_secretsmanager_secret_version"`.
    Ephemeral,
    /// A provider's own configuration: `provider "aws"`.
    Provider,
}

/// One resource, data source, ephemeral resource or provider configuration.
#[derive(Debug)]
pub struct BindingSchema {
    /// What it is.
    pub kind: BindingKind,
    /// Terraform's type name: `aws_s3_bucket`; a provider's local name.
    pub type_name: &'static str,
    /// The provider that serves it.
    pub provider: &'static ProviderRequirement,
    /// Schema version, which providers raise when stored state changes shape.
    pub version: u64,
    /// Arguments, attributes and nested blocks.
    pub block: &'static Schema,
}

/// The fields of a block, of a nested attribute or of an object type.
#[derive(Debug)]
pub struct Schema {
    /// Attributes and nested blocks together, sorted by name (as Terraform
    /// demands, no attribute shares its name with a block).
    pub fields: &'static [Field],
    /// Whether the provider calls the whole block deprecated.
    pub deprecated: bool,
}

impl Schema {
    /// A block with these fields, which must be sorted by name.
    #[must_use]
    pub const fn new(fields: &'static [Field]) -> Self {
        Self {
            fields,
            deprecated: false,
        }
    }

    /// The same, marked deprecated.
    #[must_use]
    pub const fn deprecated(fields: &'static [Field]) -> Self {
        Self {
            fields,
            deprecated: true,
        }
    }

    /// Looks a field up by name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields
            .binary_search_by(|field| field.name.cmp(name))
            .ok()
            .and_then(|index| self.fields.get(index))
    }
}

/// One attribute or nested block.
#[derive(Debug)]
pub struct Field {
    /// Terraform's name: `bucket_prefix`.
    pub name: &'static str,
    /// Type or block shape.
    pub kind: FieldKind,
    /// A combination of the constants in [`flags`].
    pub flags: u8,
}

impl Field {
    /// An attribute of a plain type.
    #[must_use]
    pub const fn attribute(name: &'static str, kind: AttributeType, flags: u8) -> Self {
        Self {
            name,
            kind: FieldKind::Attribute(kind),
            flags,
        }
    }

    /// A nested attribute (`nested_type`, protocol 6).
    #[must_use]
    pub const fn nested(
        name: &'static str,
        nesting: Nesting,
        schema: &'static Schema,
        flags: u8,
    ) -> Self {
        Self {
            name,
            kind: FieldKind::Nested { nesting, schema },
            flags,
        }
    }

    /// A nested block; `max_items` 0 means unlimited.
    #[must_use]
    pub const fn block(
        name: &'static str,
        nesting: Nesting,
        min_items: u32,
        max_items: u32,
        schema: &'static Schema,
    ) -> Self {
        Self {
            name,
            kind: FieldKind::Block {
                nesting,
                min_items,
                max_items,
                schema,
            },
            flags: 0,
        }
    }

    /// Whether all the given [`flags`] are set.
    #[must_use]
    pub const fn has(&self, flags: u8) -> bool {
        self.flags & flags == flags
    }
}

/// Properties of an attribute.
pub mod flags {
    /// Must be set.
    pub const REQUIRED: u8 = 1;
    /// May be set.
    pub const OPTIONAL: u8 = 1 << 1;
    /// The provider fills it in when it is not set.
    pub const COMPUTED: u8 = 1 << 2;
    /// Hidden in Terraform's output.
    pub const SENSITIVE: u8 = 1 << 3;
    /// The provider advises against it.
    pub const DEPRECATED: u8 = 1 << 4;
    /// Sent to the provider, never stored in state or plan.
    pub const WRITE_ONLY: u8 = 1 << 5;
}

/// How a field is filled.
#[derive(Debug)]
pub enum FieldKind {
    /// An attribute of a plain type.
    Attribute(AttributeType),
    /// An attribute with a schema of its own.
    Nested {
        /// How often it occurs.
        nesting: Nesting,
        /// Its fields.
        schema: &'static Schema,
    },
    /// A nested block.
    Block {
        /// How often it occurs.
        nesting: Nesting,
        /// Least number of blocks.
        min_items: u32,
        /// Greatest number of blocks; 0 means unlimited.
        max_items: u32,
        /// Its fields.
        schema: &'static Schema,
    },
}

/// Terraform's nesting modes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nesting {
    /// At most one, an object in references.
    Single,
    /// Like single, but never null. Blocks only.
    Group,
    /// An ordered list.
    List,
    /// An unordered set.
    Set,
    /// A map by label.
    Map,
}

/// The type of an attribute, as Terraform's type constraints have it.
#[derive(Debug, Clone, Copy)]
pub enum AttributeType {
    /// `string`
    String,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// `dynamic`: decided by the value.
    Dynamic,
    /// `list(T)`
    List(&'static AttributeType),
    /// `set(T)`
    Set(&'static AttributeType),
    /// `map(T)`
    Map(&'static AttributeType),
    /// `object({...})`: every field must be given, though it may be null.
    Object(&'static Schema),
    /// `tuple([...])`
    Tuple(&'static [AttributeType]),
}

/// What [`schemas!`](crate::schemas) has in scope.
#[doc(hidden)]
pub mod vocabulary {
    pub use super::AttributeType::*;
    pub use super::flags::*;
    pub use super::{Field, Nesting, Schema};
}
