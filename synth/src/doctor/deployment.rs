//! What builds programs for the machines they are deployed to.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use super::tools::version;
use super::{Check, Need, Status};
use crate::build::toolchain::has_target;
use crate::program;

const BUILDERS: &[&str] = &["cargo-lambda", "cargo-zigbuild"];
const TARGETS: &[&str] = &["aarch64-unknown-linux-gnu", "aarch64-unknown-linux-musl"];

pub(super) fn examine() -> Vec<Check> {
    vec![builder(), zig(), target()]
}

fn builder() -> Check {
    let need = Need {
        name: "builder",
        needed_for: "building programs for deployment",
        otherwise: Status::Optional,
    };
    let found: Vec<&str> = BUILDERS
        .iter()
        .copied()
        .filter(|name| program::find(OsStr::new(name)).is_some())
        .collect();
    if found.is_empty() {
        return need.lacking(
            format!("neither {} found", BUILDERS.join(" nor ")),
            "run `cargo install cargo-lambda` or `cargo install cargo-zigbuild`",
        );
    }
    need.ok(found.join(", "))
}

fn zig() -> Check {
    let need = Need {
        name: "zig",
        needed_for: "linking programs for deployment",
        otherwise: Status::Optional,
    };
    let check = version(need, "zig", &["version"], "install Zig");
    match check.status {
        Status::Ok => need.ok(format!("zig {}", check.found)),
        _ => check,
    }
}

/// The standard library for the target, as rustup installs it.
fn target() -> Check {
    let need = Need {
        name: "aarch64 target",
        needed_for: "deploying to arm64, such as Graviton",
        otherwise: Status::Optional,
    };
    let sysroot = program::first_line(Command::new("rustc").args(["--print", "sysroot"]));
    let Some(sysroot) = sysroot else {
        return need.lacking("rustc not found", "install Rust with rustup");
    };
    let installed = |target: &&str| has_target(Path::new(&sysroot), target);
    let found: Vec<&str> = TARGETS.iter().copied().filter(installed).collect();
    if found.is_empty() {
        let fix = format!("run `rustup target add {}`", TARGETS[0]);
        return need.lacking("not installed", fix);
    }
    need.ok(found.join(", "))
}
