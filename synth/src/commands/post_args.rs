//! The flags of posting.

use clap::Args;

use crate::error::{Error, Result};
use crate::post::{Forge, Marker, Posted, Thread};

/// Where a review is posted.
#[derive(Args, Debug)]
pub(crate) struct PostArgs {
    /// Post the review as a comment of a pull request, or bring the comment up
    /// to date that is there
    ///
    /// The token, the API's address and the pull request are taken from the
    /// job's environment.
    #[arg(long, value_enum, value_name = "FORGE")]
    post: Option<Forge>,
    /// The number of the pull request, where the environment does not say it
    #[arg(long, value_name = "NUMBER", requires = "post")]
    pull_request: Option<u64>,
    /// What to tell the comment by, instead of stage and stacks: each name has
    /// a comment of its own
    #[arg(long, value_name = "NAME", requires = "post")]
    post_as: Option<String>,
}

/// A comment that a review can be put into.
#[derive(Debug)]
pub(crate) struct Place {
    forge: Forge,
    thread: Thread,
    marker: Marker,
}

impl PostArgs {
    /// The comment, if there is to be one. What the environment lacks is told
    /// before anything else is done.
    pub(crate) fn place(&self, stage: Option<&str>, stacks: &[String]) -> Result<Option<Place>> {
        let Some(forge) = self.post else {
            return Ok(None);
        };
        let set = match &self.post_as {
            Some(name) if name.is_empty() || name.len() > 200 => {
                return Err(Error::Config {
                    what: "`--post-as` takes a name of 1 to 200 bytes".to_owned(),
                    hint: None,
                });
            }
            Some(name) => name.clone(),
            None => set(stage, stacks),
        };
        Ok(Some(Place {
            forge,
            thread: Thread::of_process(forge, self.pull_request)?,
            marker: Marker::new(&set),
        }))
    }
}

impl Place {
    /// How many characters the review may have.
    pub(crate) fn room(&self) -> usize {
        self.forge.room(&self.marker)
    }

    /// Posts the review.
    pub(crate) fn post(&self, markdown: &str) -> Result<Posted> {
        self.thread.post(&self.marker, markdown)
    }
}

/// The name of a set of stacks: what was asked for.
fn set(stage: Option<&str>, stacks: &[String]) -> String {
    let stacks = if stacks.is_empty() {
        "all".to_owned()
    } else {
        let mut sorted = stacks.to_vec();
        sorted.sort();
        sorted.dedup();
        sorted.join(" ")
    };
    stage.map_or_else(|| stacks.clone(), |stage| format!("{stage} {stacks}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_what_was_asked_for() {
        let names =
            |names: &[&str]| -> Vec<String> { names.iter().map(|&name| name.to_owned()).collect() };
        assert_eq!(set(None, &[]), "all");
        assert_eq!(set(Some("prod"), &[]), "prod all");
        assert_eq!(set(None, &names(&["web", "data", "web"])), "data web");
    }
}
