//! `synth watch`.

use std::thread;
use std::time::Duration;

use clap::Args;

use super::run_args::{Parallelism, RunArgs, Showing, Stacks, Variables};
use crate::artifacts::Need;
use crate::cli::Global;
use crate::deployment::Deployment;
use crate::error::{Error, Result};
use crate::source_files;
use crate::terraform::interrupts::Interrupts;
use crate::ui::Ui;

/// How often files are looked at.
const INTERVAL: Duration = Duration::from_millis(500);

/// Plan again whenever a file of the project changes
///
/// Changes nothing. What is wrong is told, and the next change is waited for;
/// Ctrl-C ends it, and a tool that is missing or too old does.
#[derive(Args, Debug)]
pub(crate) struct Watch {
    #[command(flatten)]
    stacks: Stacks,
    #[command(flatten)]
    variables: Variables,
    #[command(flatten)]
    showing: Showing,
    #[command(flatten)]
    parallelism: Parallelism,
    #[command(flatten)]
    run: RunArgs,
}

impl Watch {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let project = global.project(None)?;
        let interrupts = Interrupts::listen(ui)?;
        let ignored = [project.output_root().to_owned()];
        let mut seen = None;
        loop {
            let now = source_files::fingerprint(&project.root, &ignored);
            if seen != Some(now) {
                seen = Some(now);
                match self.plan(global, ui) {
                    // No change of a file mends these.
                    Err(
                        error @ (Error::Interrupted
                        | Error::MissingTool { .. }
                        | Error::OldTool { .. }),
                    ) => return Err(error),
                    Err(error) => ui.fail(&error),
                    Ok(()) => {}
                }
                ui.status("waiting for a file to change");
            }
            if interrupts.times() > 0 {
                return Err(Error::Interrupted);
            }
            thread::sleep(INTERVAL);
        }
    }

    fn plan(&self, global: &Global, ui: Ui) -> Result<()> {
        let parallelism = self.parallelism.stacks();
        let mut request =
            self.run
                .request(global, &self.stacks, "watch", parallelism, Need::Any)?;
        request.raw = self.showing.raw;
        let mut options = self.variables.options()?;
        options.parallelism = self.parallelism.terraform_parallelism;
        let deployment = Deployment::open(request, ui)?;
        // Without credentials, Terraform takes minutes to say so.
        deployment.check_identity()?;
        let plans = deployment.plan_all(&options);
        deployment.check_plans(&plans)?;
        if !deployment.progress.is_json() {
            let planned: Vec<_> = deployment.planned(&plans).collect();
            Ui::data(&deployment.shown(&planned, ui.colours_data())?)?;
        }
        deployment.forget_plans();
        Ok(())
    }
}
