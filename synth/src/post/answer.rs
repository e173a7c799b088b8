//! What a server's answer means: done, ask again, or what is wrong and what to
//! do about it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hyper::StatusCode;
use hyper::header::{HeaderMap, RETRY_AFTER};

use super::Forge;
use super::http::{Answer, Lost};
use crate::error::Error;

/// How much of a server's own words is repeated.
const MOST_WORDS: usize = 300;

/// Why a step did not succeed.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It may work later; the server may say when.
    Later {
        what: String,
        after: Option<Duration>,
    },
    /// What is rewritten is not there any more.
    Gone,
    /// It will not work like this.
    Final(Error),
}

impl From<Lost> for Trouble {
    fn from(lost: Lost) -> Self {
        match lost.hint {
            None => Self::Later {
                what: lost.what,
                after: None,
            },
            Some(hint) => Self::Final(failed(lost.what, hint)),
        }
    }
}

/// A failure that the reader can do something about.
pub(super) fn failed(what: String, hint: &str) -> Error {
    Error::NotPosted {
        what,
        hint: hint.to_owned(),
    }
}

/// The answer, if it is a success.
pub(super) fn judge(forge: Forge, action: &str, answer: Answer) -> Result<Answer, Trouble> {
    let status = answer.status;
    if status.is_success() {
        return Ok(answer);
    }
    let words = words(&answer.body);
    let name = forge.name();
    let what = format!("could not {action}: {name} answered {status}{words}");
    if is_temporary(&answer, &words) {
        let after = asked_wait(&answer.headers);
        return Err(Trouble::Later { what, after });
    }
    Err(Trouble::Final(failed(what, hint(forge, status))))
}

/// Whether the same request may succeed later.
fn is_temporary(answer: &Answer, words: &str) -> bool {
    let limited = || {
        let spent = answer.headers.get("x-ratelimit-remaining");
        answer.headers.contains_key(RETRY_AFTER)
            || spent.is_some_and(|left| left == "0")
            || words.to_lowercase().contains("rate limit")
    };
    answer.status.is_server_error()
        || answer.status == StatusCode::TOO_MANY_REQUESTS
        || answer.status == StatusCode::REQUEST_TIMEOUT
        || (answer.status == StatusCode::FORBIDDEN && limited())
}

/// How long the server asks to wait.
fn asked_wait(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| -> Option<u64> { headers.get(name)?.to_str().ok()?.parse().ok() };
    if let Some(seconds) = number("retry-after") {
        return Some(Duration::from_secs(seconds));
    }
    // GitHub and GitLab call the end of a spent allowance differently.
    let spent = number("x-ratelimit-remaining").or_else(|| number("ratelimit-remaining"));
    let end = number("x-ratelimit-reset").or_else(|| number("ratelimit-reset"))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    (spent == Some(0)).then(|| Duration::from_secs(end.saturating_sub(now)))
}

/// What to do about a refusal.
fn hint(forge: Forge, status: StatusCode) -> &'static str {
    match (forge, status.as_u16()) {
        (Forge::Github, 401) => {
            "GITHUB_TOKEN is not valid any more, or is for another server than GITHUB_API_URL"
        }
        (Forge::Gitlab, 401) => {
            "GITLAB_TOKEN is not valid any more, or is a job's own token, which cannot write comments"
        }
        (Forge::Github, 403) => {
            "give the job `permissions: {pull-requests: write}`; in a pull request from a fork the token can only read, so post from a workflow that `workflow_run` starts"
        }
        (Forge::Gitlab, 403) => {
            "GITLAB_TOKEN needs the scope `api` and at least the role Reporter in the project"
        }
        (Forge::Github, 404) => {
            "there is no such pull request in GITHUB_REPOSITORY, or the token may not see it: check `--pull-request` and the job's permissions"
        }
        (Forge::Gitlab, 404) => {
            "there is no such merge request in CI_PROJECT_ID, or the token may not see it: check `--pull-request` and the token's project"
        }
        (_, 410 | 423) => {
            "the discussion is locked or closed to comments: unlock it, or do not post"
        }
        (_, 400 | 413 | 422) => {
            "the server does not take the comment as it is: it may be too long for its settings; a smaller set of stacks makes a shorter one"
        }
        _ => "see the server's own documentation of this answer",
    }
}

/// The server's own words: what its JSON calls the message.
fn words(body: &[u8]) -> String {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) else {
        return String::new();
    };
    let message = [
        &value["message"],
        &value["error_description"],
        &value["error"],
    ]
    .into_iter()
    .find(|message| !message.is_null());
    let Some(message) = message else {
        return String::new();
    };
    // GitLab puts objects there.
    let text = message
        .as_str()
        .map_or_else(|| message.to_string(), str::to_owned);
    let plain = text.chars().filter(|c| !c.is_control());
    let text: String = plain.take(MOST_WORDS).collect();
    format!(": {text}")
}
