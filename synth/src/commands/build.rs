//! `synth build`.

use clap::Args;

use super::{OutArgs, StageArgs, report};
use crate::build::builder::Builder;
use crate::build::{Options, ensure};
use crate::cli::Global;
use crate::error::Result;
use crate::output::install;
use crate::paths::shown;
use crate::scratch::Scratch;
use crate::selection::select;
use crate::synthesis::Synthesis;
use crate::ui::Ui;

/// Synthesize, and build the programs that the stacks deploy
///
/// What has not changed since it was built is left alone. Prints the files, one
/// a line. Each is checked before it is put beside its stack's document: the
/// right processor, and no newer glibc than there is where it runs.
#[derive(Args, Debug)]
pub(crate) struct Build {
    /// Only these stacks; `*` and `?` match any text and any character
    #[arg(value_name = "STACK")]
    stacks: Vec<String>,
    #[command(flatten)]
    out: OutArgs,
    #[command(flatten)]
    stage: StageArgs,
    /// Build with this, instead of the first that works on this machine
    #[arg(long, value_enum, value_name = "BUILDER")]
    builder: Option<Builder>,
    /// Run cargo although nothing has changed
    #[arg(long)]
    force: bool,
}

impl Build {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let project = global.project(self.out.out.as_ref())?;
        let stage = self.stage.stage(&project)?;
        let scratch = Scratch::open(&project, ui)?;
        let synthesis = Synthesis::run(&project, &stage, &scratch, ui)?;
        let chosen = select(&synthesis.manifest, &self.stacks)?;
        let output = project.output(&stage);
        let installed = install::install(&synthesis, &chosen, &output)?;
        report(&installed, chosen.len(), &output, ui);
        let options = Options {
            builder: self.builder,
            force: self.force,
        };
        let outcomes = ensure(&project, &scratch, &chosen, &output, options, ui)?;
        if outcomes.is_empty() {
            ui.status("these stacks deploy no programs");
        } else if !outcomes.iter().any(|outcome| outcome.built) {
            ui.status("nothing to build: everything is up to date");
        }
        let file = |outcome: &crate::build::Outcome| format!("{}\n", shown(&outcome.file));
        Ui::data(&outcomes.iter().map(file).collect::<String>())
    }
}
