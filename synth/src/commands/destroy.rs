//! `synth destroy`.

use clap::Args;

use super::run_args::{Parallelism, RunArgs, Scope, Showing, Stacks, Variables};
use crate::artifacts::Need;
use crate::cli::Global;
use crate::deployment::Deployment;
use crate::deployment::applying::Consent;
use crate::error::Result;
use crate::ui::Ui;

/// Destroy what stacks deployed: plan, show, ask, destroy
///
/// A stack is destroyed after those that depend on it.
#[expect(
    clippy::struct_field_names,
    reason = "fields are called like their flags"
)]
#[derive(Args, Debug)]
pub(crate) struct Destroy {
    #[command(flatten)]
    stacks: Stacks,
    /// Destroy without asking
    #[arg(long)]
    auto_approve: bool,
    /// Destroy or replace this resource although it holds data. An address, or
    /// a pattern such as `aws_s3_*`; may be given more than once
    #[arg(long, value_name = "ADDRESS")]
    allow_destroy: Vec<String>,
    #[command(flatten)]
    scope: Scope,
    #[command(flatten)]
    variables: Variables,
    #[command(flatten)]
    showing: Showing,
    #[command(flatten)]
    parallelism: Parallelism,
    #[command(flatten)]
    run: RunArgs,
}

impl Destroy {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let parallelism = self.parallelism.stacks();
        let mut request =
            self.run
                .request(global, &self.stacks, "destroy", parallelism, Need::Any)?;
        request.raw = self.showing.raw;
        let mut options = self.scope.restrict(self.variables.options()?);
        options.destroy = true;
        options.parallelism = self.parallelism.terraform_parallelism;
        let deployment = Deployment::open(request, ui)?;
        deployment.check_identity()?;
        let plans = deployment.plan_all(&options);
        deployment.check_plans(&plans)?;
        if deployment
            .planned(&plans)
            .all(|(_, plan)| plan.planned.changes.is_empty())
        {
            deployment.forget_plans();
            ui.status("nothing to destroy");
            return Ok(());
        }
        let consent = Consent {
            auto_approve: self.auto_approve,
            allow_destroy: &self.allow_destroy,
        };
        deployment.guard_all(&plans, consent)?;
        if !self.auto_approve {
            deployment.show_and_ask(&plans, "Destroy")?;
        }
        let applies = deployment.apply_all(plans, &options, consent);
        deployment.check_applies(&applies, "destroy")
    }
}
