//! Telling why something failed.

use std::path::Path;

use super::Deployment;
use crate::error::DISK_FULL;
use crate::failure::{Cause, Failure};
use crate::sources::Sources;
use crate::terraform::diagnostic::Raw;
use crate::terraform::state_lock::is_full;

impl Deployment {
    /// Prints a failure, once.
    pub(crate) fn tell(&self, failure: &Failure) {
        let (ui, arguments) = (self.ui, self.arguments());
        let Failure {
            stack,
            folder,
            doing,
            cause,
        } = failure;
        match cause {
            Cause::Diagnostics(diagnostics) => self.tell_diagnostics(stack, folder, diagnostics),
            Cause::Said(text) => {
                ui.error(&format!("{stack}: terraform {doing} failed\n{text}"));
                if is_full(text) {
                    ui.hint(DISK_FULL);
                }
            }
            Cause::Unsaved {
                state,
                kept,
                diagnostics,
            } => {
                // What Terraform advises is about the text that it printed.
                let advice = "Failed to persist state to backend";
                let others = diagnostics.iter().filter(|raw| raw.summary != advice);
                let others: Vec<Raw> = others.cloned().collect();
                self.tell_diagnostics(stack, folder, &others);
                self.tell_unsaved(stack, state, kept.as_deref());
            }
            Cause::Told => {}
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

    /// Prints diagnostics of a stack, with the constructs that they are about.
    pub(crate) fn tell_diagnostics(&self, stack: &str, folder: &Path, diagnostics: &[Raw]) {
        if diagnostics.is_empty() {
            return;
        }
        let document = self.folders.get(stack).map(|run| &run.document);
        let sources = Sources::load(&self.project, &self.stage, self.ui);
        let source = |path: &str| Some(sources.find(stack, path)?.place(&self.project.root));
        for raw in diagnostics {
            let diagnostic = raw.clone().resolve(folder, document, source);
            let text = format!("{stack}: {}\n{diagnostic}", diagnostic.summary());
            if diagnostic.is_error() {
                self.ui.error(text.trim_end());
            } else {
                self.ui.warn(text.trim_end());
            }
        }
        if diagnostics
            .iter()
            .any(|raw| is_full(&raw.summary) || is_full(&raw.detail))
        {
            self.ui.hint(DISK_FULL);
        }
    }
}
