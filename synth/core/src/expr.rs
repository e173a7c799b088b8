//! The expression tree: what Terraform is asked to evaluate.
//!
//! Nothing here is text until it is written, so escaping, parentheses and
//! references to other stacks are decided once, where the position is known.

use std::rc::Rc;

use crate::node::{Node, Text};
use crate::reference::Reference;
use crate::value::Value;

/// An expression. Cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr(Rc<Kind>);

/// What an expression does.
#[derive(Debug, PartialEq)]
pub(crate) enum Kind {
    /// A literal in expression position.
    Literal(Node),
    /// An element of a stack, or an attribute of one.
    Reference(Reference),
    /// `var`, `each`, `count`, `path`, `terraform` and the like.
    Symbol(&'static str),
    /// The element that the expression belongs to, such as the variable in its
    /// own validation.
    Itself,
    /// The variable of a `for` expression, named when it is written.
    Bound(Binding),
    /// `base.name`, `base[index]`, `base[*]`.
    Access { base: Expr, step: Step },
    /// Text with expressions in it.
    Template(Vec<Node>),
    /// A function call; `spread` puts `...` behind the last argument.
    Call {
        name: &'static str,
        arguments: Vec<Node>,
        spread: bool,
    },
    /// `!a`, `-a`.
    Unary {
        operator: &'static str,
        operand: Node,
    },
    /// `a + b`.
    Binary {
        operator: &'static str,
        left: Node,
        right: Node,
    },
    /// `condition ? yes : no`.
    Conditional {
        condition: Node,
        yes: Node,
        no: Node,
    },
    /// `[for k, v in c : result if condition]`, or `{for ... : key => result}`.
    For(Box<For>),
    /// Text that Terraform parses as it stands.
    Raw(Text),
}

/// Which variable of which `for` expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Binding {
    pub(crate) loop_id: u64,
    pub(crate) is_key: bool,
}

#[derive(Debug, PartialEq)]
pub(crate) struct For {
    pub(crate) loop_id: u64,
    pub(crate) collection: Node,
    /// The key of a map result; `None` makes a list.
    pub(crate) key: Option<Node>,
    pub(crate) result: Node,
    pub(crate) condition: Option<Node>,
}

/// One step into a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// `.name`, or `["name"]` where it is no identifier.
    Attribute(Text),
    /// `[index]`.
    Index(Node),
    /// `[*]`.
    Splat,
}

impl Expr {
    pub(crate) fn new(kind: Kind) -> Self {
        Self(Rc::new(kind))
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.0
    }

    pub(crate) fn literal(node: Node) -> Self {
        Self::new(Kind::Literal(node))
    }

    pub(crate) fn raw(text: Text) -> Self {
        Self::new(Kind::Raw(text))
    }

    pub(crate) fn symbol(name: &'static str) -> Self {
        Self::new(Kind::Symbol(name))
    }

    pub(crate) fn call(name: &'static str, arguments: Vec<Node>) -> Self {
        Self::new(Kind::Call {
            name,
            arguments,
            spread: false,
        })
    }

    /// The attribute `name` of this value, called a `T`.
    ///
    /// Generated accessors are made of it; by hand it is the way to an
    /// attribute that no binding knows.
    #[must_use]
    pub fn attribute<T>(&self, name: &'static str) -> Value<T> {
        self.step(Step::Attribute(name.into())).into_value()
    }

    /// The same for an attribute the provider calls sensitive: it stays
    /// sensitive when another stack reads it.
    #[must_use]
    pub fn sensitive_attribute<T>(&self, name: &'static str) -> Value<T> {
        self.sensitive_nested(name).into_value()
    }

    /// The attribute `name` as an expression, for nested attributes.
    #[must_use]
    pub fn nested(&self, name: &'static str) -> Self {
        self.step(Step::Attribute(name.into()))
    }

    /// The same for an attribute the provider calls sensitive.
    #[must_use]
    pub fn sensitive_nested(&self, name: &'static str) -> Self {
        let Kind::Reference(reference) = self.kind() else {
            return self.nested(name);
        };
        let mut reference = reference.with_step(Step::Attribute(name.into()));
        reference.sensitive = true;
        Self::new(Kind::Reference(reference))
    }

    /// The element at `index`, a number or a string key.
    pub(crate) fn index(&self, index: Node) -> Self {
        self.step(Step::Index(index))
    }

    pub(crate) fn step(&self, step: Step) -> Self {
        match self.kind() {
            Kind::Reference(reference) => Self::new(Kind::Reference(reference.with_step(step))),
            _ => Self::new(Kind::Access {
                base: self.clone(),
                step,
            }),
        }
    }

    /// As a typed value. The caller vouches for the type.
    #[must_use]
    pub fn into_value<T>(self) -> Value<T> {
        Value::from_node(Node::Expr(self))
    }
}

impl<T> Value<T> {
    /// The attribute `name` of an object value, called a `U`: the escape hatch
    /// for attributes that no binding knows.
    #[must_use]
    pub fn attribute<U>(&self, name: impl Into<Text>) -> Value<U> {
        self.to_expr()
            .step(Step::Attribute(name.into()))
            .into_value()
    }

    pub(crate) fn to_expr(&self) -> Expr {
        self.node().clone().into_expr()
    }
}
