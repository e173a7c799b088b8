//! The project: its file, its app, its local folder.

use std::process::Command;

use serde::Deserialize;

use super::{Check, Need, Status};
use crate::app::cargo;
use crate::error::{Error, Result};
use crate::paths::shown;
use crate::program;
use crate::project::{AppCommand, Project};

/// What `cargo metadata` prints, as far as it matters.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

pub(super) fn file(project: &Result<Project>) -> Check {
    let need = Need {
        name: "project",
        needed_for: "synthesis and everything after it",
        otherwise: Status::Missing,
    };
    match project {
        Ok(project) => need.ok(shown(&project.file)),
        Err(error) => {
            let hints = error.hints();
            let fix = if hints.is_empty() {
                "correct the file".to_owned()
            } else {
                hints.join("; ")
            };
            need.lacking(error.to_string(), fix)
        }
    }
}

pub(super) fn app(project: Option<&Project>) -> Check {
    let need = Need {
        name: "app",
        needed_for: "synthesis",
        otherwise: Status::Missing,
    };
    let Some(project) = project else {
        return need.lacking("no project", "see `project`");
    };
    let package = match &project.app {
        AppCommand::Shell(line) => return need.ok(format!("command `{line}`")),
        AppCommand::Package(package) => package,
    };
    let mut metadata = Command::new(cargo());
    metadata
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(&project.root);
    let metadata = program::output(&mut metadata);
    let Some(metadata) = metadata.and_then(|text| serde_json::from_str::<Metadata>(&text).ok())
    else {
        return need.lacking(
            format!("package `{package}`: `cargo metadata` failed"),
            "install cargo, or see what `cargo metadata` says",
        );
    };
    let Some(found) = metadata.packages.iter().find(|one| one.name == *package) else {
        return need.lacking(
            format!("the workspace has no package `{package}`"),
            format!("name another package in {}", shown(&project.file)),
        );
    };
    let mut kinds = found.targets.iter().flat_map(|target| &target.kind);
    if !kinds.any(|kind| kind == "bin") {
        return need.lacking(
            format!("package `{package}` has no program"),
            "give it a src/main.rs",
        );
    }
    need.ok(format!("package `{package}`"))
}

/// A file is made and removed, where `.synth/` is or would be.
pub(super) fn local_folder(project: Option<&Project>) -> Check {
    let need = Need {
        name: "local folder",
        needed_for: "every command that runs the app",
        otherwise: Status::Missing,
    };
    let Some(project) = project else {
        return need.lacking("no project", "see `project`");
    };
    let folder = project.root.join(".synth");
    let existing = folder.symlink_metadata().is_ok();
    let written = if existing { &folder } else { &project.root };
    let attempt = tempfile::tempfile_in(written).map_err(Error::io("write to", written));
    match attempt {
        Ok(_) if existing => need.ok(format!("{} is writable", shown(&folder))),
        Ok(_) => need.ok(format!("{} can be made", shown(&folder))),
        Err(error) => need.lacking(
            error.to_string(),
            format!("make {} a folder that you may write to", shown(&folder)),
        ),
    }
}
