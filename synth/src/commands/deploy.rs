//! `synth deploy`.

use std::path::PathBuf;

use clap::Args;

use super::run_args::{Parallelism, RunArgs, Scope, Showing, Stacks, Variables};
use crate::artifacts::Need;
use crate::cli::Global;
use crate::deployment::Deployment;
use crate::deployment::applying::Consent;
use crate::error::Result;
use crate::outputs;
use crate::ui::Ui;

/// Deploy stacks: plan, show, ask, apply
///
/// Stacks are applied in dependency order, independent ones at once. A stack
/// that could only be previewed is planned again after the stacks that it
/// needs, and asked for again unless the plan is the preview.
#[derive(Args, Debug)]
#[command(visible_alias = "apply")]
pub(crate) struct Deploy {
    #[command(flatten)]
    stacks: Stacks,
    /// Apply without asking
    #[arg(long)]
    auto_approve: bool,
    /// Destroy or replace this resource although it holds data. An address, or
    /// a pattern such as `aws_s3_*`; may be given more than once
    #[arg(long, value_name = "ADDRESS")]
    allow_destroy: Vec<String>,
    /// Deploy exactly this plan, saved by `synth plan --out`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["all", "targets", "replaced", "refresh_only", "variables", "files"])]
    plan: Option<PathBuf>,
    #[command(flatten)]
    scope: Scope,
    #[command(flatten)]
    variables: Variables,
    #[command(flatten)]
    outputs: outputs::OutputsFile,
    /// Deploy although a stack that it depends on was not deployed
    #[arg(long)]
    ignore_missing_stack_dependencies: bool,
    #[command(flatten)]
    showing: Showing,
    #[command(flatten)]
    parallelism: Parallelism,
    #[command(flatten)]
    run: RunArgs,
}

impl Deploy {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let parallelism = self.parallelism.stacks();
        let mut request =
            self.run
                .request(global, &self.stacks, "deploy", parallelism, Need::Real)?;
        request.raw = self.showing.raw;
        let mut options = self.scope.restrict(self.variables.options()?);
        options.parallelism = self.parallelism.terraform_parallelism;
        let deployment = Deployment::open(request, ui)?;
        deployment.check_identity()?;
        if !self.ignore_missing_stack_dependencies {
            deployment.check_dependencies()?;
        }
        let plans = match &self.plan {
            Some(file) => deployment.saved_plan(file)?,
            None => deployment.plan_all(&options),
        };
        deployment.check_plans(&plans)?;
        let nothing = deployment
            .planned(&plans)
            .all(|(_, plan)| plan.planned.changes.is_nothing_to_do(options.refresh_only));
        if nothing {
            deployment.forget_plans();
            ui.status("nothing to do");
            return self.outputs.write(&deployment);
        }
        let consent = Consent {
            auto_approve: self.auto_approve,
            allow_destroy: &self.allow_destroy,
        };
        deployment.guard_all(&plans, consent)?;
        if !self.auto_approve {
            deployment.show_and_ask(&plans, "Apply")?;
        }
        if !deployment.offline {
            deployment.before_first_change()?;
        }
        let applies = deployment.apply_all(plans, &options, consent);
        let result = deployment.check_applies(&applies, "deploy");
        outputs::print_applied(&deployment, &applies)?;
        let written = self.outputs.write(&deployment);
        result.and(written)
    }
}
