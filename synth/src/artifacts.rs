//! What the app names in the manifest and leaves to be built.

use std::path::Path;

use crate::error::{Error, Result};
use crate::manifest::Stack;
use crate::paths::shown;
use crate::placeholder;
use crate::project::Project;

/// What a run does with artifacts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Need {
    /// They get deployed, or a plan is to show what would be.
    Real,
    /// Terraform only wants to see a file.
    Any,
}

/// Sees to it that the artifacts of a stack are there.
pub(crate) fn ensure(project: &Project, output: &Path, stack: &Stack, need: Need) -> Result<()> {
    let folder = output.join(&stack.working_directory);
    if need == Need::Any {
        return placeholder::fill_in(&project.root, &folder, stack);
    }
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
                    "`synth build` builds it; a rehearsal with `--offline` does without".to_owned(),
                ),
            });
        }
    }
    Ok(())
}
