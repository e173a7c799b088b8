//! What happens to a resource, an output, a check.

use serde::{Deserialize, Serialize};

use super::difference::Attribute;
use super::finding::Source;

/// What happens to a resource, in the order of danger.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    /// It is destroyed.
    Delete,
    /// It is destroyed and created anew.
    Replace,
    /// It is changed in place.
    Update,
    /// It is created.
    Create,
    /// It is dropped from the state and left as it is.
    Forget,
    /// It is read when the plan is applied.
    Read,
    /// Something that is not known here; `reason` says the plan's own word.
    Other,
    /// Nothing, but for a move or an import.
    #[default]
    Keep,
}

impl Verb {
    /// Every verb, in the order of danger.
    pub const ALL: [Self; 8] = [
        Self::Delete,
        Self::Replace,
        Self::Update,
        Self::Create,
        Self::Forget,
        Self::Read,
        Self::Other,
        Self::Keep,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Delete => "destroy",
            Self::Replace => "replace",
            Self::Update => "change",
            Self::Create => "create",
            Self::Forget => "forget",
            Self::Read => "read",
            Self::Other => "other",
            Self::Keep => "keep",
        }
    }

    /// Terraform's sign for it.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Delete => "-",
            Self::Replace => "-/+",
            Self::Update => "~",
            Self::Create => "+",
            Self::Forget => ".",
            Self::Read => "<=",
            Self::Other => "?",
            Self::Keep => "=",
        }
    }
}

/// What happens to a resource or data source.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "they say different things")]
pub struct Change {
    /// Its address.
    pub address: String,
    /// The address of its module.
    pub module: Option<String>,
    /// Its type.
    pub resource_type: String,
    /// Its name.
    pub name: String,
    /// Whether it is a data source.
    pub data: bool,
    /// What happens.
    pub verb: Verb,
    /// Whether the new one is created before the old one is destroyed.
    pub create_first: bool,
    /// Why, in words.
    pub reason: Option<String>,
    /// The attributes that force a replacement.
    pub replaced_by: Vec<String>,
    /// Whether it holds what cannot be made again.
    pub stateful: bool,
    /// The key of the deposed object that this is about.
    pub deposed: Option<String>,
    /// The address until now.
    pub moved_from: Option<String>,
    /// The identifier it is imported by.
    pub imported: Option<String>,
    /// The path of the construct in the program.
    pub construct: Option<String>,
    /// Where the construct is made.
    pub source: Option<Source>,
    /// What differs, without noise.
    pub attributes: Vec<Attribute>,
    /// Attributes that are known after apply and say nothing: computed ones
    /// of what is created or changed.
    pub computed: Vec<String>,
    /// Whether nothing but tags changes.
    pub tags_only: bool,
    /// How many attributes stay as they are.
    pub unchanged: usize,
}

/// A change of an output.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutputChange {
    /// Its name.
    pub name: String,
    /// What happens: it is created, changed or deleted.
    pub verb: Verb,
    /// Whether its value is sensitive.
    pub sensitive: bool,
    /// What differs.
    pub differences: Vec<Attribute>,
}

/// A change that has to wait.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deferred {
    /// Why, in words.
    pub reason: String,
    /// As far as it is known.
    pub change: Change,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckStatus {
    /// It could not be evaluated.
    Error,
    /// It does not hold.
    Fail,
    /// It cannot be said before apply.
    Unknown,
    /// It holds.
    Pass,
}

impl CheckStatus {
    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "could not be evaluated",
            Self::Fail => "does not hold",
            Self::Unknown => "known after apply",
            Self::Pass => "holds",
        }
    }
}

/// A check, precondition or postcondition.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// What is checked.
    pub address: String,
    /// How it ended.
    pub status: CheckStatus,
    /// What does not hold.
    pub problems: Vec<String>,
}

/// A call of a provider's action.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    /// Its address.
    pub address: String,
    /// The resource that triggers it, and when, in words.
    pub trigger: Option<String>,
}
