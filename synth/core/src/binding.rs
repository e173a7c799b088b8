//! What generated bindings are made of.
//!
//! The macros keep a generated file down to its schema, its setters and its
//! accessors; everything alike between bindings stands here, once.

use crate::body::Body;
use crate::element::{Definition, ElementKind};
use crate::meta::Meta;
use crate::schema::{BindingKind, BindingSchema};

/// A generated type and the schema it was made from.
pub trait Binding {
    /// The provider's schema of it, as data.
    const SCHEMA: &'static BindingSchema;
}

impl Definition {
    /// The definition of a generated type.
    #[must_use]
    pub fn bound(schema: &'static BindingSchema, body: Body, meta: Meta) -> Self {
        Self {
            kind: match schema.kind {
                BindingKind::Resource => ElementKind::Resource,
                BindingKind::DataSource => ElementKind::DataSource,
                BindingKind::Ephemeral => ElementKind::Ephemeral,
                BindingKind::Provider => ElementKind::Provider,
            },
            type_name: schema.type_name.into(),
            provider: Some(schema.provider),
            body,
            meta,
        }
    }
}

/// Declares the struct of a resource, data source or ephemeral resource, with
/// its attributes type. The setters follow in an `impl` of their own.
#[macro_export]
macro_rules! resource {
    ($(#[$meta:meta])* $name:ident, $attributes:ident, $schema:expr) => {
        $crate::element!($(#[$meta])* $name, $attributes, $schema);
        impl $crate::Repeatable for $name {}
    };
}

/// Declares the struct of a provider's configuration.
#[macro_export]
macro_rules! provider {
    ($(#[$meta:meta])* $name:ident, $attributes:ident, $schema:expr) => {
        $crate::element!($(#[$meta])* $name, $attributes, $schema);
        impl $crate::ProviderElement for $name {}
    };
}

/// Declares the struct of any element; [`resource!`] and [`provider!`] are
/// what bindings use.
#[macro_export]
macro_rules! element {
    ($(#[$meta:meta])* $name:ident, $attributes:ident, $schema:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        #[must_use]
        pub struct $name {
            body: $crate::Body,
            meta: $crate::Meta,
        }

        impl $name {
            fn from_body(body: $crate::Body) -> Self {
                Self { body, meta: $crate::Meta::default() }
            }
        }

        impl $crate::Binding for $name {
            const SCHEMA: &'static $crate::schema::BindingSchema = $schema;
        }

        impl $crate::Element for $name {
            type Attributes = $attributes;

            fn define(self) -> $crate::Definition {
                $crate::Definition::bound(
                    <Self as $crate::Binding>::SCHEMA,
                    self.body,
                    self.meta,
                )
            }

            $crate::element_parts!();
        }

        $crate::attributes!($attributes, concat!("Attributes of [`", stringify!($name), "`]."));
    };
}

/// The part of an `impl Element` that is alike for every struct with the
/// fields `body` and `meta`.
#[macro_export]
macro_rules! element_parts {
    () => {
        fn meta_mut(&mut self) -> &mut $crate::Meta {
            &mut self.meta
        }

        fn body_mut(&mut self) -> &mut $crate::Body {
            &mut self.body
        }
    };
}

/// Declares the attributes type of an element or of a nested object.
#[macro_export]
macro_rules! attributes {
    ($name:ident, $doc:expr) => {
        #[doc = $doc]
        #[derive(Debug, Clone)]
        pub struct $name($crate::Expr);

        impl From<$crate::Expr> for $name {
            fn from(expr: $crate::Expr) -> Self {
                Self(expr)
            }
        }

        impl $name {
            /// The expression itself, for attributes that the binding lacks.
            #[must_use]
            pub fn expression(&self) -> &$crate::Expr {
                &self.0
            }
        }
    };
}

/// Declares the struct of a nested block.
#[macro_export]
macro_rules! block {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        #[must_use]
        pub struct $name {
            body: $crate::Body,
        }

        impl $name {
            fn from_body(body: $crate::Body) -> Self {
                Self { body }
            }

            /// Sets an argument by name: the escape hatch for arguments that
            /// the binding does not have.
            pub fn argument(
                mut self,
                name: impl Into<$crate::Text>,
                value: impl $crate::IntoNode,
            ) -> Self {
                self.body.set(name, value.into_node());
                self
            }
        }

        impl From<$name> for $crate::Body {
            fn from(block: $name) -> Self {
                block.body
            }
        }
    };
}

/// Declares the struct of an object: of an object type or a nested attribute.
#[macro_export]
macro_rules! object {
    ($(#[$meta:meta])* $name:ident) => {
        $crate::block!($(#[$meta])* $name);
        impl $crate::types::Object for $name {}
    };
}

/// Declares the schemas of a binding, one line a field: each
/// `attribute(...)`, `nested(...)` or `block(...)` is the constructor of
/// [`Field`](crate::schema::Field) of that name, with the types and flags in
/// scope.
#[macro_export]
macro_rules! schemas {
    ($(
        static $name:ident = $constructor:ident [
            $($field:ident($($argument:tt)*)),* $(,)?
        ];
    )*) => {$(
        static $name: $crate::schema::Schema = {
            use $crate::schema::vocabulary::*;
            Schema::$constructor(&[$(Field::$field($($argument)*)),*])
        };
    )*};
}
