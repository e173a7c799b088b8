//! What became of an uploaded object.

use std::time::Duration;

use super::Uploaded;
use crate::Error;

/// What became of an uploaded object. Each of these is a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The post has the image and so many labels.
    Labelled(usize),
    /// It is no image that can ever be labelled, and the post says so.
    Failed,
    /// A later upload had won before.
    Lost,
    /// The post is gone, and so is the object now.
    PostGone,
    /// The object was gone already.
    ObjectGone,
}

impl Outcome {
    /// A word for logs and metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Labelled(_) => "labelled",
            Self::Failed => "failed",
            Self::Lost => "lost",
            Self::PostGone => "post_gone",
            Self::ObjectGone => "object_gone",
        }
    }
}

/// A record in which there is nothing to label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The key as it came, where there is one.
    pub key: Option<String>,
    /// Why.
    pub why: String,
}

impl Skipped {
    pub(super) fn new(key: Option<String>, why: String) -> Self {
        Self { key, why }
    }
}

/// What became of one record of an event.
#[derive(Debug)]
pub enum Report {
    /// There was nothing to label.
    Skipped(Skipped),
    /// There was.
    Processed {
        /// The object.
        upload: Uploaded,
        /// What became of it, or why that is open.
        result: Result<Outcome, Error>,
        /// How long it took.
        took: Duration,
    },
}
