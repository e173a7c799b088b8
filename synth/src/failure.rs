//! Why Terraform did not do what it was asked, for one stack.

use crate::error::Error;
use crate::terraform::diagnostic::Diagnostic;
use crate::terraform::state_lock::Held;
use crate::ui::Ui;

/// A stack, and what went wrong with it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) stack: String,
    /// What Terraform was doing: `init`, `plan`, `apply`.
    pub(crate) doing: &'static str,
    pub(crate) cause: Cause,
}

/// What went wrong.
#[derive(Debug)]
pub(crate) enum Cause {
    /// Terraform says what.
    Diagnostics(Vec<Diagnostic>),
    /// Terraform says something, but not in JSON.
    Said(String),
    /// Somebody holds the lock.
    Locked(Held),
    /// It reads the outputs of stacks that do not have them.
    NotDeployed {
        producers: Vec<String>,
        diagnostics: Vec<Diagnostic>,
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
    /// Prints it, once.
    pub(crate) fn print(&self, ui: Ui, arguments: &str) {
        let Self {
            stack,
            doing,
            cause,
        } = self;
        match cause {
            Cause::Diagnostics(diagnostics) => print(stack, diagnostics, ui),
            Cause::Said(text) => ui.error(&format!("{stack}: terraform {doing} failed\n{text}")),
            Cause::Locked(held) => {
                ui.error(&format!("{stack}: {}", held.sentence()));
                ui.hint("wait until that is done, and run the same command again");
                let id = held.id.as_deref().unwrap_or("LOCK_ID");
                ui.hint(&format!(
                    "only if nobody works on it any more: `synth unlock{arguments} {stack} {id}`"
                ));
            }
            Cause::NotDeployed {
                producers,
                diagnostics,
            } => {
                let names = producers.join("`, `");
                let commands = producers.join(" ");
                if diagnostics.is_empty() {
                    ui.error(&format!(
                        "{stack}: it needs `{names}`, which {} not deployed",
                        if producers.len() == 1 { "is" } else { "are" }
                    ));
                } else {
                    ui.error(&format!(
                        "{stack}: it reads outputs that `{names}` does not have: never deployed, or \
                         deployed before it had them"
                    ));
                }
                ui.hint(&format!("first run `synth deploy{arguments} {commands}`"));
                ui.hint(&format!(
                    "`synth plan{arguments} {commands} {stack}` shows what would come of both"
                ));
            }
            Cause::BackendChanged(text) => {
                ui.error(&format!("{stack}: terraform {doing} failed\n{text}"));
                ui.hint(
                    "if the state is to move to the new place, run the same command with \
                     `--migrate-state`",
                );
            }
            Cause::Killed(signal) => ui.error(&format!(
                "{stack}: terraform {doing} was killed by signal {signal}"
            )),
            Cause::Interrupted => ui.error(&format!("{stack}: terraform {doing} was interrupted")),
            Cause::Other(error) => {
                ui.error(&format!("{stack}: {error}"));
                for hint in error.hints() {
                    ui.hint(&hint);
                }
            }
        }
    }

    /// Whether it is because somebody wanted it to stop.
    pub(crate) fn is_interrupt(&self) -> bool {
        matches!(
            self.cause,
            Cause::Interrupted | Cause::Other(Error::Interrupted)
        )
    }
}

/// Prints diagnostics of a stack.
pub(crate) fn print(stack: &str, diagnostics: &[Diagnostic], ui: Ui) {
    for diagnostic in diagnostics {
        let text = format!("{stack}: {}\n{diagnostic}", diagnostic.summary());
        if diagnostic.is_error() {
            ui.error(text.trim_end());
        } else {
            ui.warn(text.trim_end());
        }
    }
}
