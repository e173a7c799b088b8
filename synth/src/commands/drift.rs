//! `synth drift`.

use clap::Args;
use serde_json::json;

use super::run_args::{Parallelism, RunArgs, Showing, Stacks, Variables};
use crate::artifacts::Need;
use crate::cli::Global;
use crate::deployment::Deployment;
use crate::deployment::planning::StackPlan;
use crate::error::{Error, Result};
use crate::terraform::operation::PlanOptions;
use crate::ui::Ui;

/// Tell what is not as it was deployed
///
/// A plan with `-refresh-only`, of all stacks if none is named, shown as `plan` shows
/// one. Exits with 1 if there is drift.
#[derive(Args, Debug)]
pub(crate) struct Drift {
    /// Only these stacks; `*` and `?` match any text and any character
    #[arg(value_name = "STACK")]
    stacks: Vec<String>,
    #[command(flatten)]
    variables: Variables,
    #[command(flatten)]
    showing: Showing,
    #[command(flatten)]
    parallelism: Parallelism,
    #[command(flatten)]
    run: RunArgs,
}

impl Drift {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let stacks = Stacks {
            stacks: self.stacks.clone(),
            all: true,
        };
        let parallelism = self.parallelism.stacks();
        let mut request = self
            .run
            .request(global, &stacks, "drift", parallelism, Need::Any)?;
        request.raw = self.showing.raw;
        let options = PlanOptions {
            refresh_only: true,
            parallelism: self.parallelism.terraform_parallelism,
            ..self.variables.options()?
        };
        let deployment = Deployment::open(request, ui)?;
        deployment.check_identity()?;
        let plans = deployment.plan_all(&options);
        deployment.check_plans(&plans)?;
        let has_drift = |plan: &StackPlan| !plan.planned.changes.drift.is_empty();
        let planned: Vec<_> = deployment.planned(&plans).collect();
        let found: Vec<_> = planned
            .iter()
            .filter(|(_, plan)| has_drift(plan))
            .copied()
            .collect();
        if deployment.progress.is_json() {
            for (name, plan) in planned {
                let drift = plan.planned.changes.drift.iter();
                let resources: Vec<_> = drift
                    .map(|change| json!({"address": change.resource.addr, "action": change.action}))
                    .collect();
                deployment
                    .progress
                    .own(&json!({"type": "synth_drift", "stack": name, "resources": resources}));
            }
        } else {
            let mut review = deployment.review(&found)?;
            let colour = ui.colours_data();
            for (name, plan) in planned {
                if has_drift(plan) {
                    let told = deployment.told(&mut review, name, plan, colour)?;
                    Ui::data(&format!("{name}: drift\n{told}"))?;
                } else {
                    Ui::data(&format!("{name}: no drift\n"))?;
                }
            }
        }
        let drifted: Vec<String> = found.iter().map(|(name, _)| (*name).to_owned()).collect();
        deployment.forget_plans();
        if drifted.is_empty() {
            return Ok(());
        }
        Err(Error::Drift {
            stacks: drifted,
            arguments: deployment.arguments(),
        })
    }
}
