//! Building what stacks need of the workspace's programs.
//!
//! An artifact is built once for all stacks and stages that name it, kept below
//! `.synth/build/`, and copied to where each document says it is. It is built
//! again when a file that it was made from has changed.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use indicatif::DecimalBytes;

use crate::error::{Error, Result};
use crate::manifest::{Artifact, Stack};
use crate::output::{assets, create_folder, write_if_different};
use crate::project::Project;
use crate::scratch::Scratch;
use crate::ui::Ui;

pub(crate) mod archive;
pub(crate) mod builder;
mod compile;
mod elf;
mod flags;
mod profile;
mod progress;
mod stale;
pub(crate) mod target;
pub(crate) mod toolchain;
mod workspace;

use builder::{Builder, Plan, Wish};
use elf::Unfit;
use stale::Stamp;
use target::Kind;
use toolchain::Toolchain;
use workspace::Workspace;

/// What the caller wants to be different.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    /// This builder and no other.
    pub(crate) builder: Option<Builder>,
    /// Also what has not changed.
    pub(crate) force: bool,
}

/// What became of an artifact.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Where it was put.
    pub(crate) file: PathBuf,
    /// Whether it had to be built.
    pub(crate) built: bool,
}

/// Sees to it that every artifact of the stacks is there and up to date; what
/// is not gets built. `output` is the folder that the stacks are installed in.
pub(crate) fn ensure(
    project: &Project,
    scratch: &Scratch,
    stacks: &[&Stack],
    output: &Path,
    options: Options,
    ui: Ui,
) -> Result<Vec<Outcome>> {
    let works = Works {
        project,
        scratch,
        options,
        ui,
        surroundings: OnceCell::new(),
    };
    let mut kept: BTreeMap<String, Kept> = BTreeMap::new();
    let mut outcomes = Vec::new();
    for stack in stacks {
        let folder = output.join(&stack.working_directory);
        for artifact in &stack.assets {
            let key = key(artifact);
            let (one, first) = match kept.remove(&key) {
                Some(one) => (one, false),
                None => (works.keep(artifact, &key)?, true),
            };
            one.install(&folder, artifact)?;
            outcomes.push(Outcome {
                file: folder.join(&artifact.path),
                built: first && one.built,
            });
            kept.insert(key, one);
        }
    }
    Ok(outcomes)
}

/// A folder name for what makes one artifact another one than the next.
fn key(artifact: &Artifact) -> String {
    let kind = match artifact.kind() {
        Kind::Zip => "zip",
        Kind::Binary => "binary",
    };
    let glibc = artifact.glibc.as_ref();
    let glibc = glibc.map_or_else(String::new, |glibc| format!("-glibc-{glibc}"));
    format!(
        "{}-{}-{kind}{glibc}",
        artifact.package,
        artifact.architecture.name()
    )
}

/// What one run builds with.
struct Works<'a> {
    project: &'a Project,
    scratch: &'a Scratch,
    options: Options,
    ui: Ui,
    /// Asked for when the first artifact is stale.
    surroundings: OnceCell<(Workspace, Toolchain)>,
}

/// An artifact below `.synth/build/`.
struct Kept {
    bytes: Vec<u8>,
    built: bool,
}

impl Works<'_> {
    /// The artifact: as it is kept, or built anew.
    fn keep(&self, artifact: &Artifact, key: &str) -> Result<Kept> {
        let folder = self.scratch.builds().join(key);
        let file = folder.join(ARTIFACT);
        let wanted = |stamp: &Stamp| self.options.builder.is_none_or(|b| b == stamp.builder);
        let fresh = !self.options.force
            && Stamp::read(&folder).is_some_and(|stamp| wanted(&stamp) && stamp.is_fresh(key));
        if let (true, Ok(bytes)) = (fresh, fs::read(&file)) {
            let built = false;
            return Ok(Kept { bytes, built });
        }
        let (bytes, stamp) = self.build(artifact, key)?;
        fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
        write_if_different(&file, &bytes, &Permissions::from_mode(0o644))?;
        // Last: it vouches for what is there.
        stamp.write(&folder)?;
        self.ui.status(&format!(
            "built {}: {}",
            artifact.package,
            DecimalBytes(bytes.len() as u64)
        ));
        let built = true;
        Ok(Kept { bytes, built })
    }

    fn surroundings(&self) -> Result<&(Workspace, Toolchain)> {
        if let Some(known) = self.surroundings.get() {
            return Ok(known);
        }
        let workspace = Workspace::examine(self.project)?;
        let toolchain = Toolchain::examine(&self.project.root)?;
        Ok(self.surroundings.get_or_init(|| (workspace, toolchain)))
    }

    /// Builds with the first builder whose program is fit for its place.
    fn build(&self, artifact: &Artifact, settings: &str) -> Result<(Vec<u8>, Stamp)> {
        let (workspace, toolchain) = self.surroundings()?;
        let program = workspace.program(&artifact.package)?;
        let profile = profile::choose(&workspace.root, artifact.kind())?;
        let wish = Wish {
            kind: artifact.kind(),
            architecture: artifact.architecture,
            glibc: artifact.glibc.as_ref(),
        };
        let plans = builder::choose(&wish, toolchain, self.options.builder)?;
        let mut reason = None;
        for (number, plan) in (1..).zip(&plans) {
            let executable =
                compile::compile(plan, &program, profile, workspace, toolchain, self.ui)?;
            let program_file = plan.program_file(&executable, &program, workspace);
            let bytes = fs::read(&program_file).map_err(Error::io("read", &program_file))?;
            match elf::check(&bytes, artifact.architecture, artifact.glibc.as_ref()) {
                Ok(libraries) => self.warn_of(&libraries, artifact),
                Err(unfit) => {
                    let why = unfit.told(artifact, plan);
                    if number < plans.len() {
                        self.ui.info(&why);
                    }
                    reason = Some(why);
                    continue;
                }
            }
            let dep_info = executable.with_extension("d");
            let stamp = Stamp::new(plan.builder, workspace, &program, &dep_info, settings)?;
            let bytes = match artifact.kind() {
                Kind::Zip => archive::pack(&bytes).map_err(Error::io("pack", &executable))?,
                Kind::Binary => bytes,
            };
            return Ok((bytes, stamp));
        }
        Err(Error::Unbuildable {
            what: reason.unwrap_or_else(|| format!("nothing builds `{}`", artifact.package)),
            hints: how_to_mend(artifact, &plans),
        })
    }

    fn warn_of(&self, libraries: &[String], artifact: &Artifact) {
        if !libraries.is_empty() {
            self.ui.warn(&format!(
                "{} needs {}, which may not be there where it runs",
                artifact.package,
                libraries.join(", ")
            ));
        }
    }
}

/// The name of an artifact below `.synth/build/`.
const ARTIFACT: &str = "artifact";

impl Unfit {
    /// What is wrong with what a builder made.
    fn told(&self, artifact: &Artifact, plan: &Plan) -> String {
        let Artifact { package, .. } = artifact;
        let builder = plan.builder;
        match self {
            Self::Unreadable(why) => {
                format!("what {builder} made of `{package}` is no program for Linux: {why}")
            }
            Self::Architecture(found) => {
                let found = found.map_or("something else", target::Architecture::name);
                format!(
                    "{builder} built `{package}` for {found} and not for {}",
                    artifact.architecture.name()
                )
            }
            Self::Glibc(newest, symbols) => {
                let limit = artifact
                    .glibc
                    .as_ref()
                    .map_or_else(String::new, |limit| format!(", and runs where {limit} is"));
                format!(
                    "`{package}`, built with {builder}, needs glibc {newest}{limit}: {}",
                    symbols.join(", ")
                )
            }
        }
    }
}

fn how_to_mend(artifact: &Artifact, tried: &[Plan]) -> Vec<String> {
    let zig = tried.iter().any(|plan| {
        let builder = plan.builder;
        builder == Builder::CargoZigbuild || builder == Builder::CargoLambda
    });
    let mut hints = Vec::new();
    if !zig && let Some(glibc) = &artifact.glibc {
        hints.push(format!(
            "run `pip install cargo-zigbuild`, which brings Zig along: it links against glibc {glibc}"
        ));
    }
    if !tried.iter().any(|plan| plan.builder == Builder::Musl) {
        let target = target::Target {
            architecture: artifact.architecture,
            libc: target::Libc::Musl,
        };
        let or = if hints.is_empty() { "" } else { "or " };
        hints.push(format!(
            "{or}run `rustup target add {}`, which needs no glibc, and install a C compiler for musl",
            target.triple()
        ));
    }
    hints
}

impl Kept {
    /// Puts it where the stack's document says it is.
    fn install(&self, folder: &Path, artifact: &Artifact) -> Result<()> {
        create_folder(folder, artifact.path.parent().unwrap_or(Path::new("")))?;
        let mode = match artifact.kind() {
            Kind::Zip => 0o644,
            Kind::Binary => 0o755,
        };
        let file = folder.join(&artifact.path);
        write_if_different(&file, &self.bytes, &Permissions::from_mode(mode))?;
        assets::record(folder, [artifact.path.clone()])
    }
}
