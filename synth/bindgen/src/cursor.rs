//! Walks JSON and knows where it is, for errors.

use serde_json::{Map, Value};

use crate::error::Error;

/// A JSON value and the way to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'v, 'p> {
    value: &'v Value,
    key: &'p str,
    parent: Option<&'p Cursor<'v, 'p>>,
}

impl<'v> Cursor<'v, '_> {
    pub(crate) fn root(value: &'v Value) -> Self {
        Self {
            value,
            key: "",
            parent: None,
        }
    }

    /// The value below `key`, for a caller that has looked it up.
    pub(crate) fn child<'p>(&'p self, key: &'p str, value: &'v Value) -> Cursor<'v, 'p> {
        Cursor {
            value,
            key,
            parent: Some(self),
        }
    }

    pub(crate) fn get<'p>(&'p self, key: &'p str) -> Result<Option<Cursor<'v, 'p>>, Error> {
        let value = self.object()?.get(key).filter(|value| !value.is_null());
        Ok(value.map(|value| self.child(key, value)))
    }

    pub(crate) fn require<'p>(&'p self, key: &'p str) -> Result<Cursor<'v, 'p>, Error> {
        let missing = self.child(key, &Value::Null);
        self.get(key)?.ok_or_else(|| missing.expected("a value"))
    }

    pub(crate) fn object(&self) -> Result<&'v Map<String, Value>, Error> {
        self.value
            .as_object()
            .ok_or_else(|| self.expected("an object"))
    }

    pub(crate) fn array(&self) -> Result<&'v [Value], Error> {
        let array = self.value.as_array().map(Vec::as_slice);
        array.ok_or_else(|| self.expected("an array"))
    }

    pub(crate) fn string(&self) -> Result<&'v str, Error> {
        self.value.as_str().ok_or_else(|| self.expected("a string"))
    }

    /// The string, where the value is one.
    pub(crate) fn as_str(&self) -> Option<&'v str> {
        self.value.as_str()
    }

    /// The number at `key`, 0 where it is missing.
    pub(crate) fn number(&self, key: &str) -> Result<u64, Error> {
        self.get(key)?.map_or(Ok(0), |number| {
            number
                .value
                .as_u64()
                .ok_or_else(|| number.expected("a whole number"))
        })
    }

    /// The truth value at `key`, false where it is missing.
    pub(crate) fn flag(&self, key: &str) -> Result<bool, Error> {
        self.get(key)?.map_or(Ok(false), |flag| {
            flag.value
                .as_bool()
                .ok_or_else(|| flag.expected("true or false"))
        })
    }

    pub(crate) fn expected(&self, expected: &'static str) -> Error {
        Error::Malformed {
            path: self.path(),
            expected,
        }
    }

    fn path(&self) -> String {
        let parent = self.parent.map(Cursor::path).unwrap_or_default();
        if parent.is_empty() {
            self.key.into()
        } else {
            format!("{parent}.{}", self.key)
        }
    }
}
