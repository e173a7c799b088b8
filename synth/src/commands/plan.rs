//! `synth plan`.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::run_args::{Parallelism, RunArgs, Scope, Showing, Stacks, Variables};
use crate::artifacts::Need;
use crate::cli::Global;
use crate::deployment::Deployment;
use crate::deployment::planning::Plans;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::output::write_where_asked;
use crate::ui::Ui;

/// Show what a deployment would change
///
/// Changes nothing. A stack that needs what another has only after its
/// deployment is previewed when both are planned together; a preview cannot be
/// saved or deployed.
#[derive(Args, Debug)]
#[command(visible_alias = "diff")]
pub(crate) struct Plan {
    #[command(flatten)]
    stacks: Stacks,
    /// Save the plan, for `synth deploy --plan`. It may contain what is secret
    #[arg(
        long,
        value_name = "FILE",
        env = "SYNTH_PLAN_OUT",
        conflicts_with = "all"
    )]
    out: Option<PathBuf>,
    /// Plan to destroy everything
    #[arg(long)]
    destroy: bool,
    #[command(flatten)]
    scope: Scope,
    #[command(flatten)]
    variables: Variables,
    /// Exit with 2 if there are changes, with 0 if there are none, and with
    /// something else if it failed
    #[arg(long)]
    detailed_exitcode: bool,
    #[command(flatten)]
    showing: Showing,
    #[command(flatten)]
    parallelism: Parallelism,
    #[command(flatten)]
    run: RunArgs,
}

impl Plan {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let parallelism = self.parallelism.stacks();
        let mut request =
            self.run
                .request(global, &self.stacks, "plan", parallelism, Need::Real)?;
        request.raw = self.showing.raw;
        let mut options = self.scope.restrict(self.variables.options()?);
        options.destroy = self.destroy;
        options.parallelism = self.parallelism.terraform_parallelism;
        let deployment = Deployment::open(request, ui)?;
        deployment.check_identity()?;
        if self.out.is_some() && deployment.chosen.len() != 1 {
            return Err(Error::Config {
                what: "`--out` saves the plan of one stack".to_owned(),
                hint: Some(format!("name one of: {}", deployment.chosen.join(", "))),
            });
        }
        let plans = deployment.plan_all(&options);
        deployment.check_plans(&plans)?;
        show(&deployment, &plans)?;
        if let Some(file) = &self.out {
            save(&deployment, &plans, file)?;
        }
        deployment.forget_plans();
        let changes = deployment
            .planned(&plans)
            .any(|(_, plan)| !plan.planned.changes.is_nothing_to_do(options.refresh_only));
        if self.detailed_exitcode && changes {
            return Err(Error::Silent(Exit::Changes));
        }
        Ok(())
    }
}

/// Prints the plans, for people or for programs.
fn show(deployment: &Deployment, plans: &Plans) -> Result<()> {
    let planned: Vec<_> = deployment.planned(plans).collect();
    if !deployment.progress.is_json() {
        let colour = deployment.ui.colours_data();
        return Ui::data(&deployment.shown(&planned, colour)?);
    }
    for (name, plan) in planned {
        deployment.progress.own(&json!({
            "type": "synth_plan",
            "stack": name,
            "preview": plan.preview.is_some(),
            "waitsFor": plan.waits_for,
            "summary": plan.planned.changes.sentence(),
        }));
    }
    Ok(())
}

/// Keeps a plan where the user wants it.
fn save(deployment: &Deployment, plans: &Plans, file: &Path) -> Result<()> {
    for (name, plan) in deployment.planned(plans) {
        let kept = &plan.planned.file;
        let bytes = fs::read(kept).map_err(Error::io("read", kept))?;
        // It may contain what is secret.
        write_where_asked(file, &bytes, &Permissions::from_mode(0o600))?;
        let shown = file.display();
        deployment.ui.status(&format!(
            "saved; to deploy exactly this: synth deploy{} {name} --plan {shown}",
            deployment.arguments()
        ));
    }
    Ok(())
}
