//! Construct tree, typed values and synthesis of Terraform JSON.

mod binding;
mod body;
mod element;
mod expr;
mod meta;
mod node;
mod number;
mod provider;
mod provider_schema;
mod reference;
pub mod schema;
mod scope;
pub mod types;
mod value;

pub use binding::Binding;
pub use body::{Blocks, Body};
pub use element::{
    Addressable, Definition, Element, ElementKind, ListOf, MapOf, Ref, RefList, RefMap, Repeatable,
    SetOf,
};
pub use expr::Expr;
pub use meta::{Condition, Lifecycle, Meta, MetaArguments};
pub use node::{Node, Text};
pub use number::Number;
pub use provider::ProviderElement;
pub use provider_schema::provider_schemas;
pub use reference::ElementId;
pub use scope::Scope;
pub use value::{IntoNode, Value};

/// What stack code usually needs.
pub mod prelude {
    pub use crate::types::{Any, List, Map, Set};
    pub use crate::{
        Addressable, Condition, Lifecycle, MetaArguments, Number, ProviderElement, Ref, Value,
    };
}
