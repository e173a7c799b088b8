//! Items of the table.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use contract::table;

use crate::{PostId, Refused, UserName};

/// An item as it was read, taken apart attribute by attribute.
#[derive(Debug)]
pub(crate) struct Item(HashMap<String, AttributeValue>);

impl From<HashMap<String, AttributeValue>> for Item {
    fn from(attributes: HashMap<String, AttributeValue>) -> Self {
        Self(attributes)
    }
}

impl Item {
    /// Takes a string that has to be there.
    pub(crate) fn text(&mut self, name: &'static str) -> Result<String, Refused> {
        self.optional_text(name)
            .ok_or_else(|| Refused::new(name, "the item has no such string"))
    }

    /// Takes a string if it is there.
    pub(crate) fn optional_text(&mut self, name: &str) -> Option<String> {
        match self.0.remove(name) {
            Some(AttributeValue::S(text)) => Some(text),
            _ => None,
        }
    }

    /// Takes the strings of a list or a set; none if there is no such thing.
    pub(crate) fn texts(&mut self, name: &str) -> Vec<String> {
        match self.0.remove(name) {
            Some(AttributeValue::L(values)) => values
                .into_iter()
                .filter_map(|value| match value {
                    AttributeValue::S(text) => Some(text),
                    _ => None,
                })
                .collect(),
            Some(AttributeValue::Ss(texts)) => texts,
            _ => Vec::new(),
        }
    }

    /// Whether the attribute is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// A string attribute.
pub(crate) fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

/// The primary key of a post.
pub(crate) fn key(user: &UserName, id: PostId) -> HashMap<String, AttributeValue> {
    HashMap::from([
        (table::USER.to_owned(), s(user.partition())),
        (table::ID.to_owned(), s(id.sort_key())),
    ])
}
