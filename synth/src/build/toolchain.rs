//! What the machine has to build with.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::target::{Architecture, Libc, Target};
use crate::app::cargo;
use crate::error::{Error, Result};
use crate::program::{self, find};

/// Rust, and what can link for other machines.
#[derive(Debug)]
pub(crate) struct Toolchain {
    /// The target of this machine.
    pub(crate) host: String,
    sysroot: PathBuf,
    pub(crate) cargo_lambda: bool,
    pub(crate) cargo_zigbuild: bool,
    pub(crate) zig: bool,
}

impl Toolchain {
    /// Looks around; `root` may choose a version of Rust.
    pub(crate) fn examine(root: &Path) -> Result<Self> {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let ask = |arguments: &[&str]| {
            let mut command = Command::new(&rustc);
            program::output(command.args(arguments).current_dir(root))
        };
        let missing = || Error::MissingTool {
            tool: rustc.to_string_lossy().into_owned(),
            hint: "install Rust with rustup: programs are built on this machine".to_owned(),
        };
        let version = ask(&["--version", "--verbose"]).ok_or_else(missing)?;
        let host = version.lines().find_map(|line| line.strip_prefix("host: "));
        let sysroot = ask(&["--print", "sysroot"]).ok_or_else(missing)?;
        Ok(Self {
            host: host.unwrap_or_default().to_owned(),
            sysroot: PathBuf::from(sysroot.trim()),
            cargo_lambda: find(OsStr::new("cargo-lambda")).is_some(),
            cargo_zigbuild: find(OsStr::new("cargo-zigbuild")).is_some(),
            zig: has_zig(),
        })
    }

    /// Whether Rust's standard library for the target is there.
    pub(crate) fn has(&self, target: Target) -> bool {
        has_target(&self.sysroot, &target.triple())
    }

    /// Where the sources of the standard library are said to be.
    pub(crate) fn sysroot(&self) -> &Path {
        &self.sysroot
    }

    /// The C compiler that links for a target; none is needed for this
    /// machine's own, nor where the environment names a linker.
    pub(crate) fn linker(&self, target: Target) -> Option<Linker> {
        if self.host == target.triple() || std::env::var_os(variable("LINKER", target)).is_some() {
            return Some(Linker::Configured);
        }
        let mut names = target.compilers();
        if target.libc == Libc::Musl && self.is_native(target.architecture) {
            names.push("musl-gcc".to_owned());
        }
        let found = names.iter().find_map(|name| find(OsStr::new(name)));
        found.map(Linker::Program)
    }

    /// Whether this machine runs what is built for the processor.
    pub(crate) fn is_native(&self, architecture: Architecture) -> bool {
        let libc = Libc::Gnu;
        let target = Target { architecture, libc }.triple();
        self.host.split('-').next() == target.split('-').next()
    }
}

/// What links.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Linker {
    /// Whatever cargo uses anyway.
    Configured,
    /// This C compiler.
    Program(PathBuf),
}

impl Linker {
    /// What tells cargo, and C compilations of build scripts, to use it.
    pub(crate) fn environment(&self, target: Target) -> Vec<(String, OsString)> {
        let Self::Program(path) = self else {
            return Vec::new();
        };
        let compiler = format!("CC_{}", target.triple().replace('-', "_"));
        let mut variables = vec![(variable("LINKER", target), path.clone().into())];
        if std::env::var_os(&compiler).is_none() {
            variables.push((compiler, path.clone().into()));
        }
        variables
    }
}

/// Cargo's environment variable for a setting of a target.
fn variable(setting: &str, target: Target) -> String {
    let triple = target.triple().to_uppercase().replace('-', "_");
    format!("CARGO_TARGET_{triple}_{setting}")
}

/// Whether Rust's standard library for a target is below the sysroot.
pub(crate) fn has_target(sysroot: &Path, triple: &str) -> bool {
    let libraries = sysroot.join("lib/rustlib");
    libraries.join(triple).join("lib").is_dir()
}

/// Zig as a program, or as the Python package that cargo-zigbuild knows.
fn has_zig() -> bool {
    let named = std::env::var_os("CARGO_ZIGBUILD_ZIG_PATH");
    if find(named.as_deref().unwrap_or(OsStr::new("zig"))).is_some() {
        return true;
    }
    let mut python = Command::new("python3");
    program::first_line(python.args(["-m", "ziglang", "version"])).is_some()
}

/// Cargo, for a subcommand in the project's folder.
pub(super) fn cargo_command(root: &Path) -> Command {
    let mut command = Command::new(cargo());
    command.current_dir(root);
    command
}
