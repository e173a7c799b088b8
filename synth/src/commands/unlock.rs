//! `synth unlock`.

use clap::Args;

use super::run_args::{RunArgs, Stacks};
use crate::artifacts::Need;
use crate::cli::Global;
use crate::deployment::Deployment;
use crate::error::{Error, Result};
use crate::failure::Cause;
use crate::terraform::operation::{PlanOptions, forget};
use crate::ui::Ui;

/// Free the state of a stack that somebody locked and cannot free any more
///
/// `terraform force-unlock`. Only for a lock whose owner is gone: two who
/// write a state at once destroy it.
#[derive(Args, Debug)]
pub(crate) struct Unlock {
    /// The stack
    #[arg(value_name = "STACK")]
    stack: String,
    /// The lock, as the error calls it; found out if it is left out
    #[arg(value_name = "LOCK_ID")]
    id: Option<String>,
    /// Do not ask
    #[arg(long)]
    auto_approve: bool,
    #[command(flatten)]
    run: RunArgs,
}

impl Unlock {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let stacks = Stacks::one(&self.stack);
        let request = self.run.request(global, &stacks, "unlock", 1, Need::Any)?;
        let deployment = Deployment::open(request, ui)?;
        let Some((id, shown)) = self.lock(&deployment)? else {
            ui.status(&format!("{}: its state is not locked", self.stack));
            return Ok(());
        };
        if !self.auto_approve {
            deployment.ask(&shown, &format!("Free the lock {id}?"))?;
        }
        let arguments = ["force-unlock", "-force", &id].map(std::ffi::OsString::from);
        deployment.pass_through("force-unlock", &arguments)
    }

    /// The lock's number, and what is known of it.
    fn lock(&self, deployment: &Deployment) -> Result<Option<(String, String)>> {
        if let Some(id) = &self.id {
            return Ok(Some((id.clone(), String::new())));
        }
        let [name] = deployment.chosen.as_slice() else {
            return Ok(None);
        };
        let run = &deployment.folders[name];
        // The cheapest thing that takes the lock.
        let options = PlanOptions {
            refresh_only: true,
            ..PlanOptions::default()
        };
        let planned = deployment
            .init(run)
            .and_then(|()| deployment.runner.plan(run, &options, &mut |_, _| {}));
        match planned {
            Ok(planned) => {
                forget(&planned.file);
                Ok(None)
            }
            Err(failure) => match &failure.cause {
                Cause::Locked(held) => match &held.id {
                    Some(id) => Ok(Some((id.clone(), format!("{name}: {}", held.sentence())))),
                    None => Err(Error::ToolFailed {
                        what: format!(
                            "{name}: {}, and Terraform does not say by which lock",
                            held.sentence()
                        ),
                    }),
                },
                _ => Err(deployment.failed(&failure)),
            },
        }
    }
}
