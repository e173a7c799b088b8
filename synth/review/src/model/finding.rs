//! What deserves attention.

use serde::{Deserialize, Serialize};

use super::severity::Severity;

/// What deserves attention, and what to do about it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The rule's name, such as `stateful-replace`.
    pub rule: String,
    /// How bad it is.
    pub severity: Severity,
    /// The rule's title.
    pub title: String,
    /// The resource's address; `None` for what is about the plan.
    pub address: Option<String>,
    /// The attribute it is about.
    pub attribute: Option<String>,
    /// The path of the construct in the program.
    pub construct: Option<String>,
    /// Where the construct is made.
    pub source: Option<Source>,
    /// What happens, in a sentence or two.
    pub what: String,
    /// What to do.
    pub advice: String,
    /// The page about the rule, below `docs/`; `None` for rules of a project.
    pub docs: Option<String>,
}

/// A place in a program.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// The file, relative to the project.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: Option<u32>,
}
