//! Operators on values.
//!
//! Arithmetic is Rust's own (`+ - * / %` on numbers); what Rust has no
//! overloadable operator for is a method. Parentheses are put wherever
//! Terraform could read the expression in another way.

use std::ops::{Add, Div, Mul, Neg, Not, Rem, Sub};

use crate::expr::{Expr, Kind};
use crate::node::Node;
use crate::number::Number;
use crate::types::{List, Map, Set};
use crate::value::Value;

fn binary<T>(operator: &'static str, left: Node, right: Node) -> Value<T> {
    Expr::new(Kind::Binary {
        operator,
        left,
        right,
    })
    .into_value()
}

fn unary<T>(operator: &'static str, operand: Node) -> Value<T> {
    Expr::new(Kind::Unary { operator, operand }).into_value()
}

macro_rules! arithmetic {
    ($($trait:ident $method:ident $operator:literal),*) => {$(
        impl<R: Into<Value<Number>>> $trait<R> for Value<Number> {
            type Output = Value<Number>;

            fn $method(self, right: R) -> Value<Number> {
                binary($operator, self.into_node(), right.into().into_node())
            }
        }

        impl<R: Into<Value<Number>>> $trait<R> for &Value<Number> {
            type Output = Value<Number>;

            fn $method(self, right: R) -> Value<Number> {
                self.clone().$method(right)
            }
        }
    )*};
}

arithmetic!(Add add "+", Sub sub "-", Mul mul "*", Div div "/", Rem rem "%");

impl Neg for Value<Number> {
    type Output = Self;

    /// `(0 - self)`: `-` straight before a negative literal would not parse.
    fn neg(self) -> Self {
        binary("-", Node::Number(0.into()), self.into_node())
    }
}

impl Not for Value<bool> {
    type Output = Self;

    fn not(self) -> Self {
        unary("!", self.into_node())
    }
}

impl Value<Number> {
    /// `self < other`
    #[must_use]
    pub fn less_than(self, other: impl Into<Self>) -> Value<bool> {
        binary("<", self.into_node(), other.into().into_node())
    }

    /// `self <= other`
    #[must_use]
    pub fn at_most(self, other: impl Into<Self>) -> Value<bool> {
        binary("<=", self.into_node(), other.into().into_node())
    }

    /// `self > other`
    #[must_use]
    pub fn greater_than(self, other: impl Into<Self>) -> Value<bool> {
        binary(">", self.into_node(), other.into().into_node())
    }

    /// `self >= other`
    #[must_use]
    pub fn at_least(self, other: impl Into<Self>) -> Value<bool> {
        binary(">=", self.into_node(), other.into().into_node())
    }
}

impl Value<bool> {
    /// `self && other`
    #[must_use]
    pub fn and(self, other: impl Into<Self>) -> Self {
        binary("&&", self.into_node(), other.into().into_node())
    }

    /// `self || other`
    #[must_use]
    pub fn or(self, other: impl Into<Self>) -> Self {
        binary("||", self.into_node(), other.into().into_node())
    }

    /// `self ? yes : no`
    ///
    /// ```
    /// use synth_core::prelude::*;
    /// let app = App::new();
    /// let stack = app.stack("example");
    /// let large = stack.add("large", Variable::<bool>::new().default(false));
    /// let size: Value<String> = large.value().choose("t3.large", "t3.micro");
    /// ```
    #[must_use]
    pub fn choose<T>(self, yes: impl Into<Value<T>>, no: impl Into<Value<T>>) -> Value<T> {
        Expr::new(Kind::Conditional {
            condition: self.into_node(),
            yes: yes.into().into_node(),
            no: no.into().into_node(),
        })
        .into_value()
    }
}

impl<T> Value<T> {
    /// `self == other`
    #[must_use]
    pub fn equals(self, other: impl Into<Self>) -> Value<bool> {
        binary("==", self.into_node(), other.into().into_node())
    }

    /// `self != other`
    #[must_use]
    pub fn not_equals(self, other: impl Into<Self>) -> Value<bool> {
        binary("!=", self.into_node(), other.into().into_node())
    }

    /// `self == null`
    #[must_use]
    pub fn is_null(self) -> Value<bool> {
        binary("==", self.into_node(), Node::Null)
    }
}

impl<T> Value<List<T>> {
    /// `self[position]`, counted from 0.
    #[must_use]
    pub fn at(&self, position: impl Into<Value<Number>>) -> Value<T> {
        self.to_expr()
            .index(position.into().into_node())
            .into_value()
    }
}

impl<T> Value<Map<T>> {
    /// `self[key]`
    #[must_use]
    pub fn get(&self, key: impl Into<Value<String>>) -> Value<T> {
        self.to_expr().index(key.into().into_node()).into_value()
    }
}

impl<T> Value<Set<T>> {
    /// As a list, in Terraform's own order: `tolist(self)`.
    #[must_use]
    pub fn to_list(&self) -> Value<List<T>> {
        Expr::call("tolist", vec![self.node().clone()]).into_value()
    }
}
