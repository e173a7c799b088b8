//! Carrying out plans, each stack after those that it depends on.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::Deployment;
use super::planning::{Plans, StackPlan};
use super::rescue;
use crate::change_set::ChangeSet;
use crate::error::Error;
use crate::failure::{Cause, Failure};
use crate::order::Outcome;
use crate::run_folder::RunFolder;
use crate::terraform::operation::{Applied, PlanOptions, Planned, forget};
use crate::terraform::runner::{StackResult, failure};

/// What became of a stack.
#[derive(Debug, Default)]
pub(crate) struct StackApplied {
    pub(crate) applied: Applied,
    /// What was planned, by address.
    pub(crate) planned: Vec<String>,
    pub(crate) failure: Option<Box<Failure>>,
    /// Somebody did not agree.
    pub(crate) declined: Option<Error>,
}

/// What became of every stack.
pub(crate) type Applies = BTreeMap<String, Outcome<StackApplied>>;

/// How a deployment goes on without the person who started it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Consent<'a> {
    pub(crate) auto_approve: bool,
    /// Addresses, or patterns for them, of what may be destroyed although it
    /// holds data.
    pub(crate) allow_destroy: &'a [String],
}

impl Deployment {
    /// Applies plans that somebody agreed to.
    pub(crate) fn apply_all(
        &self,
        plans: Plans,
        options: &PlanOptions,
        consent: Consent<'_>,
    ) -> Applies {
        let plans: BTreeMap<String, Mutex<Option<StackPlan>>> = plans
            .into_iter()
            .filter_map(|(name, outcome)| match outcome {
                Outcome::Done(Ok(plan)) => Some((name, Mutex::new(Some(plan)))),
                _ => None,
            })
            .collect();
        let take = |name: &str| {
            let plan = plans.get(name)?;
            plan.lock().unwrap_or_else(PoisonError::into_inner).take()
        };
        self.order_for(options).run(
            &self.chosen,
            self.parallelism,
            |name| match take(name) {
                Some(plan) => self.apply_stack(name, plan, options, consent),
                None => StackApplied::default(),
            },
            |applied| applied.failure.is_some() || applied.declined.is_some(),
        )
    }

    fn apply_stack(
        &self,
        name: &str,
        plan: StackPlan,
        options: &PlanOptions,
        consent: Consent<'_>,
    ) -> StackApplied {
        let run = &self.folders[name];
        let planned = match self.current(run, plan, options, consent) {
            Ok(planned) => planned,
            Err(failure) => {
                if let Cause::Other(error @ (Error::NotApproved { .. } | Error::HoldsData { .. })) =
                    failure.cause
                {
                    return StackApplied {
                        declined: Some(error),
                        ..StackApplied::default()
                    };
                }
                return StackApplied {
                    failure: Some(failure),
                    ..StackApplied::default()
                };
            }
        };
        self.apply_plan(run, &planned, options)
    }

    /// Applies one plan, unless there is nothing to do.
    pub(crate) fn apply_plan(
        &self,
        run: &RunFolder,
        planned: &Planned,
        options: &PlanOptions,
    ) -> StackApplied {
        let name = &run.stack;
        let addresses: Vec<String> = planned
            .changes
            .acting()
            .map(|change| change.resource.addr.clone())
            .collect();
        if planned.changes.is_nothing_to_do(options.refresh_only) {
            self.progress.end(name, "nothing to do");
            forget(&planned.file);
            return StackApplied::default();
        }
        self.progress.begin(name, planned.changes.steps());
        let (applied, mut failure) = self.runner.apply(
            run,
            &planned.file,
            options.parallelism,
            &mut |line, message| {
                self.progress.message(name, line, message);
            },
        );
        let count = applied.done.len();
        self.progress.end(
            name,
            &match &failure {
                None => format!("applied: {}", planned.changes.done(applied.summary)),
                Some(_) => format!(
                    "failed after {count} of {} changes",
                    planned.changes.steps()
                ),
            },
        );
        // Which may make the room that was missing.
        forget(&planned.file);
        if let Some(failure) = &mut failure {
            rescue::keep(run, failure);
        }
        StackApplied {
            applied,
            planned: addresses,
            failure,
            declined: None,
        }
    }

    /// The plan to apply now: the one that was agreed to, or a fresh one where
    /// that was a preview. A fresh one that does something else is asked for
    /// again.
    fn current(
        &self,
        run: &RunFolder,
        plan: StackPlan,
        options: &PlanOptions,
        consent: Consent<'_>,
    ) -> StackResult<Planned> {
        let Some(folder) = &plan.preview else {
            return Ok(plan.planned);
        };
        let other = |error| failure(run, "plan", Cause::Other(error));
        // Who agreed in advance is not asked, whatever the plan turns out to be.
        let previewed = (!consent.auto_approve).then(|| self.runner.json(folder, &plan.planned));
        forget(&plan.planned.file);
        let fresh = self.plan_one(run, options)?;
        let lost = self.refused(run, &fresh, consent)?;
        if !lost.is_empty() {
            return Err(other(Error::HoldsData { lost }));
        }
        let Some(previewed) = previewed else {
            return Ok(fresh);
        };
        let json = self.runner.json(run, &fresh)?;
        let same = previewed.is_ok_and(|previewed| {
            ChangeSet::of(&json).is_as_previewed(&ChangeSet::of(&previewed))
        });
        if same {
            return Ok(fresh);
        }
        let fresh = StackPlan {
            planned: fresh,
            preview: None,
            waits_for: Vec::new(),
        };
        let text = self.shown(&[(&run.stack, &fresh)], self.ui.has_colour());
        let fresh = fresh.planned;
        let text = text.map_err(other)?;
        let shown = format!(
            "\n{}: now that {} is applied, the plan is not the preview that you agreed to\n\n{text}",
            run.stack,
            plan.waits_for.join(", ")
        );
        let question = format!("Apply this to {}?", run.stack);
        self.ask(&shown, &question).map_err(other)?;
        Ok(fresh)
    }
}
