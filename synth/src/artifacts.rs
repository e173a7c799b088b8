//! What the app names in the manifest and leaves to be built.

use std::path::Path;

use crate::build;
use crate::error::{Error, Result};
use crate::manifest::Stack;
use crate::paths::shown;
use crate::placeholder;
use crate::project::Project;
use crate::scratch::Scratch;
use crate::ui::Ui;

/// What a run does with artifacts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Need {
    /// They get deployed, or a plan is to show what would be: they are built,
    /// unless they are up to date.
    Real,
    /// They get deployed as they are.
    AsTheyAre,
    /// Terraform only wants to see a file.
    Any,
}

/// Sees to it that the artifacts of the stacks are there.
pub(crate) fn ensure(
    project: &Project,
    scratch: &Scratch,
    output: &Path,
    stacks: &[&Stack],
    need: Need,
    ui: Ui,
) -> Result<()> {
    match need {
        Need::Real => {
            build::ensure(
                project,
                scratch,
                stacks,
                output,
                build::Options::default(),
                ui,
            )?;
        }
        Need::AsTheyAre => stacks.iter().try_for_each(|stack| refuse(output, stack))?,
        Need::Any => {
            for stack in stacks {
                let folder = output.join(&stack.working_directory);
                placeholder::fill_in(&project.root, &folder, stack)?;
            }
        }
    }
    Ok(())
}

/// Refuses what is not built, or only stands in for what is.
fn refuse(output: &Path, stack: &Stack) -> Result<()> {
    let folder = output.join(&stack.working_directory);
    for artifact in &stack.assets {
        let path = folder.join(&artifact.path);
        if !path.is_file() || placeholder::is_placeholder(&path) {
            return Err(Error::Config {
                what: format!(
                    "{} of stack `{}` is not built: it is made from package `{}`",
                    shown(&path),
                    stack.name,
                    artifact.package
                ),
                hint: Some(
                    "`synth build` builds it, as does a run without `--skip-synth`; a rehearsal with \
                     `--offline` does without"
                        .to_owned(),
                ),
            });
        }
    }
    Ok(())
}
