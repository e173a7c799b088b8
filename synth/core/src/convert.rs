//! What a typed value can be made from.

use std::collections::{BTreeMap, HashMap};

use crate::Number;
use crate::node::{Node, Text};
use crate::types::{Any, List, Map, Object, Set};
use crate::value::Value;

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
