//! Copying state of stacks from files into the bucket.
//!
//! Terraform does it (`state push`), in a folder that has the stack's backend
//! and nothing else, so that no provider has to be there. It refuses to replace
//! a state that it does not descend from. Where nothing was, it begins a new
//! lineage, so that the same state cannot be pushed twice: one that is there
//! already is found by what it holds.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::home::failed;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::output::{create_folder, write_if_different};
use crate::paths::shown;
use crate::project::{Project, Stage};
use crate::terraform::Terraform;

/// What is added to the name of a file whose state is in the bucket.
const MOVED: &str = "moved";
/// Where Terraform remembers which backend a folder had.
const POINTER: &str = ".terraform/terraform.tfstate";

/// Which states are to be copied, so that a run that was interrupted after the
/// configuration had changed can go on.
const OPEN: &str = "open.json";

/// A stack whose state is in a file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct InFile {
    pub(crate) stack: String,
    pub(crate) file: PathBuf,
}

/// What became of a state.
#[derive(Debug)]
pub(crate) struct Moved {
    pub(crate) stack: String,
    /// What is left of it on this machine.
    pub(crate) backup: PathBuf,
}

/// The state of a stack, if the document keeps it in a file and there is one.
/// `folder` is the stack's.
pub(crate) fn state_in_file(stack: &str, document: &Document, folder: &Path) -> Option<InFile> {
    let backend = &document.value()["terraform"]["backend"]["local"];
    let path = backend["path"].as_str()?;
    // `..` of a folder that is not there yet.
    let mut file = folder.to_owned();
    for part in Path::new(path).components() {
        match part {
            std::path::Component::ParentDir => {
                file.pop();
            }
            part => file.push(part),
        }
    }
    let stack = stack.to_owned();
    file.is_file().then_some(InFile { stack, file })
}

/// These states, and those that an earlier run left over, written down.
pub(crate) fn with_left_over(
    project: &Project,
    stage: &Stage,
    mut states: Vec<InFile>,
) -> Result<Vec<InFile>> {
    let file = open_file(project, stage);
    let left_over: Vec<InFile> = fs::read(&file)
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default();
    for state in left_over {
        if state.file.is_file() && !states.contains(&state) {
            states.push(state);
        }
    }
    if !states.is_empty() {
        let text = serde_json::to_vec_pretty(&states)
            .map_err(|error| Error::io("write", &file)(error.into()))?;
        write_if_different(&file, &text, &Permissions::from_mode(0o644))?;
    }
    Ok(states)
}

/// Nothing is left over any more.
pub(crate) fn forget(project: &Project, stage: &Stage) -> Result<()> {
    let file = open_file(project, stage);
    if !file.is_file() {
        return Ok(());
    }
    fs::remove_file(&file).map_err(Error::io("remove", &file))
}

fn open_file(project: &Project, stage: &Stage) -> PathBuf {
    let folder = project.root.join(".synth/bootstrap").join(stage.folder());
    folder.join(OPEN)
}

/// Copies states into the backends that the stacks have now, and puts the files
/// aside. `backend` gives a stack's document and folder.
pub(crate) fn move_states<'a>(
    project: &Project,
    stage: &Stage,
    terraform: &Terraform,
    states: &[InFile],
    backend: impl Fn(&str) -> Option<(&'a Document, PathBuf)>,
) -> Result<Vec<Moved>> {
    let mut moved = Vec::new();
    for InFile { stack, file } in states {
        let Some((document, folder)) = backend(stack) else {
            continue;
        };
        let settings = &document.value()["terraform"]["backend"];
        if settings.get("s3").is_none() {
            return Err(Error::Config {
                what: format!(
                    "{stack}: its backend is still no bucket, although the stage names one"
                ),
                hint: Some("the stacks have to use `state-bucket` of their stage".to_owned()),
            });
        }
        let relative = Path::new(".synth/bootstrap")
            .join(stage.folder())
            .join("move")
            .join(stack);
        create_folder(&project.root, &relative)?;
        push(terraform, &project.root.join(relative), settings, file)?;
        let mut backup = file.clone().into_os_string();
        backup.push(".");
        backup.push(MOVED);
        let backup = PathBuf::from(backup);
        fs::rename(file, &backup).map_err(Error::io("rename", file))?;
        // It says that the state is in the file.
        let pointer = folder.join(POINTER);
        if pointer.is_file() {
            fs::remove_file(&pointer).map_err(Error::io("remove", &pointer))?;
        }
        let stack = stack.clone();
        moved.push(Moved { stack, backup });
    }
    Ok(moved)
}

fn push(terraform: &Terraform, folder: &Path, backend: &Value, file: &Path) -> Result<()> {
    let configuration = json!({ "terraform": { "backend": backend } });
    let path = folder.join("main.tf.json");
    let text = format!("{configuration:#}\n");
    write_if_different(&path, text.as_bytes(), &Permissions::from_mode(0o644))?;
    let data = folder.join(".terraform");
    let run = |doing: &str, arguments: &[&str]| {
        let output = terraform.output(folder, &data, arguments)?;
        if output.status.success() {
            return Ok(());
        }
        Err(failed(doing, &output))
    };
    run(
        "init",
        &["init", "-input=false", "-no-color", "-reconfigure"],
    )?;
    let pulled = terraform.output(folder, &data, &["state", "pull"])?;
    if !pulled.status.success() {
        return Err(failed("state pull", &pulled));
    }
    let text = fs::read(file).map_err(Error::io("read", file))?;
    if holds_the_same(&pulled.stdout, &text) {
        return Ok(());
    }
    let file = file.to_str().ok_or_else(|| Error::ToolFailed {
        what: format!("the name of {} is not UTF-8", shown(file)),
    })?;
    run("state push", &["state", "push", "-no-color", file])
}

/// Whether two states have the same resources and outputs.
fn holds_the_same(one: &[u8], other: &[u8]) -> bool {
    let read = |text: &[u8]| serde_json::from_slice::<Value>(text).ok();
    let (Some(one), Some(other)) = (read(one), read(other)) else {
        return false;
    };
    ["resources", "outputs"]
        .iter()
        .all(|part| one.get(part) == other.get(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_compared_by_what_they_hold() {
        let state = |serial: u32, value: u32| {
            let state = json!({
                "version": 4, "serial": serial, "lineage": serial.to_string(),
                "outputs": {"x": {"value": value, "type": "number"}}, "resources": [],
            });
            state.to_string().into_bytes()
        };
        assert!(holds_the_same(&state(1, 1), &state(2, 1)));
        assert!(!holds_the_same(&state(1, 1), &state(1, 2)));
        assert!(!holds_the_same(b"", &state(1, 1)));
    }
}
