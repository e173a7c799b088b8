//! Terraform's value system: types, values, and their two encodings.
//!
//! Terraform speaks to providers in `DynamicValue`s, whose meaning depends on
//! the type a schema implies. Nothing in here knows schemas or the protocol.

mod json;
mod msgpack;
mod number;
#[cfg(test)]
mod properties;
mod types;

pub use json::{JsonMode, from_json, to_json};
pub use msgpack::{from_msgpack, to_msgpack};
pub use number::Number;
pub use types::Type;

use std::collections::BTreeMap;
use std::fmt;

/// A value, known or not, of some [`Type`].
///
/// The order of the variants and of their contents is only used to keep sets
/// in a canonical order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Absent.
    Null,
    /// Known only after apply.
    Unknown,
    /// A boolean.
    Bool(bool),
    /// A number of any size.
    Number(Number),
    /// A string.
    String(String),
    /// A list, or a tuple.
    List(Vec<Value>),
    /// A set; build it with [`Value::set`], which keeps it canonical.
    Set(Vec<Value>),
    /// A map from arbitrary keys.
    Map(BTreeMap<String, Value>),
    /// An object, whose keys its type names.
    Object(BTreeMap<String, Value>),
    /// A value that carries its own type, where the schema says `dynamic`.
    Dynamic(Box<Type>, Box<Value>),
}

impl Value {
    /// A set in canonical order. Elements that are wholly known and equal are
    /// one element; elements that are not yet known may still differ, so they
    /// are all kept.
    #[must_use]
    pub fn set(elements: impl IntoIterator<Item = Value>) -> Self {
        let mut elements: Vec<Value> = elements.into_iter().collect();
        elements.sort();
        elements.dedup_by(|a, b| a == b && a.is_wholly_known());
        Value::Set(elements)
    }

    /// A string value.
    pub fn string(text: impl Into<String>) -> Self {
        Value::String(text.into())
    }

    /// Whether the value is absent.
    #[must_use]
    pub fn is_null(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Dynamic(_, inner) => inner.is_null(),
            _ => false,
        }
    }

    /// Whether the value itself is unknown; see [`Value::is_wholly_known`].
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        match self {
            Value::Unknown => true,
            Value::Dynamic(_, inner) => inner.is_unknown(),
            _ => false,
        }
    }

    /// Whether neither the value nor anything inside it is unknown.
    #[must_use]
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Value::Unknown => false,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
            Value::List(items) | Value::Set(items) => items.iter().all(Value::is_wholly_known),
            Value::Map(items) | Value::Object(items) => items.values().all(Value::is_wholly_known),
            Value::Dynamic(_, inner) => inner.is_wholly_known(),
        }
    }

    /// The text of a known string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            Value::Dynamic(_, inner) => inner.as_str(),
            _ => None,
        }
    }

    /// The elements of a list, tuple or set; none for anything else.
    #[must_use]
    pub fn elements(&self) -> &[Value] {
        match self {
            Value::List(items) | Value::Set(items) => items,
            Value::Dynamic(_, inner) => inner.elements(),
            _ => &[],
        }
    }

    /// The entries of a map or object.
    #[must_use]
    pub fn entries(&self) -> Option<&BTreeMap<String, Value>> {
        match self {
            Value::Map(items) | Value::Object(items) => Some(items),
            Value::Dynamic(_, inner) => inner.entries(),
            _ => None,
        }
    }

    /// One attribute of an object or entry of a map; null where there is none.
    #[must_use]
    pub fn get(&self, key: &str) -> &Value {
        const ABSENT: &Value = &Value::Null;
        self.entries()
            .and_then(|entries| entries.get(key))
            .unwrap_or(ABSENT)
    }

    /// Sets one attribute of an object; anything else stays as it is.
    pub fn insert(&mut self, key: &str, value: Value) {
        if let Value::Object(entries) | Value::Map(entries) = self {
            entries.insert(key.to_owned(), value);
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_owned())
    }
}

/// A value that does not fit its type, or bytes that are not a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    path: Vec<String>,
    problem: String,
}

impl ValueError {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self {
            path: Vec::new(),
            problem: problem.into(),
        }
    }

    /// The same error, one step further out.
    pub(crate) fn inside(mut self, step: &(impl ToString + ?Sized)) -> Self {
        self.path.push(step.to_string());
        self
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)?;
        if !self.path.is_empty() {
            let steps: Vec<&str> = self.path.iter().rev().map(String::as_str).collect();
            write!(f, " at `{}`", steps.join("."))?;
        }
        Ok(())
    }
}

impl std::error::Error for ValueError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_compare_without_order_and_without_duplicates() {
        let a = Value::set(["x".into(), "y".into(), "x".into()]);
        let b = Value::set(["y".into(), "x".into()]);
        assert_eq!(a, b);
    }

    #[test]
    fn unknown_elements_of_a_set_stay_apart() {
        let set = Value::set([Value::Unknown, Value::Unknown]);
        assert_eq!(set.elements().len(), 2);
    }

    #[test]
    fn errors_name_the_place() {
        let error = ValueError::new("a number is wanted")
            .inside("2")
            .inside("ports");
        assert_eq!(error.to_string(), "a number is wanted at `ports.2`");
    }
}
