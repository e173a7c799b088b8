//! Plans as people see them: a review, or what Terraform prints.

use std::fmt::Write;

use synth_review::model::Review;
use synth_review::{Plan, TextOptions, text};

use super::Deployment;
use super::planning::StackPlan;
use crate::error::Result;
use crate::reviewing::{self, Input, Installed};

impl Deployment {
    /// Plans for people: of each a headline, what of it is dangerous, and what
    /// is different. What is sensitive in one of them is hidden in all.
    pub(crate) fn shown(&self, plans: &[(&str, &StackPlan)], colour: bool) -> Result<String> {
        let mut review = self.review(plans)?;
        let mut page = String::new();
        for (name, plan) in plans {
            let headline = headline(name, plan, colour);
            // Writing to a string does not fail.
            let _ = writeln!(page, "{headline}");
            if !is_worth_showing(plan) {
                continue;
            }
            page.push_str(&self.told(&mut review, name, plan, colour)?);
        }
        Ok(page)
    }

    /// What a plan comes to, below its headline; without a review of it, as Terraform
    /// prints it.
    pub(crate) fn told(
        &self,
        review: &mut Review,
        name: &str,
        plan: &StackPlan,
        colour: bool,
    ) -> Result<String> {
        let place = review.stacks.iter().position(|stack| stack.name == name);
        let Some(place) = place else {
            let run = plan.preview.as_ref().unwrap_or(&self.folders[name]);
            let shown = self.runner.show(run, &plan.planned.file);
            let shown = shown.map_err(|failure| self.failed(&failure))?;
            return Ok(format!("\n{shown}\n\n"));
        };
        let alone = Review {
            stacks: vec![review.stacks.swap_remove(place)],
            ..Review::default()
        };
        let options = TextOptions {
            colour,
            whole: false,
        };
        let told = text(&alone, options);
        // Its first line is the headline of a review.
        let (_, told) = told.split_once('\n').unwrap_or_default();
        Ok(told.to_owned())
    }

    /// The review of those plans that do something, or found something; of none if they
    /// are shown as Terraform prints them.
    pub(crate) fn review(&self, plans: &[(&str, &StackPlan)]) -> Result<Review> {
        if self.raw {
            return Ok(Review::default());
        }
        let mut inputs = Vec::new();
        let mut installed = None;
        for (name, plan) in plans {
            if !is_worth_showing(plan) {
                continue;
            }
            let folder = &self.folders[*name];
            let run = plan.preview.as_ref().unwrap_or(folder);
            let json = self.runner.json(run, &plan.planned);
            let json = json.map_err(|failure| self.failed(&failure))?;
            let parsed = match Plan::from_value((*json).clone()) {
                Ok(parsed) => parsed,
                Err(error) => {
                    let why = format!("{name}: its plan is shown as Terraform prints it: {error}");
                    self.ui.warn(&why);
                    continue;
                }
            };
            let installed = installed.get_or_insert_with(|| {
                Installed::read(&self.project, &self.stage, self.ui.hushed())
            });
            let mut input = Input::new((*name).to_owned(), parsed);
            installed.describe(name, &mut input);
            input.rehearsal = self.offline;
            inputs.push(input);
        }
        Ok(reviewing::of(&inputs, &self.project.review))
    }
}

fn is_worth_showing(plan: &StackPlan) -> bool {
    let changes = &plan.planned.changes;
    !changes.is_empty() || !changes.drift.is_empty()
}

/// What the plan comes to, and whether it is a preview.
fn headline(name: &str, plan: &StackPlan, colour: bool) -> String {
    let mut line = format!("{name}: {}", plan.planned.changes.sentence());
    if colour {
        line = format!("\u{1b}[1m{line}\u{1b}[0m");
    }
    if !plan.waits_for.is_empty() {
        let names = plan.waits_for.join(", ");
        let _ = write!(
            line,
            " (a preview: what it reads of {names} is shown as known after apply)"
        );
    }
    line
}
