//! Why Terraform did not do what it was asked, for one stack.

use std::path::PathBuf;

use crate::error::Error;
use crate::terraform::diagnostic::Raw;
use crate::terraform::state_lock::Held;

/// A stack, and what went wrong with it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) stack: String,
    /// Where Terraform worked.
    pub(crate) folder: PathBuf,
    /// What Terraform was doing: `init`, `plan`, `apply`.
    pub(crate) doing: &'static str,
    pub(crate) cause: Cause,
}

/// What went wrong.
#[derive(Debug)]
pub(crate) enum Cause {
    /// Terraform says what.
    Diagnostics(Vec<Raw>),
    /// Terraform says something, but not in JSON.
    Said(String),
    /// Terraform told the user itself.
    Told,
    /// Terraform could save the state nowhere, and printed it. Then where it is
    /// kept, if that could be done.
    Unsaved {
        state: String,
        kept: Option<PathBuf>,
        diagnostics: Vec<Raw>,
    },
    /// Somebody holds the lock.
    Locked(Held),
    /// It reads the outputs of stacks that do not have them.
    NotDeployed {
        producers: Vec<String>,
        diagnostics: Vec<Raw>,
    },
    /// The backend's configuration changed since the last `init`.
    BackendChanged(String),
    /// Terraform was killed.
    Killed(i32),
    /// Somebody pressed Ctrl-C.
    Interrupted,
    /// Something else of ours.
    Other(Error),
}

impl Failure {
    /// Whether it is because somebody wanted it to stop.
    pub(crate) fn is_interrupt(&self) -> bool {
        matches!(
            self.cause,
            Cause::Interrupted | Cause::Other(Error::Interrupted)
        )
    }
}
