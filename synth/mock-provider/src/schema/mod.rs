//! Provider schemas, as `terraform providers schema -json` writes them.

mod block;
mod document;
mod implied;

pub use block::{
    Attribute, AttributeType, Block, Described, NestedAttributes, NestedBlock, Nesting,
};
pub use document::{ProviderSchema, Schema, Schemas};
