//! What generating changes on disk.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::error::Error;
use crate::page::HEADER;

/// A file that generating makes, changes or removes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file, from the root of the workspace.
    pub path: PathBuf,
    /// What happens to it.
    pub kind: ChangeKind,
    /// From what is there to what is generated, as a unified diff.
    pub diff: String,
}

/// What happens to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Created,
    /// It is there with other content.
    Updated,
    /// It was generated for a type that is no longer configured.
    Removed,
}

/// Compares generated files with what is in `folder` below `root`.
pub(crate) fn compare(
    root: &Path,
    folder: &Path,
    files: &BTreeMap<String, String>,
) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        let present = read(&root.join(&path))?;
        let kind = match &present {
            Some(present) if present == text => continue,
            Some(_) => ChangeKind::Updated,
            None => ChangeKind::Created,
        };
        let diff = diff(&path, present.as_deref(), Some(text));
        changes.push(Change { path, kind, diff });
    }
    for name in stale(&root.join(folder), files)? {
        let path = folder.join(name);
        let present = read(&root.join(&path))?;
        // Whatever a person put there stays.
        if let Some(present) = present.filter(|text| text.starts_with(HEADER)) {
            let diff = diff(&path, Some(&present), None);
            let kind = ChangeKind::Removed;
            changes.push(Change { path, kind, diff });
        }
    }
    Ok(changes)
}

/// Carries the changes out.
pub(crate) fn apply(
    root: &Path,
    changes: &[Change],
    files: &BTreeMap<String, String>,
) -> Result<(), Error> {
    for change in changes {
        let path = root.join(&change.path);
        if change.kind == ChangeKind::Removed {
            fs::remove_file(&path).map_err(Error::io("remove", &path))?;
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        }
        let name = change.path.file_name().and_then(|name| name.to_str());
        let text = name.and_then(|name| files.get(name));
        fs::write(&path, text.map_or("", String::as_str)).map_err(Error::io("write", &path))?;
    }
    Ok(())
}

/// Rust files in the folder that are not among those generated.
fn stale(folder: &Path, files: &BTreeMap<String, String>) -> Result<Vec<String>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io("read", folder)(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::io("read", folder))?;
        if let Ok(name) = entry.file_name().into_string()
            && Path::new(&name)
                .extension()
                .is_some_and(|extension| extension == "rs")
            && !files.contains_key(&name)
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn read(path: &Path) -> Result<Option<String>, Error> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", path)(error)),
    }
}

fn diff(path: &Path, old: Option<&str>, new: Option<&str>) -> String {
    // Diffs are read on every system; paths in them have slashes.
    let path = path.to_string_lossy().replace('\\', "/");
    let side = |prefix: &str, text: Option<&str>| match text {
        Some(_) => format!("{prefix}/{path}"),
        None => "/dev/null".into(),
    };
    TextDiff::from_lines(old.unwrap_or_default(), new.unwrap_or_default())
        .unified_diff()
        .header(&side("a", old), &side("b", new))
        .to_string()
}
