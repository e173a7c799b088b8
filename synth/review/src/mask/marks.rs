//! The marks beside a value: `true` where it is, or a structure like its own.

use serde_json::Value;

/// The mark of a value or of a part of it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mark<'a> {
    /// All of it.
    All,
    /// Perhaps parts of it.
    Parts(&'a Value),
    /// Nothing of it.
    None,
}

impl<'a> Mark<'a> {
    /// The mark beside `value`. Marks that do not fit the value's shape count
    /// for all of it: better too much than too little.
    pub(crate) fn of(mark: &'a Value, value: &Value) -> Self {
        match (mark, value) {
            (Value::Bool(true), _) => Self::All,
            (Value::Object(_), Value::Object(_)) | (Value::Array(_), Value::Array(_)) => {
                Self::Parts(mark)
            }
            // Nothing is there to be hidden, but what comes may be.
            (Value::Object(_) | Value::Array(_), Value::Null) => Self::Parts(mark),
            (Value::Object(_) | Value::Array(_), _) if marks_something(mark) => Self::All,
            _ => Self::None,
        }
    }

    /// Whether it is for all of the value.
    pub(crate) fn is_all(self) -> bool {
        matches!(self, Self::All)
    }

    /// The mark of the value under a key.
    pub(crate) fn key(self, key: &str, value: &Value) -> Self {
        match self {
            Self::All => Self::All,
            Self::Parts(mark) => mark
                .get(key)
                .map_or(Self::None, |mark| Mark::of(mark, value)),
            Self::None => Self::None,
        }
    }

    /// The mark of the value at a place.
    pub(crate) fn index(self, index: usize, value: &Value) -> Self {
        match self {
            Self::All => Self::All,
            Self::Parts(mark) => mark
                .get(index)
                .map_or(Self::None, |mark| Mark::of(mark, value)),
            Self::None => Self::None,
        }
    }

    /// The keys below which there are marks.
    pub(crate) fn keys(self) -> impl Iterator<Item = &'a String> {
        let map = match self {
            Self::Parts(Value::Object(map)) => Some(map),
            _ => None,
        };
        map.into_iter().flatten().map(|(key, _)| key)
    }

    /// Whether anything is marked.
    pub(crate) fn is_something(self) -> bool {
        match self {
            Self::All => true,
            Self::Parts(mark) => marks_something(mark),
            Self::None => false,
        }
    }
}

/// Whether there is a `true` in it.
pub(super) fn marks_something(mark: &Value) -> bool {
    let mut waiting = vec![mark];
    while let Some(mark) = waiting.pop() {
        match mark {
            Value::Bool(true) => return true,
            Value::Array(list) => waiting.extend(list),
            Value::Object(map) => waiting.extend(map.values()),
            _ => {}
        }
    }
    false
}
