//! Why a value from outside was not taken.

/// A value from outside that is not what it has to be.
///
/// Safe to show to whoever sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct Refused {
    /// What was to be parsed: `user name`.
    pub what: &'static str,
    /// What is wrong with it.
    pub why: String,
}

impl Refused {
    pub(crate) fn new(what: &'static str, why: impl Into<String>) -> Self {
        Self {
            what,
            why: why.into(),
        }
    }
}
