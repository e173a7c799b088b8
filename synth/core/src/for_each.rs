//! `for_each`: one instance for each entry of a map or set.

use std::marker::PhantomData;

use crate::expr::Expr;
use crate::node::Node;
use crate::types::{Map, Set};
use crate::value::Value;

/// What a resource can be repeated over: a map, or a set of strings.
pub trait ForEach<T> {
    /// The `for_each` argument.
    fn into_for_each(self) -> Node;
}

impl<T> ForEach<T> for Value<Map<T>> {
    fn into_for_each(self) -> Node {
        self.into_node()
    }
}

impl<T> ForEach<T> for &Value<Map<T>> {
    fn into_for_each(self) -> Node {
        self.node().clone()
    }
}

impl ForEach<String> for Value<Set<String>> {
    fn into_for_each(self) -> Node {
        match self.into_node() {
            // JSON has no sets, and Terraform takes no list here.
            list @ Node::List(_) => Node::Expr(Expr::call("toset", vec![list])),
            other => other,
        }
    }
}

impl ForEach<String> for &Value<Set<String>> {
    fn into_for_each(self) -> Node {
        self.clone().into_for_each()
    }
}

/// The entry that an instance is for.
#[derive(Debug)]
pub struct Each<T>(PhantomData<fn() -> T>);

impl<T> Each<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }

    /// `each.key`
    #[must_use]
    pub fn key(&self) -> Value<String> {
        Expr::symbol("each.key").into_value()
    }

    /// `each.value`; of a set the same as the key.
    #[must_use]
    pub fn value(&self) -> Value<T> {
        Expr::symbol("each.value").into_value()
    }
}
