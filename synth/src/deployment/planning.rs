//! Plans of several stacks, each after those that it depends on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::Deployment;
use crate::changes::Changes;
use crate::failure::{Cause, Failure};
use crate::order::{Order, Outcome};
use crate::run_folder::RunFolder;
use crate::run_folder::preview::Unknown;
use crate::terraform::operation::{PlanOptions, Planned};
use crate::terraform::runner::{StackResult, own};

/// A stack's plan.
#[derive(Debug)]
pub(crate) struct StackPlan {
    pub(crate) planned: Planned,
    /// Where it was made, if it is a preview: it can never be applied.
    pub(crate) preview: Option<RunFolder>,
    /// The stacks whose apply it waits for, if it is a preview.
    pub(crate) waits_for: Vec<String>,
}

/// What became of every stack.
pub(crate) type Plans = BTreeMap<String, Outcome<StackResult<StackPlan>>>;

impl Deployment {
    /// The order in which stacks are dealt with.
    pub(crate) fn order_for(&self, options: &PlanOptions) -> Order {
        if options.destroy {
            self.order.reversed()
        } else {
            self.order.clone()
        }
    }

    /// Plans every chosen stack. One that needs what another will only have
    /// after its apply is previewed.
    pub(crate) fn plan_all(&self, options: &PlanOptions) -> Plans {
        let done: Mutex<BTreeMap<String, Changes>> = Mutex::default();
        self.order_for(options).run(
            &self.chosen,
            self.parallelism,
            |name| {
                let before = done.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let plan = self.plan_or_preview(name, options, &before)?;
                let changes = plan.planned.changes.clone();
                let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                done.insert(name.to_owned(), changes);
                Ok(plan)
            },
            Result::is_err,
        )
    }

    /// The stacks with their plans, in dependency order.
    pub(crate) fn planned<'a>(
        &'a self,
        plans: &'a Plans,
    ) -> impl Iterator<Item = (&'a str, &'a StackPlan)> {
        self.chosen.iter().filter_map(|name| {
            let Some(Outcome::Done(Ok(plan))) = plans.get(name) else {
                return None;
            };
            Some((name.as_str(), plan))
        })
    }

    fn plan_or_preview(
        &self,
        name: &str,
        options: &PlanOptions,
        before: &BTreeMap<String, Changes>,
    ) -> StackResult<StackPlan> {
        let run = &self.folders[name];
        own(run, "plan", self.check_rescued(run))?;
        self.init(run)?;
        let unknown = if options.destroy || options.refresh_only {
            BTreeMap::new()
        } else {
            self.unknown(name, before)
        };
        let plan = if unknown.is_empty() {
            StackPlan {
                planned: self.plan_one(run, options)?,
                preview: None,
                waits_for: Vec::new(),
            }
        } else {
            self.preview(run, options, &unknown)?
        };
        let text = plan.planned.changes.sentence();
        if plan.waits_for.is_empty() {
            self.progress.end(name, &format!("plan: {text}"));
        } else {
            let names = plan.waits_for.join(", ");
            self.progress
                .end(name, &format!("preview, before {names} is applied: {text}"));
        }
        Ok(plan)
    }

    /// A plan in the folder of a stack that is ready.
    pub(crate) fn plan_one(&self, run: &RunFolder, options: &PlanOptions) -> StackResult<Planned> {
        self.progress.phase(&run.stack, "plan");
        let planned = self.runner.plan(run, options, &mut |line, message| {
            self.progress.message(&run.stack, line, message);
        });
        planned.map_err(|failure| Box::new(self.with_stacks(run, *failure)))
    }

    fn preview(
        &self,
        run: &RunFolder,
        options: &PlanOptions,
        unknown: &BTreeMap<String, Unknown>,
    ) -> StackResult<StackPlan> {
        let reads = &self.reads[&run.stack];
        let waits_for: BTreeSet<String> = reads
            .iter()
            .filter(|read| unknown.contains_key(&read.name))
            .filter_map(|read| read.producer.clone())
            .collect();
        let Some(stack) = self.stack(&run.stack) else {
            // Every folder is of a stack.
            let cause = Cause::Said("it is in no manifest".to_owned());
            return Err(crate::terraform::runner::failure(run, "plan", cause));
        };
        let folder = RunFolder::preview(&self.project, &self.stage, run, stack, reads, unknown);
        let folder = own(run, "plan", folder)?;
        self.init(&folder)?;
        let planned = self.plan_one(&folder, options)?;
        Ok(StackPlan {
            planned,
            preview: Some(folder),
            waits_for: waits_for.into_iter().collect(),
        })
    }

    /// What a stack reads that is not known before others are applied, by the
    /// name of the read.
    fn unknown(&self, name: &str, before: &BTreeMap<String, Changes>) -> BTreeMap<String, Unknown> {
        let mut unknown = BTreeMap::new();
        for read in &self.reads[name] {
            let producer = read.producer.as_ref();
            let Some(changes) = producer.and_then(|producer| before.get(producer)) else {
                continue;
            };
            let changed: BTreeSet<String> = changes.changed_outputs().map(str::to_owned).collect();
            if changed.is_empty() {
                continue;
            }
            let what = if changes.has_outputs_now() {
                Unknown::These(changed)
            } else {
                Unknown::All
            };
            unknown.insert(read.name.clone(), what);
        }
        unknown
    }

    /// A failure that names what it misses by the stacks that have it.
    fn with_stacks(&self, run: &RunFolder, failure: Failure) -> Failure {
        let cause = match failure.cause {
            Cause::NotDeployed {
                producers,
                diagnostics,
            } => {
                let reads = &self.reads[&run.stack];
                let names: Vec<String> = producers
                    .iter()
                    .filter_map(|name| {
                        let read = reads.iter().find(|read| read.name == *name)?;
                        read.producer.clone()
                    })
                    .collect();
                if names.len() == producers.len() {
                    Cause::NotDeployed {
                        producers: names,
                        diagnostics,
                    }
                } else {
                    Cause::Diagnostics(diagnostics)
                }
            }
            other => other,
        };
        Failure { cause, ..failure }
    }
}
