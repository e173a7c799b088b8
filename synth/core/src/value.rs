//! `Value<T>`: a literal or an expression of type `T`.

use std::fmt;
use std::marker::PhantomData;

use crate::Number;
use crate::expr::Expr;
use crate::node::{Node, Text};
use crate::types::{Any, Type};

/// A literal of type `T`, or an expression that Terraform evaluates to one.
///
/// Arguments take `impl Into<Value<T>>`, so a plain Rust value and a reference
/// to another resource read alike, and a value of another type does not
/// compile.
///
/// ```
/// use synth_core::prelude::*;
///
/// let literal: Value<String> = "postagram".into();
/// assert_eq!(literal.as_str(), Some("postagram"));
/// let list: Value<List<String>> = ["GET", "PUT"].into();
/// assert!(!list.is_expression());
/// ```
///
/// ```compile_fail
/// use synth_core::prelude::*;
/// let wrong: Value<String> = 8080.into();
/// ```
pub struct Value<T> {
    node: Node,
    marker: PhantomData<fn() -> T>,
}

impl<T> Value<T> {
    /// Wraps an untyped tree. The caller vouches for the type.
    #[must_use]
    pub fn from_node(node: Node) -> Self {
        Self {
            node,
            marker: PhantomData,
        }
    }

    /// A raw Terraform expression, written without `${}`: the one way to pass
    /// text on unescaped and unchecked, hence its name.
    ///
    /// ```
    /// use synth_core::prelude::*;
    /// let home: Value<String> = Value::raw_expression("pathexpand(\"~\")");
    /// assert!(home.is_expression());
    /// ```
    #[must_use]
    pub fn raw_expression(hcl: impl Into<Text>) -> Self {
        Expr::raw(hcl.into()).into_value()
    }

    /// Terraform's `null`: an argument that is given, as absent.
    #[must_use]
    pub fn null() -> Self {
        Self::from_node(Node::Null)
    }

    /// The tree below.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// Takes the tree out.
    #[must_use]
    pub fn into_node(self) -> Node {
        self.node
    }

    /// Whether Terraform has to evaluate it.
    #[must_use]
    pub fn is_expression(&self) -> bool {
        matches!(self.node, Node::Expr(_))
    }

    /// Calls it another type without converting it. For the places where
    /// Terraform converts by itself and the bindings cannot know.
    #[must_use]
    pub fn assume<U>(self) -> Value<U> {
        Value::from_node(self.node)
    }

    /// The same value as `any`.
    #[must_use]
    pub fn any(self) -> Value<Any> {
        self.assume()
    }
}

impl Value<String> {
    /// The literal, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        self.node.as_str()
    }
}

impl<T> Clone for Value<T> {
    fn clone(&self) -> Self {
        Self::from_node(self.node.clone())
    }
}

impl<T> fmt::Debug for Value<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(formatter)
    }
}

/// A value of any type, for the few positions that take all of them: outputs,
/// locals, untyped arguments, interpolation.
pub trait IntoNode {
    /// The untyped tree.
    fn into_node(self) -> Node;
}

impl<T> IntoNode for Value<T> {
    fn into_node(self) -> Node {
        self.node
    }
}

impl<T> IntoNode for &Value<T> {
    fn into_node(self) -> Node {
        self.node.clone()
    }
}

macro_rules! literals_into_node {
    ($($literal:ty),*) => {$(
        impl IntoNode for $literal {
            fn into_node(self) -> Node {
                Value::<Any>::from(self).into_node()
            }
        }
    )*};
}

literals_into_node!(
    &str,
    String,
    bool,
    Number,
    i32,
    i64,
    u16,
    u32,
    u64,
    f64,
    serde_json::Value
);

impl<V: IntoNode> IntoNode for Vec<V> {
    fn into_node(self) -> Node {
        Node::List(self.into_iter().map(IntoNode::into_node).collect())
    }
}

impl<V: IntoNode, const N: usize> IntoNode for [V; N] {
    fn into_node(self) -> Node {
        Node::List(self.into_iter().map(IntoNode::into_node).collect())
    }
}

impl<T: Type> Value<T> {
    /// The type constraint of `T`: `list(string)`.
    #[must_use]
    pub fn constraint() -> String {
        T::constraint()
    }
}

/// What a variable or a local can be used as: its value.
pub struct ValueAttributes<T>(Value<T>);

impl<T> ValueAttributes<T> {
    /// `var.ID` or `local.ID`
    #[must_use]
    pub fn value(&self) -> Value<T> {
        self.0.clone()
    }
}

impl<T> From<Expr> for ValueAttributes<T> {
    fn from(expr: Expr) -> Self {
        Self(expr.into_value())
    }
}

impl<T> Clone for ValueAttributes<T> {
    fn clone(&self) -> Self {
        Self(self.value())
    }
}

impl<T> fmt::Debug for ValueAttributes<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
