//! `Value<T>`: a literal or an expression of type `T`.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::marker::PhantomData;

use crate::Number;
use crate::expr::Expr;
use crate::node::{Node, Text};
use crate::types::{Any, List, Map, Object, Set, Type};

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

impl<T> From<&Value<T>> for Value<T> {
    fn from(value: &Value<T>) -> Self {
        value.clone()
    }
}

impl<T, V: Into<Value<T>>> From<Option<V>> for Value<T> {
    /// `None` leaves the argument out.
    fn from(value: Option<V>) -> Self {
        value.map_or_else(|| Self::from_node(Node::Unset), Into::into)
    }
}

impl From<&str> for Value<String> {
    fn from(text: &str) -> Self {
        Self::from_node(Node::String(text.to_owned().into()))
    }
}

impl From<String> for Value<String> {
    fn from(text: String) -> Self {
        Self::from_node(Node::String(text.into()))
    }
}

impl From<&String> for Value<String> {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Text> for Value<String> {
    fn from(text: Text) -> Self {
        Self::from_node(Node::String(text))
    }
}

impl From<bool> for Value<bool> {
    fn from(value: bool) -> Self {
        Self::from_node(Node::Bool(value))
    }
}

macro_rules! from_numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Value<Number> {
            fn from(value: $number) -> Self {
                Self::from_node(Node::Number(value.into()))
            }
        }

        impl From<$number> for Value<Any> {
            fn from(value: $number) -> Self {
                Self::from_node(Node::Number(value.into()))
            }
        }
    )*};
}

from_numbers!(
    Number, i8, i16, i32, i64, u8, u16, u32, u64, usize, f32, f64
);

impl<O: Object> From<O> for Value<O> {
    fn from(object: O) -> Self {
        Self::from_node(Node::Body(Box::new(object.into())))
    }
}

macro_rules! from_sequences {
    ($($target:ident),*) => {$(
        impl<T, V: Into<Value<T>>> From<Vec<V>> for Value<$target<T>> {
            fn from(items: Vec<V>) -> Self {
                Self::from_iter(items)
            }
        }

        impl<T, V: Into<Value<T>>, const N: usize> From<[V; N]> for Value<$target<T>> {
            fn from(items: [V; N]) -> Self {
                Self::from_iter(items)
            }
        }

        impl<T, V: Into<Value<T>>> FromIterator<V> for Value<$target<T>> {
            fn from_iter<I: IntoIterator<Item = V>>(items: I) -> Self {
                let items = items.into_iter().map(|item| item.into().into_node());
                Self::from_node(Node::List(items.collect()))
            }
        }
    )*};
}

from_sequences!(List, Set);

impl<T> From<Value<List<T>>> for Value<Set<T>> {
    /// Terraform turns a list into a set wherever a set is expected.
    fn from(list: Value<List<T>>) -> Self {
        list.assume()
    }
}

impl<K: Into<String>, T, V: Into<Value<T>>> FromIterator<(K, V)> for Value<Map<T>> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let entries = entries
            .into_iter()
            .map(|(key, value)| (Text::Owned(key.into()), value.into().into_node()));
        Self::from_node(Node::Map(entries.collect()))
    }
}

impl<K: Into<String>, T, V: Into<Value<T>>, const N: usize> From<[(K, V); N]> for Value<Map<T>> {
    fn from(entries: [(K, V); N]) -> Self {
        Self::from_iter(entries)
    }
}

impl<K: Into<String>, T, V: Into<Value<T>>> From<Vec<(K, V)>> for Value<Map<T>> {
    fn from(entries: Vec<(K, V)>) -> Self {
        Self::from_iter(entries)
    }
}

impl<K: Into<String>, T, V: Into<Value<T>>> From<BTreeMap<K, V>> for Value<Map<T>> {
    fn from(entries: BTreeMap<K, V>) -> Self {
        Self::from_iter(entries)
    }
}

impl<K: Into<String>, T, V: Into<Value<T>>, S> From<HashMap<K, V, S>> for Value<Map<T>> {
    fn from(entries: HashMap<K, V, S>) -> Self {
        Self::from_iter(entries)
    }
}

impl From<&str> for Value<Any> {
    fn from(text: &str) -> Self {
        Value::<String>::from(text).any()
    }
}

impl From<String> for Value<Any> {
    fn from(text: String) -> Self {
        Value::<String>::from(text).any()
    }
}

impl From<bool> for Value<Any> {
    fn from(value: bool) -> Self {
        Value::<bool>::from(value).any()
    }
}

impl From<serde_json::Value> for Value<Any> {
    fn from(json: serde_json::Value) -> Self {
        Self::from_node(json.into())
    }
}

macro_rules! typed_into_any {
    ($($source:ty),*) => {$(
        impl From<Value<$source>> for Value<Any> {
            fn from(value: Value<$source>) -> Self {
                value.any()
            }
        }
    )*};
}

typed_into_any!(String, bool, Number);

impl<T> From<Value<List<T>>> for Value<Any> {
    fn from(value: Value<List<T>>) -> Self {
        value.any()
    }
}

impl<T> From<Value<Set<T>>> for Value<Any> {
    fn from(value: Value<Set<T>>) -> Self {
        value.any()
    }
}

impl<T> From<Value<Map<T>>> for Value<Any> {
    fn from(value: Value<Map<T>>) -> Self {
        value.any()
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
