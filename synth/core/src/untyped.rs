//! Resources that no binding exists for.

use crate::body::Body;
use crate::element::{Definition, Element, ElementKind, Repeatable};
use crate::expr::Expr;
use crate::meta::Meta;
use crate::node::Text;
use crate::provider::ProviderElement;
use crate::value::Value;

/// A resource, data source or ephemeral resource of any provider, its
/// arguments by name. Its provider has to be required by
/// [`Stack::require_provider`](crate::Stack::require_provider) unless a bound
/// element of the same provider is in the stack.
///
/// ```
/// use synth_core::prelude::*;
/// let app = App::new();
/// let stack = app.stack("example");
/// stack.require_provider("random", "hashicorp/random", Some("3.7.2"));
/// let pet = stack.add("pet", Untyped::resource("random_pet").argument("length", 2));
/// stack.output("name", pet.get::<String>("id"));
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Untyped {
    kind: ElementKind,
    type_name: Text,
    body: Body,
    meta: Meta,
}

impl Untyped {
    /// `resource "TYPE"`
    pub fn resource(type_name: impl Into<Text>) -> Self {
        Self::new(ElementKind::Resource, type_name.into())
    }

    /// `data "TYPE"`
    pub fn data_source(type_name: impl Into<Text>) -> Self {
        Self::new(ElementKind::DataSource, type_name.into())
    }

    /// `ephemeral "TYPE"`
    pub fn ephemeral(type_name: impl Into<Text>) -> Self {
        Self::new(ElementKind::Ephemeral, type_name.into())
    }

    fn new(kind: ElementKind, type_name: Text) -> Self {
        Self {
            kind,
            type_name,
            body: Body::untyped(),
            meta: Meta::default(),
        }
    }
}

/// Attributes by name.
#[derive(Debug, Clone)]
pub struct UntypedAttributes(Expr);

impl UntypedAttributes {
    /// The attribute `name`, called a `T`.
    #[must_use]
    pub fn get<T>(&self, name: &'static str) -> Value<T> {
        self.0.attribute(name)
    }

    /// The same for an attribute that holds a secret: it stays sensitive when
    /// another stack reads it.
    #[must_use]
    pub fn get_sensitive<T>(&self, name: &'static str) -> Value<T> {
        self.0.sensitive_attribute(name)
    }
}

impl From<Expr> for UntypedAttributes {
    fn from(expr: Expr) -> Self {
        Self(expr)
    }
}

impl Element for Untyped {
    type Attributes = UntypedAttributes;

    fn define(self) -> Definition {
        Definition {
            kind: self.kind,
            type_name: self.type_name,
            provider: None,
            body: self.body,
            meta: self.meta,
        }
    }

    crate::element_parts!();
}

impl Repeatable for Untyped {}

/// The configuration of a provider that no binding exists for.
#[derive(Debug, Clone)]
#[must_use]
pub struct UntypedProvider {
    name: Text,
    body: Body,
    meta: Meta,
}

impl UntypedProvider {
    /// `provider "NAME"`
    pub fn new(name: impl Into<Text>) -> Self {
        Self {
            name: name.into(),
            body: Body::untyped(),
            meta: Meta::default(),
        }
    }
}

impl Element for UntypedProvider {
    type Attributes = UntypedAttributes;

    fn define(self) -> Definition {
        Definition {
            kind: ElementKind::Provider,
            type_name: self.name,
            provider: None,
            body: self.body,
            meta: self.meta,
        }
    }

    crate::element_parts!();
}

impl ProviderElement for UntypedProvider {}
