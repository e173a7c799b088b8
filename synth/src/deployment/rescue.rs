//! A state that Terraform could save nowhere. It prints it then; we keep it, and
//! nothing is planned before it is where it belongs.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, symlink};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Deployment;
use crate::error::{Error, Result};
use crate::failure::{Cause, Failure};
use crate::paths::shown;
use crate::run_folder::RunFolder;
use crate::ui::Ui;

/// Where Terraform itself keeps a state that it cannot save, in the folder it
/// runs in.
const ERRORED: &str = "errored.tfstate";

/// Terraform counts a state only when it saves it.
const SAME_SERIAL: &str = "; if Terraform refuses it for its serial, and nobody deployed the stack \
     since: the same with `push -force`";

/// Keeps the state of a failed apply: in the stack's folder, or where temporary
/// files are.
pub(super) fn keep(run: &RunFolder, failure: &mut Failure) {
    let Cause::Unsaved { state, kept, .. } = &mut failure.cause else {
        return;
    };
    let here = run.folder.join(ERRORED);
    if !is_state(&here) {
        // What Terraform could write of it: nothing, or a part.
        let _ = fs::remove_file(&here);
    }
    if write(&here, state).is_ok() {
        *kept = Some(here);
        return;
    }
    let name = format!("synth-{}-{}.tfstate", run.stack, std::process::id());
    let elsewhere = std::env::temp_dir().join(name);
    if write(&elsewhere, state).is_ok() {
        // A link needs next to no room, and the next run finds it.
        let _ = symlink(&elsewhere, &here);
        *kept = Some(elsewhere);
    }
}

/// Writes a file that only its owner can read; none stays if there is no room.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = File::options();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    if written.is_err() {
        // What is there of it is of no use.
        let _ = fs::remove_file(path);
    }
    written
}

/// Whether a file has a whole state.
fn is_state(path: &Path) -> bool {
    let state = fs::read(path).ok();
    let state = state.and_then(|text| serde_json::from_slice::<Value>(&text).ok());
    state.is_some_and(|state| state.get("lineage").is_some())
}

impl Deployment {
    /// Refuses to plan while a state waits to be saved: what it has would be
    /// made a second time.
    pub(super) fn check_rescued(&self, run: &RunFolder) -> Result<()> {
        let file = run.folder.join(ERRORED);
        if !is_state(&file) {
            return Ok(());
        }
        Err(Error::Config {
            what: format!(
                "{} has what an earlier run did, and could not be saved where the state belongs",
                shown(&file)
            ),
            hint: Some(format!(
                "save it with `{}`, and remove the file{SAME_SERIAL}",
                self.push(&run.stack, ERRORED.as_ref())
            )),
        })
    }

    /// Tells where a state is that is not where it belongs.
    pub(super) fn tell_unsaved(&self, stack: &str, state: &str, kept: Option<&Path>) {
        if let Some(file) = kept {
            let what = "its state could not be saved where it belongs, and is kept in";
            self.ui.error(&format!("{stack}: {what} {}", shown(file)));
            // Terraform runs in the stack's folder.
            let name = if file.ends_with(ERRORED) {
                PathBuf::from(ERRORED)
            } else {
                file.to_owned()
            };
            self.ui.hint(&format!(
                "when that is mended: `{}`, and remove the file{SAME_SERIAL}",
                self.push(stack, &name)
            ));
            return;
        }
        let what = "its state could be saved nowhere; keep this, which may contain what is secret";
        self.ui.error(&format!("{stack}: {what}"));
        Ui::text(state);
        self.ui.hint(&format!(
            "copy it into a file, and when that is mended: `{}`",
            self.push(stack, "FILE".as_ref())
        ));
    }

    fn push(&self, stack: &str, file: &Path) -> String {
        let arguments = self.arguments();
        format!("synth state{arguments} {stack} push {}", file.display())
    }
}
