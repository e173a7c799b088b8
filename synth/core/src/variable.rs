//! Input variables.

use std::marker::PhantomData;

use crate::body::Body;
use crate::element::{Definition, Element, ElementKind};
use crate::expr::{Expr, Kind};
use crate::meta::{Condition, Meta};
use crate::node::Node;
use crate::types::Type;
use crate::value::{IntoNode, Value, ValueAttributes};

/// A variable that whoever runs Terraform may set.
///
/// ```
/// use synth_core::prelude::*;
/// let app = App::new();
/// let stack = app.stack("example");
/// let size = stack.add("size", Variable::<Number>::new().default(1));
/// stack.output("double", size.value() * 2);
/// ```
#[derive(Debug)]
#[must_use]
pub struct Variable<T> {
    body: Body,
    meta: Meta,
    validations: Vec<Node>,
    marker: PhantomData<fn() -> T>,
}

impl<T: Type> Variable<T> {
    /// A variable of this type, without a default: it must be set.
    pub fn new() -> Self {
        let mut body = Body::untyped();
        body.set("type", T::constraint().into_node());
        Self {
            body,
            meta: Meta::default(),
            validations: Vec::new(),
            marker: PhantomData,
        }
    }

    /// What it is when it is not set. A literal: Terraform allows no
    /// expression here, and one is an error at synthesis.
    pub fn default(mut self, value: impl Into<Value<T>>) -> Self {
        self.body.set("default", value.into().into_node());
        self
    }

    /// What it is for, for people. Taken literally.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.body.set("description", text.into().into_node());
        self
    }

    /// Hides it, and what is computed from it, in Terraform's output. A
    /// reference to it from another stack stays sensitive.
    pub fn sensitive(mut self, sensitive: bool) -> Self {
        self.body.set("sensitive", sensitive.into_node());
        self
    }

    /// Whether it may be null. Terraform's default is that it may.
    pub fn nullable(mut self, nullable: bool) -> Self {
        self.body.set("nullable", nullable.into_node());
        self
    }

    /// Keeps it out of state and plan.
    pub fn ephemeral(mut self, ephemeral: bool) -> Self {
        self.body.set("ephemeral", ephemeral.into_node());
        self
    }

    /// What a value given must satisfy. The closure gets the variable.
    ///
    /// ```
    /// use synth_core::prelude::*;
    /// let size = Variable::<Number>::new()
    ///     .validation(|size| Condition::new(size.at_least(1), "at least one"));
    /// ```
    pub fn validation(mut self, check: impl FnOnce(Value<T>) -> Condition) -> Self {
        let itself = Expr::new(Kind::Itself).into_value();
        let condition = check(itself);
        self.validations.push(Node::Map(vec![
            ("condition".into(), condition.condition),
            ("error_message".into(), condition.error_message),
        ]));
        self.body
            .set("validation", Node::List(self.validations.clone()));
        self
    }
}

impl<T: Type> Default for Variable<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Type> Element for Variable<T> {
    type Attributes = ValueAttributes<T>;

    fn define(self) -> Definition {
        Definition {
            kind: ElementKind::Variable,
            type_name: "".into(),
            provider: None,
            body: self.body,
            meta: self.meta,
        }
    }

    crate::element_parts!();
}
