//! `synth state`.

use std::ffi::OsString;

use clap::Args;

use super::run_args::{RunArgs, Stacks};
use crate::artifacts::Need;
use crate::cli::Global;
use crate::deployment::Deployment;
use crate::error::Result;
use crate::ui::Ui;

/// Run `terraform state` for a stack: list, show, mv, rm, pull and more
///
/// What follows the stack is Terraform's: `synth state serverless list`.
/// Flags of synth come before the stack.
#[derive(Args, Debug)]
pub(crate) struct State {
    #[command(flatten)]
    run: RunArgs,
    /// The stack
    #[arg(value_name = "STACK")]
    stack: String,
    /// What Terraform is to do, with its own flags
    #[arg(
        value_name = "ARGUMENT",
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    arguments: Vec<OsString>,
}

impl State {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let stacks = Stacks::one(&self.stack);
        let request = self.run.request(global, &stacks, "state", 1, Need::Any)?;
        let deployment = Deployment::open(request, ui)?;
        let mut arguments: Vec<OsString> = vec!["state".into()];
        arguments.extend(self.arguments.iter().cloned());
        deployment.pass_through("state", &arguments)
    }
}
