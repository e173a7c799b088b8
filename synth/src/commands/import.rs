//! `synth import`.

use std::ffi::OsString;

use clap::Args;

use super::run_args::{RunArgs, Stacks, Variables};
use crate::artifacts::Need;
use crate::cli::Global;
use crate::deployment::Deployment;
use crate::error::Result;
use crate::ui::Ui;

/// Take over what exists into a stack's state: `terraform import`
#[derive(Args, Debug)]
pub(crate) struct Import {
    /// The stack
    #[arg(value_name = "STACK")]
    stack: String,
    /// The resource of the stack, such as `aws_s3_bucket.images`
    #[arg(value_name = "ADDRESS")]
    address: String,
    /// What the provider calls it
    #[arg(value_name = "ID", allow_hyphen_values = true)]
    id: String,
    #[command(flatten)]
    variables: Variables,
    #[command(flatten)]
    run: RunArgs,
}

impl Import {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let stacks = Stacks::one(&self.stack);
        let request = self.run.request(global, &stacks, "import", 1, Need::Any)?;
        let options = self.variables.options()?;
        let deployment = Deployment::open(request, ui)?;
        deployment.check_identity()?;
        let mut arguments: Vec<OsString> = vec!["import".into(), "-input=false".into()];
        arguments.extend(options.variable_arguments());
        arguments.extend([self.address.clone().into(), self.id.clone().into()]);
        if !deployment.offline {
            deployment.before_first_change()?;
        }
        deployment.pass_through("import", &arguments)
    }
}
