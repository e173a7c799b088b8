//! What builds a program: the first that works on this machine.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::target::{Architecture, Glibc, Kind, Libc, Target};
use super::toolchain::{Linker, Toolchain, cargo_command};
use super::workspace::{Program, Workspace};
use crate::error::{Error, Result};

/// Ways to build, the one to prefer first. Zig links against any glibc; what
/// the machine's own linker makes depends on its glibc, and is checked; musl
/// needs none, and a C compiler of its own.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Builder {
    /// Links with Zig; for Lambda
    CargoLambda,
    /// Links with Zig
    CargoZigbuild,
    /// Links with this machine's compiler, or with one for the target
    Cargo,
    /// Plain cargo for a musl target
    Musl,
}

/// A builder that works here, and what it needs to be told.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) builder: Builder,
    pub(crate) target: Target,
    linker: Linker,
    glibc: Option<Glibc>,
}

/// What is to be built.
#[derive(Clone, Debug)]
pub(crate) struct Wish<'a> {
    pub(crate) kind: Kind,
    pub(crate) architecture: Architecture,
    pub(crate) glibc: Option<&'a Glibc>,
}

/// Those that work, the one to prefer first; only `only`, if one is named.
pub(crate) fn choose(
    wish: &Wish<'_>,
    toolchain: &Toolchain,
    only: Option<Builder>,
) -> Result<Vec<Plan>> {
    let mut obstacles = Vec::new();
    let mut plans = Vec::new();
    for builder in Builder::value_variants() {
        if only.is_some_and(|only| only != *builder) {
            continue;
        }
        match builder.plan(wish, toolchain) {
            Ok(plan) => plans.push(plan),
            Err(obstacle) => obstacles.push(format!("{builder}: {obstacle}")),
        }
    }
    if plans.is_empty() {
        return Err(Error::Unbuildable {
            what: format!(
                "nothing on this machine builds for {}: {}",
                wish.architecture.name(),
                obstacles.join("; ")
            ),
            hints: hints(wish.architecture),
        });
    }
    Ok(plans)
}

fn hints(architecture: Architecture) -> Vec<String> {
    let libc = Libc::Gnu;
    let triple = Target { architecture, libc }.triple();
    vec![
        format!(
            "run `rustup target add {triple}`, and `pip install cargo-zigbuild`, which brings Zig along"
        ),
        format!(
            "or install a C compiler for it, such as `{}`",
            Target { architecture, libc }.compilers().join("` or `")
        ),
    ]
}

impl Builder {
    /// How it would build; or what stands in the way.
    fn plan(self, wish: &Wish<'_>, toolchain: &Toolchain) -> std::result::Result<Plan, String> {
        let libc = match self {
            Self::Musl => Libc::Musl,
            Self::CargoLambda | Self::CargoZigbuild | Self::Cargo => Libc::Gnu,
        };
        let target = Target {
            architecture: wish.architecture,
            libc,
        };
        let installed = |is: bool, what: &str| {
            let missing = || format!("{what} is not installed");
            is.then_some(()).ok_or_else(missing)
        };
        let mut linker = Linker::Configured;
        match self {
            Self::CargoLambda => {
                if wish.kind != Kind::Zip {
                    return Err("it is for Lambda alone".to_owned());
                }
                installed(toolchain.cargo_lambda, "cargo-lambda")?;
                installed(toolchain.zig, "zig")?;
            }
            Self::CargoZigbuild => {
                installed(toolchain.cargo_zigbuild, "cargo-zigbuild")?;
                installed(toolchain.zig, "zig")?;
            }
            Self::Cargo | Self::Musl => {
                let names = target.compilers().join(" or ");
                linker = toolchain
                    .linker(target)
                    .ok_or_else(|| format!("no C compiler {names}"))?;
            }
        }
        let triple = target.triple();
        installed(toolchain.has(target), &format!("the target {triple}"))?;
        Ok(Plan {
            builder: self,
            target,
            linker,
            glibc: wish.glibc.cloned(),
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::CargoLambda => "cargo-lambda",
            Self::CargoZigbuild => "cargo-zigbuild",
            Self::Cargo => "cargo",
            Self::Musl => "cargo for musl",
        }
    }
}

impl fmt::Display for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Plan {
    /// The command, up to the arguments that all builders have.
    pub(crate) fn command(&self, root: &Path) -> Command {
        let mut command = cargo_command(root);
        match self.builder {
            Builder::CargoLambda => command.args(["lambda", "build"]),
            Builder::CargoZigbuild => command.arg("zigbuild"),
            Builder::Cargo | Builder::Musl => command.arg("build"),
        };
        command.arg("--target").arg(self.target_argument());
        command.envs(self.linker.environment(self.target));
        command
    }

    /// Where the program is that cargo says it made: cargo-lambda takes it away.
    pub(crate) fn program_file(
        &self,
        executable: &Path,
        program: &Program,
        workspace: &Workspace,
    ) -> PathBuf {
        if self.builder != Builder::CargoLambda {
            return executable.to_owned();
        }
        let folder = workspace.target_directory.join("lambda");
        folder.join(&program.binary).join("bootstrap")
    }

    /// Zig is told which glibc to link against.
    fn target_argument(&self) -> String {
        let triple = self.target.triple();
        match (self.builder, &self.glibc) {
            (Builder::CargoLambda | Builder::CargoZigbuild, Some(glibc)) => {
                format!("{triple}.{glibc}")
            }
            _ => triple,
        }
    }
}
