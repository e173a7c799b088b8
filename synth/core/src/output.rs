//! Outputs.

use crate::body::Body;
use crate::element::{Definition, Element, ElementKind};
use crate::expr::Expr;
use crate::meta::{Condition, Meta};
use crate::value::IntoNode;

/// An output of a stack.
///
/// ```
/// use synth_core::prelude::*;
/// let app = App::new();
/// let stack = app.stack("example");
/// stack.add("port", Output::new(8080).description("Where it listens."));
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Output {
    body: Body,
    meta: Meta,
}

impl Output {
    /// An output with this value.
    pub fn new(value: impl IntoNode) -> Self {
        let mut body = Body::untyped();
        body.set("value", value.into_node());
        Self {
            body,
            meta: Meta::default(),
        }
    }

    /// What it is, for people. Taken literally.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.body.set("description", text.into().into_node());
        self
    }

    /// Hides the value in Terraform's output.
    pub fn sensitive(mut self, sensitive: bool) -> Self {
        self.body.set("sensitive", sensitive.into_node());
        self
    }

    /// Must hold before the value is computed.
    pub fn precondition(mut self, condition: Condition) -> Self {
        let lifecycle = &mut self.meta.edit().lifecycle;
        lifecycle
            .get_or_insert_default()
            .preconditions
            .push(condition);
        self
    }
}

/// Outputs have no attributes: use the value that went in.
#[derive(Debug, Clone)]
pub struct OutputAttributes;

impl From<Expr> for OutputAttributes {
    fn from(_: Expr) -> Self {
        Self
    }
}

impl Element for Output {
    type Attributes = OutputAttributes;

    fn define(self) -> Definition {
        Definition {
            kind: ElementKind::Output,
            type_name: "".into(),
            provider: None,
            body: self.body,
            meta: self.meta,
        }
    }

    crate::element_parts!();
}
