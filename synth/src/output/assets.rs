//! The assets of a stack, and which of them synthesis put there.
//!
//! `assets/.synth` lists, one path a line, the files below `assets/` that we
//! installed. Only those may be removed when the app does not write them any
//! more; whatever else lies there belongs to somebody.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::file::{is_below, write_if_different};
use crate::error::{Error, Result};
use crate::manifest::{ASSETS, Stack};
use crate::paths::stays_below;

/// The list, in `assets/`.
const RECORD: &str = ".synth";

/// Removes the assets of earlier runs that are not `fresh`. Artifacts that
/// the stack names are built after synthesis: they stay.
pub(super) fn retire(folder: &Path, fresh: &BTreeSet<PathBuf>, stack: &Stack) -> Result<()> {
    let mut record = read(folder);
    let stays = |path: &PathBuf| {
        fresh.contains(path) || stack.assets.iter().any(|artifact| artifact.path == *path)
    };
    for path in record.iter().filter(|path| !stays(path)) {
        remove(folder, path)?;
    }
    record.retain(stays);
    write(folder, &record)
}

/// Adds to the record what was put below `assets/`.
pub(crate) fn record(folder: &Path, paths: impl IntoIterator<Item = PathBuf>) -> Result<()> {
    let mut record = read(folder);
    record.extend(paths);
    write(folder, &record)
}

/// Whether something lies below `assets/` that we did not put there.
pub(super) fn has_foreign(folder: &Path) -> Result<bool> {
    let recorded = read(folder);
    let mut open = vec![PathBuf::from(ASSETS)];
    while let Some(inner) = open.pop() {
        let path = folder.join(&inner);
        for entry in fs::read_dir(&path).map_err(Error::io("list", &path))? {
            let entry = entry.map_err(Error::io("list", &path))?;
            let relative = inner.join(entry.file_name());
            let kind = entry
                .file_type()
                .map_err(Error::io("read", &entry.path()))?;
            if kind.is_dir() {
                open.push(relative);
            } else if !recorded.contains(&relative) && relative != Path::new(ASSETS).join(RECORD) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// What is recorded, relative to the stack's folder. A line that points
/// elsewhere is not ours and does not count.
fn read(folder: &Path) -> BTreeSet<PathBuf> {
    let record = Path::new(ASSETS).join(RECORD);
    if !is_below(folder, &record) {
        return BTreeSet::new();
    }
    let text = fs::read_to_string(folder.join(record)).unwrap_or_default();
    text.lines()
        .map(|line| Path::new(ASSETS).join(line))
        .filter(|path| stays_below(path) && path != Path::new(ASSETS))
        .collect()
}

fn write(folder: &Path, record: &BTreeSet<PathBuf>) -> Result<()> {
    let assets = folder.join(ASSETS);
    let path = assets.join(RECORD);
    if record.is_empty() {
        if is_below(folder, &Path::new(ASSETS).join(RECORD)) && path.exists() {
            fs::remove_file(&path).map_err(Error::io("remove", &path))?;
            remove_empty(&assets);
        }
        return Ok(());
    }
    let mut lines = String::new();
    for path in record
        .iter()
        .filter_map(|path| path.strip_prefix(ASSETS).ok())
    {
        // Writing to a string does not fail.
        let _ = writeln!(lines, "{}", path.display());
    }
    write_if_different(&path, lines.as_bytes(), &Permissions::from_mode(0o644)).map(drop)
}

fn remove(folder: &Path, path: &Path) -> Result<()> {
    let file = folder.join(path);
    if is_below(folder, path)
        && file
            .symlink_metadata()
            .is_ok_and(|metadata| metadata.is_file())
    {
        fs::remove_file(&file).map_err(Error::io("remove", &file))?;
    }
    if is_below(folder, path) {
        let parents = path.ancestors().skip(1);
        parents
            .take_while(|parent| *parent != Path::new(ASSETS))
            .for_each(|parent| remove_empty(&folder.join(parent)));
    }
    Ok(())
}

/// Removes a folder if it is empty, which only the system can tell safely.
fn remove_empty(folder: &Path) {
    let _ = fs::remove_dir(folder);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(artifacts: &[&str]) -> Stack {
        let assets: Vec<_> = artifacts
            .iter()
            .map(|path| serde_json::json!({"path": path, "package": "p"}))
            .collect();
        serde_json::from_value(serde_json::json!({"name": "a", "constructPath": "a",
            "workingDirectory": "stacks/a", "synthesizedStackPath": "stacks/a/cdk.tf.json",
            "assets": assets}))
        .unwrap()
    }

    fn put(folder: &Path, path: &str) -> PathBuf {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "x").unwrap();
        PathBuf::from(path)
    }

    #[test]
    fn only_recorded_assets_go() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path();
        let old = put(folder, "assets/old/deep/x");
        let built = put(folder, "assets/built/b.zip");
        put(folder, "assets/mine/x");
        record(folder, [old, built]).unwrap();
        let new = put(folder, "assets/new/x");
        retire(
            folder,
            &BTreeSet::from([new.clone()]),
            &stack(&["assets/built/b.zip"]),
        )
        .unwrap();
        record(folder, [new]).unwrap();
        assert!(!folder.join("assets/old").exists());
        assert!(folder.join("assets/built/b.zip").exists());
        assert!(folder.join("assets/mine/x").exists());
        assert!(folder.join("assets/new/x").exists());
        assert!(has_foreign(folder).unwrap());
        // Nobody names it any more.
        retire(folder, &BTreeSet::new(), &stack(&[])).unwrap();
        assert!(!folder.join("assets/built").exists());
        assert!(folder.join("assets/mine/x").exists());
        assert!(!folder.join("assets/.synth").exists());
    }

    #[test]
    fn what_is_recorded_is_not_foreign() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path();
        let ours = put(folder, "assets/deep/x");
        record(folder, [ours]).unwrap();
        assert!(!has_foreign(folder).unwrap());
        put(folder, "assets/deep/y");
        assert!(has_foreign(folder).unwrap());
    }

    #[test]
    fn a_record_does_not_lead_outside() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("stack");
        put(temporary.path(), "outside/x");
        put(&folder, "cdk.tf.json");
        put(&folder, "assets/.keep");
        std::os::unix::fs::symlink("../../outside", folder.join("assets/link")).unwrap();
        fs::write(
            folder.join("assets/.synth"),
            "../cdk.tf.json\nlink/x\n/etc/passwd\n",
        )
        .unwrap();
        retire(&folder, &BTreeSet::new(), &stack(&[])).unwrap();
        assert!(temporary.path().join("outside/x").exists());
        assert!(folder.join("cdk.tf.json").exists());
    }
}
