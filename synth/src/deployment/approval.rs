//! Asking before anything is changed.

use std::sync::{Mutex, PoisonError};

use super::Deployment;
use super::planning::Plans;
use crate::error::{Error, Result};
use crate::terraform::interrupts::{Answer, Interrupts};
use crate::ui::Ui;

/// One question at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Waits for an answer to a question; only `yes` agrees.
pub(crate) fn answer(interrupts: &Interrupts) -> Result<()> {
    match interrupts.read_line() {
        Answer::Line(line) if line.trim() == "yes" => Ok(()),
        Answer::Line(_) => Err(Error::NotApproved { hint: None }),
        Answer::Interrupted => {
            Ui::text("");
            Err(Error::Interrupted)
        }
        Answer::End => {
            Ui::text("");
            let hint = "where nobody can answer, `--auto-approve` agrees in advance";
            Err(Error::NotApproved {
                hint: Some(hint.to_owned()),
            })
        }
    }
}

impl Deployment {
    /// Shows something and asks whether to go on; only `yes` is a yes.
    pub(crate) fn ask(&self, shown: &str, question: &str) -> Result<()> {
        let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        self.progress.pause(|| {
            if !shown.is_empty() {
                Ui::text(shown);
            }
            Ui::ask(&format!("{question} Only `yes` is a yes:"));
            answer(&self.runner.interrupts)
        })
    }

    /// Shows the plans and asks whether to carry them out.
    pub(crate) fn show_and_ask(&self, plans: &Plans, verb: &str) -> Result<()> {
        let plans: Vec<_> = self.planned(plans).collect();
        let shown = self.shown(&plans, self.ui.has_colour())?;
        let mut names = Vec::new();
        for (name, plan) in plans {
            if !plan.planned.changes.is_empty() {
                names.push(name);
            }
        }
        let what = if verb == "Apply" { "this to" } else { "all of" };
        let names = names.join(" and ");
        let asked = self.ask(&shown, &format!("{verb} {what} {names}?"));
        if asked.is_err() {
            self.forget_plans();
        }
        asked
    }
}
