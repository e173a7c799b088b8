//! Takes fields out of a JSON object; what has the wrong type is left out.

use serde_json::{Map, Value};

/// The fields of an object that are not taken yet.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// The fields of a value; none if it is no object.
    pub(super) fn of(value: Value) -> Self {
        match value {
            Value::Object(map) => Self(map),
            _ => Self(Map::new()),
        }
    }

    /// Any value; null if there is none.
    pub(super) fn value(&mut self, key: &str) -> Value {
        self.0.remove(key).unwrap_or_default()
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        match self.value(key) {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        self.value(key).as_bool()
    }

    pub(super) fn list(&mut self, key: &str) -> Vec<Value> {
        match self.value(key) {
            Value::Array(list) => list,
            _ => Vec::new(),
        }
    }

    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        self.list(key).into_iter().filter_map(into_text).collect()
    }

    pub(super) fn map(&mut self, key: &str) -> Map<String, Value> {
        match self.value(key) {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    pub(super) fn fields(&mut self, key: &str) -> Self {
        Self(self.map(key))
    }
}

fn into_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}
