//! What a provider asks of arguments beyond their types, as data.

use super::formats::Format;
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// A lower and an upper end, both allowed; `null` where it is open.
pub type Ends<T> = (Option<T>, Option<T>);

/// What is asked of one argument; all of it has to hold.
///
/// Of a list, set or map everything but [`Argument::items`] is asked of each
/// element. What is null or not known yet is never judged.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Argument {
    /// The only values there are: texts or numbers.
    pub one_of: Vec<Json>,
    /// Whether upper and lower case make no difference to [`Argument::one_of`].
    pub ignore_case: bool,
    /// The smallest and the largest number, also of a number in a text.
    pub range: Option<Ends<f64>>,
    /// How short and how long a text may be, in bytes of UTF-8.
    pub length: Option<Ends<usize>>,
    /// How few and how many elements a list, set or map may have.
    pub items: Option<Ends<usize>>,
    /// A regular expression, not anchored, that a text has to match.
    pub pattern: Option<String>,
    /// One that it must not match.
    pub not_pattern: Option<String>,
    /// What the patterns ask for, in words: `only lower case letters`.
    pub message: Option<String>,
    /// What kind of text it has to be.
    pub format: Option<Format>,
}

/// What is asked of arguments in some cases only.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Case {
    /// The block all the paths are relative to; the resource itself, if it is
    /// empty. Each such block is judged by itself.
    #[serde(rename = "in")]
    pub within: String,
    /// All of these paths have to have the value, or one of several in an
    /// array; null is one that is not set.
    pub when: BTreeMap<String, Json>,
    /// None of these may have it.
    pub unless: BTreeMap<String, Json>,
    /// What is asked of arguments then.
    pub arguments: BTreeMap<String, Argument>,
    /// What has to be set then.
    pub required: Vec<String>,
    /// What must not be set then.
    pub excluded: Vec<String>,
    /// Why, if the paths do not say it: `a FIFO queue has a name of its own kind`.
    pub message: Option<String>,
}
