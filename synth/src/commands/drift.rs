//! `synth drift`.

use clap::Args;
use serde_json::json;

use super::run_args::{Parallelism, RunArgs, Stacks, Variables};
use crate::artifacts::Need;
use crate::cli::Global;
use crate::deployment::Deployment;
use crate::error::{Error, Result};
use crate::terraform::operation::PlanOptions;
use crate::ui::Ui;

/// Tell what is not as it was deployed
///
/// A plan with `-refresh-only`, of all stacks if none is named. Exits with 1 if
/// there is drift.
#[derive(Args, Debug)]
pub(crate) struct Drift {
    /// Only these stacks; `*` and `?` match any text and any character
    #[arg(value_name = "STACK")]
    stacks: Vec<String>,
    #[command(flatten)]
    variables: Variables,
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
        let request = self
            .run
            .request(global, &stacks, "drift", parallelism, Need::Any)?;
        let options = PlanOptions {
            refresh_only: true,
            parallelism: self.parallelism.terraform_parallelism,
            ..self.variables.options()?
        };
        let deployment = Deployment::open(request, ui)?;
        deployment.check_identity()?;
        let plans = deployment.plan_all(&options);
        deployment.check_plans(&plans)?;
        let mut drifted = Vec::new();
        for (name, plan) in deployment.planned(&plans) {
            let drift = &plan.planned.changes.drift;
            if !drift.is_empty() {
                drifted.push(name.to_owned());
            }
            if deployment.progress.is_json() {
                let resources: Vec<_> = drift
                    .iter()
                    .map(|change| json!({"address": change.resource.addr, "action": change.action}))
                    .collect();
                deployment
                    .progress
                    .own(&json!({"type": "synth_drift", "stack": name, "resources": resources}));
            } else if drift.is_empty() {
                Ui::data(&format!("{name}: no drift\n"))?;
            } else {
                let shown = deployment
                    .runner
                    .show(&deployment.folders[name], &plan.planned.file)
                    .map_err(|failure| deployment.failed(&failure))?;
                Ui::data(&format!("{name}: drift\n\n{shown}\n\n"))?;
            }
        }
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
