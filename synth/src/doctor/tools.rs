//! The programs that synthesis and validation run.

use std::ffi::OsStr;
use std::process::Command;

use super::{Check, Need, Status};
use crate::app;
use crate::program;
use crate::project::{AppCommand, Project};
use crate::terraform::Terraform;
use crate::terraform::version::{OLDEST, numbers};

/// Only an app that is a package is run by cargo.
pub(super) fn cargo(project: Option<&Project>) -> Check {
    let package = |project: &Project| matches!(project.app, AppCommand::Package(_));
    let need = Need {
        name: "cargo",
        needed_for: "running an app that is a cargo package, and building programs",
        otherwise: if project.is_none_or(package) {
            Status::Missing
        } else {
            Status::Optional
        },
    };
    match program::first_line(Command::new(app::cargo()).arg("--version")) {
        Some(version) => need.ok(version),
        None => need.lacking("not found", "install Rust with rustup"),
    }
}

pub(super) fn terraform(project: Option<&Project>) -> Check {
    let need = Need {
        name: "terraform",
        needed_for: "`synth validate` and deployments",
        otherwise: Status::Missing,
    };
    let located = match project {
        Some(project) => Terraform::of(project, None),
        None => Terraform::locate(),
    };
    let terraform = match located {
        Ok(terraform) => terraform,
        Err(error) => return need.lacking(error.to_string(), error.hints().join("; ")),
    };
    let mut command = Command::new(terraform.program());
    command.arg("version").env("CHECKPOINT_DISABLE", "1");
    let path = terraform.program().display();
    let Some(version) = program::first_line(&mut command) else {
        return need.lacking(
            format!("{path} does not say its version"),
            "install it anew",
        );
    };
    let found = format!("{version} ({path})");
    if number(&version).is_some_and(|number| number >= OLDEST) {
        return need.ok(found);
    }
    let (major, minor) = OLDEST;
    need.lacking(found, format!("install version {major}.{minor} or later"))
}

pub(super) fn git() -> Check {
    let need = Need {
        name: "git",
        needed_for: "reviewing how the output folder changes",
        otherwise: Status::Optional,
    };
    version(need, "git", &["--version"], "install git")
}

/// A program that is there, with what it says of itself.
pub(super) fn version(need: Need, name: &str, arguments: &[&str], fix: &str) -> Check {
    let Some(path) = program::find(OsStr::new(name)) else {
        return need.lacking("not found", fix);
    };
    match program::first_line(Command::new(&path).args(arguments)) {
        Some(version) => need.ok(version),
        None => need.lacking(format!("{} does not run", path.display()), fix),
    }
}

/// Major and minor, from `Terraform v1.13.2`.
fn number(version: &str) -> Option<(u64, u64)> {
    numbers(version.rsplit_once(" v")?.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (version, expected) in [
            ("Terraform v1.13.2", Some((1, 13))),
            ("OpenTofu v1.10.0-beta1", Some((1, 10))),
            ("Terraform v0.11.1", Some((0, 11))),
            ("Terraform v2", None),
            ("1.2.3", None),
        ] {
            assert_eq!(number(version), expected, "{version}");
        }
    }
}
