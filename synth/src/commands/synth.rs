//! `synth synth`.

use clap::Args;

use super::{OutArgs, StageArgs, report};
use crate::cli::Global;
use crate::error::{Error, Result};
use crate::output::{difference, install};
use crate::paths::shown;
use crate::project::Project;
use crate::scratch::Scratch;
use crate::selection::select;
use crate::synthesis::Synthesis;
use crate::ui::Ui;

/// Run the app and write its stacks to the output folder
///
/// Files are rewritten only when they change. Folders of stacks that are gone
/// are removed, unless they hold state. When the app fails, or attaches an
/// error to a construct, nothing is written.
#[derive(Args, Debug)]
pub(crate) struct Synth {
    /// Only these stacks; `*` and `?` match any text and any character
    #[arg(value_name = "STACK")]
    stacks: Vec<String>,
    #[command(flatten)]
    out: OutArgs,
    #[command(flatten)]
    stage: StageArgs,
    /// Write nothing; print what would change, and fail if anything would
    ///
    /// Without `--stage`, this looks at the default stage and at every stage
    /// that has an output folder.
    #[arg(long)]
    check: bool,
}

impl Synth {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let project = global.project(self.out.out.as_ref())?;
        if self.check {
            self.check(&project, ui)
        } else {
            self.write(&project, ui)
        }
    }

    fn write(&self, project: &Project, ui: Ui) -> Result<()> {
        let stage = self.stage.stage(project)?;
        let scratch = Scratch::open(project, ui)?;
        let synthesis = Synthesis::run(project, &stage, &scratch, ui)?;
        let chosen = select(&synthesis.manifest, &self.stacks)?;
        let output = project.output(&stage);
        let installed = install::install(&synthesis, &chosen, &output)?;
        report(&installed, chosen.len(), &output, ui);
        Ok(())
    }

    fn check(&self, project: &Project, ui: Ui) -> Result<()> {
        let stages = if self.stage.is_given() {
            vec![self.stage.stage(project)?]
        } else {
            project.committed_stages()?
        };
        let scratch = Scratch::open(project, ui)?;
        let (mut stale, mut commands) = (Vec::new(), Vec::new());
        for stage in stages {
            let synthesis = Synthesis::run(project, &stage, &scratch, ui)?;
            let chosen = select(&synthesis.manifest, &self.stacks)?;
            let output = project.output(&stage);
            let partial = !self.stacks.is_empty();
            let diff = difference::difference(&synthesis, &chosen, partial, &output)?;
            if diff.is_empty() {
                ui.status(&format!("{} is up to date", shown(&output)));
            } else {
                Ui::data(&diff)?;
                stale.push(shown(&output));
                commands.push(format!("synth synth{}", stage.arguments()));
            }
        }
        if stale.is_empty() {
            return Ok(());
        }
        Err(Error::Stale {
            what: "output",
            folders: stale,
            command: commands.join(" && "),
        })
    }
}
