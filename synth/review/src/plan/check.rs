//! Results of checks, preconditions and postconditions.

use serde_json::Value;

use super::fields::Fields;

/// How a check ended.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum CheckStatus {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// It could not be evaluated.
    Error,
    /// It cannot be said before apply.
    #[default]
    Unknown,
}

impl CheckStatus {
    fn from_word(word: Option<&str>) -> Self {
        match word {
            Some("pass") => Self::Pass,
            Some("fail") => Self::Fail,
            Some("error") => Self::Error,
            _ => Self::Unknown,
        }
    }
}

/// What is checked, and how it ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Check {
    /// `check`, `resource`, `output_value` or `var`.
    pub kind: String,
    /// What is checked.
    pub address: String,
    /// How it ended, all instances together.
    pub status: CheckStatus,
    /// Each object by itself.
    pub instances: Vec<CheckInstance>,
}

/// How the checks of one object ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CheckInstance {
    /// Which object.
    pub address: String,
    /// How it ended.
    pub status: CheckStatus,
    /// What does not hold. Terraform leaves messages with sensitive values
    /// out.
    pub problems: Vec<String>,
}

impl Check {
    pub(super) fn from_json(value: Value) -> Option<Self> {
        let mut fields = Fields::of(value);
        let mut address = fields.fields("address");
        Some(Self {
            kind: address.text("kind").unwrap_or_default(),
            address: address.text("to_display")?,
            status: CheckStatus::from_word(fields.text("status").as_deref()),
            instances: fields
                .list("instances")
                .into_iter()
                .map(CheckInstance::from_json)
                .collect(),
        })
    }
}

impl CheckInstance {
    fn from_json(value: Value) -> Self {
        let mut fields = Fields::of(value);
        Self {
            address: fields
                .fields("address")
                .text("to_display")
                .unwrap_or_default(),
            status: CheckStatus::from_word(fields.text("status").as_deref()),
            problems: fields
                .list("problems")
                .into_iter()
                .filter_map(|problem| Fields::of(problem).text("message"))
                .collect(),
        }
    }
}
