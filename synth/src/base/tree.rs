//! Documents of the base and of the head, side by side.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::Request;
use super::git::Repository;
use super::revision::Revision;
use crate::deployment::installed;
use crate::error::{Error, Result};
use crate::manifest::{self, Manifest, Stack};
use crate::output::install;
use crate::project::{Project, Source, Stage};
use crate::scratch::Scratch;
use crate::synthesis::Synthesis;
use crate::ui::Ui;

/// Where apps of bases are built; it stays, for the next one.
const TARGET: &str = ".synth/base-target";

/// A folder below `.synth/` that goes away with this value.
#[derive(Debug)]
pub(super) struct Workshop {
    folder: TempDir,
}

/// What an app wrote.
#[derive(Debug)]
pub(super) struct Side {
    /// Has the manifest.
    pub(super) output: PathBuf,
    /// None where the project or the stage is not there.
    pub(super) manifest: Option<Manifest>,
    /// Where the sources are that placeholders are made from.
    pub(super) sources: Option<PathBuf>,
    pub(super) notes: Vec<String>,
}

impl Workshop {
    pub(super) fn open(root: &Path) -> Result<Self> {
        let parent = root.join(".synth/base");
        fs::create_dir_all(&parent).map_err(Error::io("create", &parent))?;
        let ignore = root.join(".synth/.gitignore");
        if !ignore.exists() {
            fs::write(&ignore, "*\n").map_err(Error::io("write", &ignore))?;
        }
        let folder = tempfile::Builder::new().prefix("run-").tempdir_in(&parent);
        let folder = folder.map_err(Error::io("create a folder in", &parent))?;
        Ok(Self { folder })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Side {
    /// The names of its stacks.
    pub(super) fn stacks(&self) -> impl Iterator<Item = &Stack> {
        self.manifest.iter().flat_map(Manifest::stacks)
    }

    fn nothing(note: String) -> Self {
        Self {
            output: PathBuf::new(),
            manifest: None,
            sources: None,
            notes: vec![note],
        }
    }
}

/// What the base is: its committed output, or what its app writes where the
/// output is not committed.
pub(super) fn base(
    request: &Request<'_>,
    repository: &Repository,
    revision: &Revision,
    workshop: &Workshop,
    ui: Ui,
) -> Result<Side> {
    let Request { project, stage, .. } = request;
    let commit = revision.commit.as_str();
    let output = project.output(stage);
    let relative = output.strip_prefix(&project.root).ok();
    let relative = relative.and_then(Path::to_str);
    if let Some(relative) = relative
        && repository.has(commit, &format!("{relative}/{}", manifest::FILE))?
    {
        let folder = workshop.path().join("base");
        fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
        repository.extract(commit, relative, &folder)?;
        let output = folder.join(&repository.prefix).join(relative);
        let manifest = read(&output)?;
        return Ok(Side {
            sources: sources(&manifest, repository, commit, &folder)?,
            manifest: Some(manifest),
            output,
            notes: Vec::new(),
        });
    }
    let name = project.file.file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    if !repository.has(commit, &name)? {
        return Ok(Side::nothing(format!(
            "The base has no {name}: everything is new."
        )));
    }
    synthesized(request, repository, commit, workshop, ui)
}

/// The project's folder as it was, below `folder`, where its stacks ship
/// programs. Those may lie anywhere in the repository.
fn sources(
    manifest: &Manifest,
    repository: &Repository,
    commit: &str,
    folder: &Path,
) -> Result<Option<PathBuf>> {
    if manifest.stacks().all(|stack| stack.assets.is_empty()) {
        return Ok(None);
    }
    repository.extract(commit, ":/", folder)?;
    Ok(Some(folder.join(&repository.prefix)))
}

/// Runs the app of the base in a working tree of its own.
fn synthesized(
    request: &Request<'_>,
    repository: &Repository,
    commit: &str,
    workshop: &Workshop,
    ui: Ui,
) -> Result<Side> {
    ui.status("the base has no committed output: running its app");
    let worktree = Worktree::add(repository, commit, workshop.path().join("worktree"))?;
    let root = worktree.folder.join(&repository.prefix);
    let file = root.join(request.project.file.file_name().unwrap_or_default());
    let mut project = Project::load(&Source {
        config: Some(&file),
        ..Source::default()
    })?;
    // Cargo tells the packages of two working trees apart by nothing but the time
    // of their files: with a common folder, one app may be run for the other.
    project.cargo_target = Some(request.project.root.join(TARGET));
    let stage = match project.stage(request.stage.name()) {
        Ok(stage) => stage,
        Err(Error::UnknownStage { stage, .. }) => {
            return Ok(Side::nothing(format!(
                "The base has no stage {stage}: everything is new."
            )));
        }
        Err(error) => return Err(error),
    };
    let output = workshop.path().join("base-out");
    let manifest = write(&project, &stage, &output, ui)?;
    let folder = workshop.path().join("base");
    fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
    Ok(Side {
        sources: sources(&manifest, repository, commit, &folder)?,
        output,
        manifest: Some(manifest),
        notes: vec!["The base's output is not committed, so its app was run again.".to_owned()],
    })
}

/// What the project is now.
pub(super) fn head(request: &Request<'_>, workshop: &Workshop, ui: Ui) -> Result<Side> {
    let Request { project, stage, .. } = request;
    let (output, manifest) = if request.skip_synth {
        let output = project.output(stage);
        let manifest = installed(&output)?;
        (output, manifest)
    } else {
        let output = workshop.path().join("head");
        let manifest = write(project, stage, &output, ui)?;
        (output, manifest)
    };
    Ok(Side {
        output,
        manifest: Some(manifest),
        sources: Some(project.root.clone()),
        notes: Vec::new(),
    })
}

/// Runs an app, and puts what it writes into a folder.
fn write(project: &Project, stage: &Stage, output: &Path, ui: Ui) -> Result<Manifest> {
    let scratch = Scratch::open(project, ui)?;
    let synthesis = Synthesis::run(project, stage, &scratch, ui)?;
    fs::create_dir_all(output).map_err(Error::io("create", output))?;
    let stacks: Vec<&Stack> = synthesis.manifest.stacks().collect();
    install::install(&synthesis, &stacks, output)?;
    Ok(synthesis.manifest)
}

/// The manifest that the base's output has.
fn read(output: &Path) -> Result<Manifest> {
    let file = output.join(manifest::FILE);
    let text = fs::read_to_string(&file).map_err(Error::io("read", &file))?;
    Manifest::parse(&text).map_err(|what| Error::Unusable {
        what: format!("the base's {} is unusable: {what}", manifest::FILE),
        hint: Some("compare with another commit, whose output is whole".to_owned()),
    })
}

/// A second working tree of the repository, for as long as it is needed.
struct Worktree<'a> {
    repository: &'a Repository,
    folder: PathBuf,
}

impl<'a> Worktree<'a> {
    fn add(repository: &'a Repository, commit: &str, folder: PathBuf) -> Result<Self> {
        let path = folder.as_os_str();
        let words = ["worktree", "add", "--detach", "--quiet"].map(std::ffi::OsStr::new);
        let arguments: Vec<_> = words.into_iter().chain([path, commit.as_ref()]).collect();
        repository.demand(&arguments)?;
        Ok(Self { repository, folder })
    }
}

impl Drop for Worktree<'_> {
    fn drop(&mut self) {
        let path = self.folder.as_os_str();
        let words = ["worktree", "remove", "--force"].map(std::ffi::OsStr::new);
        let arguments: Vec<_> = words.into_iter().chain([path]).collect();
        // What stays is removed with the folder, and git forgets it by itself.
        let _ = self.repository.ask(&arguments);
    }
}
