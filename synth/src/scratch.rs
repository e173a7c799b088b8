//! `.synth/`: the project's local folder, which git ignores.
//!
//! ```text
//! .synth/lock            held while a command synthesizes
//! .synth/staging/run-*/  what the app writes before it is installed
//! .synth/sources.json    where the default stage's constructs come from
//! .synth/sources/        the same for other stages
//! .synth/bootstrap/      what makes the bucket for state
//! .synth/build/          what was built from the workspace's programs
//! .synth/validate/       Terraform's working data for `synth validate`
//! .synth/run/STAGE.lock  held while a command runs Terraform for a stage
//! .synth/terraform.json  which version Terraform is
//! .synth/state/          where the default backend keeps state
//! .synth/offline/        rehearsals
//! .synth/preview/        plans that are only looked at
//! ```

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::{Error, Result};
use crate::project::Project;
use crate::terraform::interrupts::Interrupts;
use crate::ui::Ui;

/// What the names of staging folders start with.
const RUN: &str = "run-";

/// The local folder, opened by one command at a time.
#[derive(Debug)]
pub(crate) struct Scratch {
    folder: PathBuf,
    /// Locked until it is closed.
    _lock: File,
}

impl Scratch {
    /// Opens the folder; waits while another command has it open.
    pub(crate) fn open(project: &Project, ui: Ui) -> Result<Self> {
        let folder = project.root.join(".synth");
        fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
        let ignore = folder.join(".gitignore");
        if !ignore.exists() {
            fs::write(&ignore, "*\n").map_err(Error::io("write", &ignore))?;
        }
        let path = folder.join("lock");
        let lock = lock(&path, "waiting for another synth in this project", ui)?;
        let scratch = Self {
            folder,
            _lock: lock,
        };
        scratch.clear_leftovers()?;
        Ok(scratch)
    }

    /// A fresh folder for the app to write to. It goes away when dropped.
    pub(crate) fn staging(&self) -> Result<TempDir> {
        let folder = self.staging_folder();
        fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
        tempfile::Builder::new()
            .prefix(&format!("{RUN}{}-", std::process::id()))
            .tempdir_in(&folder)
            .map_err(Error::io("create a folder in", &folder))
    }

    /// Where Terraform keeps what it needs to validate a stack.
    pub(crate) fn validation_data(&self, stage: &str, stack: &str) -> PathBuf {
        self.folder.join("validate").join(stage).join(stack)
    }

    /// Where what was built is kept until its sources change.
    pub(crate) fn builds(&self) -> PathBuf {
        self.folder.join("build")
    }

    /// The file that remembers which version Terraform is.
    pub(crate) fn terraform_version(&self) -> PathBuf {
        self.folder.join("terraform.json")
    }

    /// Waits until nobody else runs Terraform for the stage, and keeps others
    /// waiting.
    pub(crate) fn run_lock(&self, stage: &str, ui: Ui) -> Result<RunLock> {
        let folder = self.folder.join("run");
        fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
        let path = folder.join(format!("{stage}.lock"));
        let waiting = "waiting for another synth that runs Terraform for this stage";
        lock(&path, waiting, ui).map(|file| RunLock { _file: file })
    }

    fn staging_folder(&self) -> PathBuf {
        self.folder.join("staging")
    }

    /// Removes what killed runs left: we hold the lock, so nobody uses it.
    fn clear_leftovers(&self) -> Result<()> {
        let folder = self.staging_folder();
        if !is_folder(&folder) {
            return Ok(());
        }
        for entry in fs::read_dir(&folder).map_err(Error::io("list", &folder))? {
            let path = entry.map_err(Error::io("list", &folder))?.path();
            let ours = path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(RUN));
            if ours && is_folder(&path) {
                fs::remove_dir_all(&path).map_err(Error::io("remove", &path))?;
            }
        }
        Ok(())
    }
}

/// Kept while Terraform runs.
#[derive(Debug)]
pub(crate) struct RunLock {
    /// Locked until it is closed.
    _file: File,
}

fn lock(path: &Path, waiting: &str, ui: Ui) -> Result<File> {
    let lock = File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .open(path)
        .map_err(Error::io("open", path))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            ui.status(waiting);
            let locked = Interrupts::blocking(|| lock.lock())?;
            locked.map_err(Error::io("lock", path))?;
        }
        Err(TryLockError::Error(error)) => return Err(Error::io("lock", path)(error)),
    }
    Ok(lock)
}

/// A real folder, not a link to one.
fn is_folder(path: &Path) -> bool {
    path.symlink_metadata()
        .is_ok_and(|metadata| metadata.is_dir())
}
