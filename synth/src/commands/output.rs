//! `synth output`.

use clap::Args;

use super::run_args::{RunArgs, Stacks};
use crate::artifacts::Need;
use crate::cli::Global;
use crate::deployment::Deployment;
use crate::error::Result;
use crate::outputs::{self, OutputsFile};
use crate::ui::Ui;

/// Print the outputs of deployed stacks
///
/// Sensitive values are not printed, unless they are asked for.
#[derive(Args, Debug)]
#[command(visible_alias = "outputs")]
pub(crate) struct Output {
    /// Only these stacks; `*` and `?` match any text and any character
    #[arg(value_name = "STACK")]
    stacks: Vec<String>,
    /// Print sensitive values, too
    #[arg(long)]
    show_sensitive: bool,
    #[command(flatten)]
    outputs: OutputsFile,
    #[command(flatten)]
    run: RunArgs,
}

impl Output {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let stacks = Stacks {
            stacks: self.stacks.clone(),
            all: true,
        };
        let request = self.run.request(global, &stacks, "output", 1, Need::Any)?;
        let json = self.run.json;
        let deployment = Deployment::open(request, ui)?;
        outputs::print_all(&deployment, json, self.show_sensitive)?;
        self.outputs.write(&deployment)
    }
}
