//! Folders of stacks that the app does not define any more.
//!
//! Only what synthesis or `terraform init` made is ever removed, only from
//! folders that are recognisably ours, and nothing at all from a folder that
//! holds state.

use std::fs;
use std::path::{Path, PathBuf};

use super::assets;
use super::file::TEMPORARY;
use super::install::installed_manifest;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::manifest::{ASSETS, Manifest, STACKS};

/// Files that synthesis, `init`, `plan` and code generation make.
const FILES: &[&str] = &[
    "cdk.tf.json",
    "cdk.tf",
    "metadata.json",
    "plan",
    "generated_resources.tf",
    ".terraform.lock.hcl",
];
/// What `terraform init` fills.
const TERRAFORM: &str = ".terraform";
/// What the name of a file with state contains.
const STATE: &str = ".tfstate";
/// Not state: it says where the state is.
const BACKEND_POINTER: &str = ".terraform/terraform.tfstate";

/// A folder in `stacks/` without a stack.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    /// What may be removed.
    removable: Vec<PathBuf>,
    /// Names of what somebody else put there.
    pub(crate) foreign: Vec<String>,
    /// State that the folder holds, relative to it.
    pub(crate) state: Option<PathBuf>,
}

/// The folders in `output` that had a stack which `fresh` does not have.
pub(crate) fn find(output: &Path, fresh: &Manifest) -> Result<Vec<Folder>> {
    let stacks = output.join(STACKS);
    if !stacks
        .symlink_metadata()
        .is_ok_and(|metadata| metadata.is_dir())
    {
        return Ok(Vec::new());
    }
    let previous = installed_manifest(output);
    let mut found = Vec::new();
    for (path, name) in entries(&stacks)? {
        let listed = previous
            .as_ref()
            .is_some_and(|manifest| manifest.has_folder(&name));
        let folder = path
            .symlink_metadata()
            .is_ok_and(|metadata| metadata.is_dir());
        if folder && !fresh.has_folder(&name) && (listed || is_synthesized(&path, &name)) {
            found.push(Folder::examine(path)?);
        }
    }
    Ok(found)
}

impl Folder {
    fn examine(path: PathBuf) -> Result<Self> {
        let state = find_state(&path, Path::new(""))?;
        let (mut removable, mut foreign) = (Vec::new(), Vec::new());
        for (entry, name) in entries(&path)? {
            let kind = entry
                .symlink_metadata()
                .map_err(Error::io("read", &entry))?;
            // Links are never ours.
            let made = (kind.is_file()
                && (FILES.contains(&name.as_str()) || name.starts_with(TEMPORARY)))
                || (kind.is_dir() && name == TERRAFORM)
                || (kind.is_dir() && name == ASSETS && !assets::has_foreign(&path)?);
            if made {
                removable.push(entry);
            } else {
                foreign.push(name);
            }
        }
        Ok(Self {
            path,
            removable,
            foreign,
            state,
        })
    }

    /// Whether there is something to remove and nothing that forbids it.
    pub(crate) fn is_removable(&self) -> bool {
        self.state.is_none() && (!self.removable.is_empty() || self.foreign.is_empty())
    }

    /// Removes what may be removed.
    pub(super) fn remove(&self) -> Result<()> {
        if !self.is_removable() {
            return Ok(());
        }
        for path in &self.removable {
            let removed = if path.is_dir() {
                fs::remove_dir_all(path)
            } else {
                fs::remove_file(path)
            };
            removed.map_err(Error::io("remove", path))?;
        }
        if self.foreign.is_empty() {
            fs::remove_dir(&self.path).map_err(Error::io("remove", &self.path))?;
        }
        Ok(())
    }
}

/// Whether the folder has a document that says it is the stack of this name.
fn is_synthesized(folder: &Path, name: &str) -> bool {
    let path = folder.join("cdk.tf.json");
    path.symlink_metadata()
        .is_ok_and(|metadata| metadata.is_file())
        && Document::read(&path).is_some_and(|document| document.stack_name() == Some(name))
}

/// The first file or folder with state, at any depth; links are not followed.
fn find_state(folder: &Path, relative: &Path) -> Result<Option<PathBuf>> {
    for (path, name) in entries(&folder.join(relative))? {
        let relative = relative.join(&name);
        if name.contains(STATE) && relative != Path::new(BACKEND_POINTER) {
            return Ok(Some(relative));
        }
        if path
            .symlink_metadata()
            .is_ok_and(|metadata| metadata.is_dir())
        {
            let found = find_state(folder, &relative)?;
            if found.is_some() {
                return Ok(found);
            }
        }
    }
    Ok(None)
}

/// What a folder contains, with the names, sorted.
fn entries(folder: &Path) -> Result<Vec<(PathBuf, String)>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::io("list", folder))? {
        let entry = entry.map_err(Error::io("list", folder))?;
        entries.push((
            entry.path(),
            entry.file_name().to_string_lossy().into_owned(),
        ));
    }
    entries.sort();
    Ok(entries)
}
