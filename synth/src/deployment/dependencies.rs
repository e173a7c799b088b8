//! Stacks that have to be there before others can be deployed.

use super::Deployment;
use crate::error::{Error, Result};
use crate::failure::{Cause, Failure};
use crate::manifest::Stack;
use crate::run_folder::{RunFolder, offline};

impl Deployment {
    /// Refuses to deploy a stack without what it depends on, as far as that
    /// can be seen without asking anybody: where state is in files.
    pub(crate) fn check_dependencies(&self) -> Result<()> {
        let mut failed = Vec::new();
        for name in &self.chosen {
            let missing: Vec<String> = self
                .order
                .before(name)
                .filter(|before| !self.chosen.iter().any(|chosen| chosen == before))
                .filter(|before| {
                    self.stack(before)
                        .is_some_and(|stack| self.is_missing(stack))
                })
                .map(str::to_owned)
                .collect();
            if !missing.is_empty() {
                let failure = Failure {
                    stack: name.clone(),
                    folder: self.folders[name].folder.clone(),
                    doing: "plan",
                    cause: Cause::NotDeployed {
                        producers: missing,
                        diagnostics: Vec::new(),
                    },
                };
                self.tell(&failure);
                failed.push(name.clone());
            }
        }
        if failed.is_empty() {
            return Ok(());
        }
        Err(Error::StacksFailed {
            stacks: failed,
            interrupted: false,
        })
    }

    /// Whether a stack that was not chosen has no state.
    fn is_missing(&self, stack: &Stack) -> bool {
        let file = if self.offline {
            let folder = offline::folder(&self.project, &self.stage, &stack.name);
            Some(folder.join(offline::STATE))
        } else {
            let output = self.project.output(&self.stage);
            RunFolder::live(&output, stack)
                .ok()
                .and_then(|folder| folder.state_file())
        };
        file.is_some_and(|file| !file.exists())
    }
}
