//! What can go wrong with a request.

use std::error::Error as StdError;
use std::fmt;

use crate::Refused;

/// Why a call did not do what it was asked for.
///
/// What it displays may name tables and buckets: log it, with its sources, and
/// show callers only which variant it is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such post, or it is not the caller's.
    #[error("there is no such post")]
    NotFound,
    /// The cursor was not made for this list.
    #[error(transparent)]
    BadCursor(Refused),
    /// The request contradicts an earlier one: the same idempotency key came
    /// with another content.
    #[error("the idempotency key was used for another request")]
    Conflict,
    /// AWS does not answer as it should; trying again later may work.
    #[error("{operation} failed: {fault}")]
    Unavailable {
        /// What was called: `dynamodb:Query`.
        operation: &'static str,
        /// In which way it fails.
        fault: Fault,
        /// What the SDK says.
        #[source]
        source: Box<dyn StdError + Send + Sync>,
    },
    /// A mistake of ours or of the deployment: a missing right, a missing
    /// table, an answer that makes no sense. Trying again does not help.
    #[error("{operation} failed")]
    Internal {
        /// What was called.
        operation: &'static str,
        /// What the SDK says.
        #[source]
        source: Box<dyn StdError + Send + Sync>,
    },
}

/// In which way AWS fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It asks for fewer calls.
    Throttled,
    /// It answers with an error of its own.
    Down,
    /// No answer came in time.
    Slow,
    /// No connection, a broken one, or no credentials.
    Unreachable,
    /// The answer was none.
    Garbled,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Throttled => "too many calls",
            Self::Down => "an error on the other side",
            Self::Slow => "no answer in time",
            Self::Unreachable => "no connection",
            Self::Garbled => "an unreadable answer",
        })
    }
}

impl Error {
    /// Whether the same call may succeed later.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    /// The error and its sources in one line, for a log.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut source = self.source();
        while let Some(error) = source {
            text.push_str(": ");
            text.push_str(&error.to_string());
            source = error.source();
        }
        text
    }

    pub(crate) fn internal(
        operation: &'static str,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self::Internal {
            operation,
            source: source.into(),
        }
    }
}
