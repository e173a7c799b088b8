//! Terraform's types as Rust types: what a [`Value`](crate::Value) is of.

use std::marker::PhantomData;

use crate::Number;
use crate::body::Body;

/// A type that a Terraform value can have.
///
/// Implemented by [`String`], [`bool`], [`Number`], [`List`], [`Set`],
/// [`Map`], [`Any`] and by generated object types.
pub trait Type: 'static {
    /// The type constraint, as a variable's `type` writes it: `list(string)`.
    fn constraint() -> String;
}

/// `list(T)`: ordered.
#[derive(Debug)]
pub struct List<T>(PhantomData<fn() -> T>);

/// `set(T)`: unordered, without duplicates.
#[derive(Debug)]
pub struct Set<T>(PhantomData<fn() -> T>);

/// `map(T)`: by string key.
#[derive(Debug)]
pub struct Map<T>(PhantomData<fn() -> T>);

/// `any`: whatever the value turns out to be.
#[derive(Debug)]
pub struct Any;

/// A generated struct for an object type: it is its own marker.
pub trait Object: Into<Body> + 'static {}

impl Type for String {
    fn constraint() -> String {
        "string".into()
    }
}

impl Type for bool {
    fn constraint() -> String {
        "bool".into()
    }
}

impl Type for Number {
    fn constraint() -> String {
        "number".into()
    }
}

impl Type for Any {
    fn constraint() -> String {
        "any".into()
    }
}

impl<T: Type> Type for List<T> {
    fn constraint() -> String {
        format!("list({})", T::constraint())
    }
}

impl<T: Type> Type for Set<T> {
    fn constraint() -> String {
        format!("set({})", T::constraint())
    }
}

impl<T: Type> Type for Map<T> {
    fn constraint() -> String {
        format!("map({})", T::constraint())
    }
}

impl<T: Object> Type for T {
    fn constraint() -> String {
        "any".into()
    }
}
