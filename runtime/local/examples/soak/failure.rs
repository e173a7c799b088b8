//! Why something that was asked for did not happen.

use std::fmt;
use std::time::Duration;

use crate::Trouble;

/// What came instead of success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// 503, after so long.
    Refused(Duration),
    /// The connection was refused or broke.
    Broken(String),
    /// Anything else: another status, a wrong answer, none in time.
    Wrong(String),
}

impl Failure {
    pub(crate) fn broken(error: &Trouble) -> Self {
        Self::Broken(format!("the connection broke: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(after) if *after <= crate::tally::SOON => {
                formatter.write_str("answered with 503")
            }
            Self::Refused(_) => formatter.write_str("answered with 503, late"),
            Self::Broken(text) | Self::Wrong(text) => formatter.write_str(text),
        }
    }
}

impl std::error::Error for Failure {}
