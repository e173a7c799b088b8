//! What is told at the end.

use std::collections::BTreeMap;

use super::Deployment;
use super::applying::{Applies, StackApplied};
use super::planning::Plans;
use crate::error::{Error, Result};
use crate::failure::{Cause, Failure};
use crate::order::Outcome;

impl Deployment {
    /// The error after something failed for one stack, which is told here.
    pub(crate) fn failed(&self, failure: &Failure) -> Error {
        self.tell(failure);
        self.forget_plans();
        Error::StacksFailed {
            stacks: vec![failure.stack.clone()],
            interrupted: failure.is_interrupt(),
        }
    }

    /// Has Terraform do something in the folder of the one chosen stack, and
    /// talk to the user itself.
    pub(crate) fn pass_through(
        &self,
        doing: &'static str,
        arguments: &[std::ffi::OsString],
    ) -> Result<()> {
        let [name] = self.chosen.as_slice() else {
            return Err(Error::Config {
                what: format!("`{doing}` works on one stack"),
                hint: Some(format!("name one of: {}", self.chosen.join(", "))),
            });
        };
        let run = &self.folders[name];
        self.init(run)
            .and_then(|()| self.runner.pass_through(run, doing, arguments))
            .map_err(|failure| self.failed(&failure))
    }

    /// Tells which plans failed; an error if any did.
    pub(crate) fn check_plans(&self, plans: &Plans) -> Result<()> {
        let mut failed = Vec::new();
        let mut interrupted = false;
        for name in &self.chosen {
            match plans.get(name) {
                Some(Outcome::Done(Err(failure))) => {
                    self.tell(failure);
                    interrupted |= failure.is_interrupt();
                    failed.push(name.clone());
                }
                Some(Outcome::Done(Ok(plan))) => {
                    self.tell_diagnostics(name, &self.folders[name].folder, &plan.planned.warnings);
                }
                Some(Outcome::Skipped(by)) => {
                    self.ui
                        .warn(&format!("{name}: not planned, because of {by}"));
                    failed.push(name.clone());
                }
                None => failed.push(name.clone()),
            }
        }
        if failed.is_empty() {
            return Ok(());
        }
        self.forget_plans();
        Err(Error::StacksFailed {
            stacks: failed,
            interrupted,
        })
    }

    /// Tells what was and what was not done; an error if anything was not.
    pub(crate) fn check_applies(&self, applies: &Applies, command: &str) -> Result<()> {
        let mut failed = Vec::new();
        let mut declined = None;
        let mut interrupted = false;
        for name in &self.chosen {
            match applies.get(name) {
                Some(Outcome::Done(applied)) => {
                    self.tell_diagnostics(
                        name,
                        &self.folders[name].folder,
                        &applied.applied.warnings,
                    );
                    if let Some(failure) = &applied.failure {
                        self.tell(failure);
                        tell_how_far(name, applied);
                        interrupted |= failure.is_interrupt();
                        failed.push(name.clone());
                    }
                    if let Some(error) = &applied.declined {
                        self.ui.error(&format!("{name}: {error}"));
                        for hint in error.hints() {
                            self.ui.hint(&hint);
                        }
                        declined = Some(());
                        failed.push(name.clone());
                    }
                }
                Some(Outcome::Skipped(by)) => {
                    self.ui.warn(&format!("{name}: not begun, because of {by}"));
                    failed.push(name.clone());
                }
                None => {}
            }
        }
        self.forget_plans();
        if failed.is_empty() {
            return Ok(());
        }
        interrupted |= self.runner.interrupts.times() > 0;
        let arguments = self.arguments();
        let is_saved = |name: &String| match applies.get(name) {
            Some(Outcome::Done(applied)) => !applied
                .failure
                .as_ref()
                .is_some_and(|failure| matches!(failure.cause, Cause::Unsaved { .. })),
            _ => true,
        };
        let state = if failed.iter().all(is_saved) {
            "what was done is in the state; to go on"
        } else {
            "to go on then"
        };
        self.ui.hint(&format!(
            "{state}: `synth {command}{arguments} {}`",
            failed.join(" ")
        ));
        if self.runner.interrupts.times() > 1 {
            self.ui.hint(&format!(
                "Terraform was killed, so a state may still be locked: the next run says by whom; then \
                 `synth unlock{arguments} STACK` frees it"
            ));
        }
        if declined.is_some() && failed.len() == 1 {
            return Err(Error::Silent(crate::exit::Exit::No));
        }
        Err(Error::StacksFailed {
            stacks: failed,
            interrupted,
        })
    }
}

/// What an apply that failed did, and what it did not.
fn tell_how_far(name: &str, applied: &StackApplied) {
    let done: BTreeMap<&str, &str> = applied
        .applied
        .done
        .iter()
        .map(|(address, action)| (address.as_str(), action.as_str()))
        .collect();
    let mut lines = Vec::new();
    for (address, action) in &done {
        lines.push(format!("  done:        {address} ({action})"));
    }
    for address in &applied.applied.failed {
        lines.push(format!("  failed:      {address}"));
    }
    for address in &applied.applied.unfinished {
        lines.push(format!("  unknown:     {address} (it was under way)"));
    }
    for address in &applied.planned {
        let begun = done.contains_key(address.as_str())
            || applied.applied.failed.contains(address)
            || applied.applied.unfinished.contains(address);
        if !begun {
            lines.push(format!("  not begun:   {address}"));
        }
    }
    if lines.is_empty() {
        lines.push("  nothing was begun".to_owned());
    }
    crate::ui::Ui::text(&format!("{name}: how far it got\n{}", lines.join("\n")));
}
