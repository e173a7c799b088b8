//! Posting a review as one comment of a pull request, and keeping that comment
//! up to date.
//!
//! `environment` reads what the job's environment says, `thread` is a pull
//! request in a forge's API, `sticky` finds, writes and rewrites the comment,
//! `marker` is how it is found again, `http` talks, `answer` says what an
//! answer means, and `patience` when to ask again.

use std::fmt;

use clap::ValueEnum;

use crate::error::Result;

mod answer;
mod environment;
mod http;
mod marker;
mod patience;
mod sticky;
#[cfg(test)]
mod tests;
mod thread;

pub(crate) use marker::Marker;
pub(crate) use thread::Thread;

use patience::Patience;

/// A place where pull requests are discussed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Forge {
    /// The pull request of a GitHub Actions job: `GITHUB_TOKEN`,
    /// `GITHUB_REPOSITORY`, `GITHUB_API_URL`, `GITHUB_EVENT_PATH`
    Github,
    /// The merge request of a GitLab pipeline: `GITLAB_TOKEN`,
    /// `CI_API_V4_URL`, `CI_PROJECT_ID`, `CI_MERGE_REQUEST_IID`
    Gitlab,
}

impl Forge {
    /// How the place calls itself.
    fn name(self) -> &'static str {
        match self {
            Self::Github => "GitHub",
            Self::Gitlab => "GitLab",
        }
    }

    /// How the place calls a proposed change.
    fn change(self) -> &'static str {
        match self {
            Self::Github => "pull request",
            Self::Gitlab => "merge request",
        }
    }

    /// The most characters of a comment.
    fn limit(self) -> usize {
        match self {
            Self::Github => 65_536,
            Self::Gitlab => 1_000_000,
        }
    }

    /// How many characters there are for a review, beside the marker.
    pub(crate) fn room(self, marker: &Marker) -> usize {
        self.limit() - marker.line().chars().count()
    }
}

/// What became of the comment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Posted {
    /// There was none.
    Created { url: String },
    /// It said something else.
    Updated { url: String },
    /// It said this already.
    Unchanged { url: String },
}

impl fmt::Display for Posted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Created { url } => write!(f, "posted {url}"),
            Self::Updated { url } => write!(f, "updated {url}"),
            Self::Unchanged { url } => write!(f, "{url} says so already"),
        }
    }
}

impl Thread {
    /// Creates or updates the comment with this marker.
    pub(crate) fn post(&self, marker: &Marker, markdown: &str) -> Result<Posted> {
        let client = http::Client::new(self.base(), self.proxies(), http::Limits::default())?;
        sticky::post(&client, self, marker, markdown, &Patience::default())
    }
}
