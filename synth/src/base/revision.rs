//! The commit to compare with.

use super::git::Repository;
use crate::error::{Error, Result};

/// A commit, and how it was found.
#[derive(Debug)]
pub(super) struct Revision {
    /// Its full name.
    pub(super) commit: String,
    asked: String,
    /// Whether it is where the change began, and not what was asked for.
    is_merge_base: bool,
    /// Whether the two have no history in common.
    is_unrelated: bool,
}

impl Revision {
    /// What was compared with, for readers of the review.
    pub(super) fn sentence(&self) -> String {
        let short = self.commit.get(..12).unwrap_or(&self.commit);
        let asked = &self.asked;
        if self.is_unrelated {
            format!("Compared with {asked} ({short}), which has no history in common with this.")
        } else if self.is_merge_base {
            format!("Compared with {short}, where this parts from {asked}.")
        } else {
            format!("Compared with {asked} ({short}).")
        }
    }
}

/// Where the change began: the last commit that it and the base have in
/// common. So what happened at the base meanwhile is not taken for a change.
pub(super) fn find(repository: &Repository, asked: &str) -> Result<Revision> {
    let commit = commit(repository, asked)?;
    let Some(commit) = commit else {
        return Err(missing(repository, asked)?);
    };
    let common = repository.ask(&["merge-base", "--end-of-options", &commit, "HEAD"])?;
    match common {
        Some(common) => Ok(Revision {
            is_merge_base: common != commit,
            commit: common,
            asked: asked.to_owned(),
            is_unrelated: false,
        }),
        None if repository.is_shallow()? => Err(Error::Config {
            what: format!(
                "this shallow clone does not reach back to where it parts from `{asked}`"
            ),
            hint: Some(deeper(asked)),
        }),
        None => Ok(Revision {
            commit,
            asked: asked.to_owned(),
            is_merge_base: false,
            is_unrelated: true,
        }),
    }
}

fn commit(repository: &Repository, asked: &str) -> Result<Option<String>> {
    let object = format!("{asked}^{{commit}}");
    repository.ask(&[
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &object,
    ])
}

fn missing(repository: &Repository, asked: &str) -> Result<Error> {
    let remote = format!("origin/{asked}");
    let hint = if commit(repository, &remote)?.is_some() {
        format!("did you mean `{remote}`?")
    } else if repository.is_shallow()? {
        deeper(asked)
    } else if let Some(branch) = asked.strip_prefix("origin/") {
        format!("fetch it: git fetch origin {branch}")
    } else {
        "`git log --oneline` and `git branch --all` list what there is".to_owned()
    };
    let shallow = if repository.is_shallow()? {
        "this shallow clone has"
    } else {
        "there is"
    };
    Ok(Error::Config {
        what: format!("{shallow} no commit `{asked}`"),
        hint: Some(hint),
    })
}

/// What makes a clone deep enough.
fn deeper(asked: &str) -> String {
    match generations(asked) {
        Some(count) => {
            let depth = count + 1;
            format!(
                "fetch more of the history: git fetch --depth={depth}; with actions/checkout, `fetch-depth: {depth}`"
            )
        }
        None => "fetch the history: git fetch --unshallow; with actions/checkout, `fetch-depth: 0`"
            .to_owned(),
    }
}

/// How many generations before HEAD a revision is, if that is all it says:
/// `HEAD~2`, `@^`, `HEAD^1~3`.
fn generations(asked: &str) -> Option<u32> {
    let mut rest = asked
        .strip_prefix("HEAD")
        .or_else(|| asked.strip_prefix('@'))?;
    let mut count: u32 = 0;
    while let Some(step) = rest.chars().next() {
        rest = &rest[step.len_utf8()..];
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        rest = after;
        let number = if number.is_empty() {
            1
        } else {
            number.parse().ok()?
        };
        count = match step {
            '~' => count.checked_add(number)?,
            // Whichever parent: one generation.
            '^' => count.checked_add(1)?,
            _ => return None,
        };
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generations_are_counted() {
        for (asked, count) in [
            ("HEAD", Some(0)),
            ("HEAD~1", Some(1)),
            ("HEAD~", Some(1)),
            ("@^", Some(1)),
            ("HEAD^2", Some(1)),
            ("HEAD~3^2~", Some(5)),
            ("HEAD~99999999999", None),
            ("HEAD@{1}", None),
            ("main", None),
            ("HEADS", None),
        ] {
            assert_eq!(generations(asked), count, "{asked}");
        }
    }
}
