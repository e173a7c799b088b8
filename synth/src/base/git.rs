//! What git knows.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::error::{Error, Result};

/// Variables of a hook or of another run that would lead git elsewhere.
const UNWANTED: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
];

/// The way from the root of the repository to a folder in it, with `/` between names;
/// nothing if there is no repository, or nobody who could tell.
pub(crate) fn way_to(folder: &Path) -> Result<String> {
    match Repository::find(folder) {
        Ok(Some(repository)) => Ok(repository.prefix.trim_end_matches('/').to_owned()),
        Ok(None) | Err(Error::MissingTool { .. }) => Ok(String::new()),
        Err(error) => Err(error),
    }
}

/// The repository around a project.
#[derive(Debug)]
pub(super) struct Repository {
    root: PathBuf,
    /// The way from the repository's root to the project, with `/` at its end,
    /// or nothing.
    pub(super) prefix: String,
}

impl Repository {
    /// The repository that the folder is in.
    pub(super) fn of(root: &Path) -> Result<Self> {
        Self::find(root)?.ok_or_else(|| Error::Config {
            what: format!("{} is in no git repository", root.display()),
            hint: Some(
                "`--base` compares with a commit; without a repository, review a plan".to_owned(),
            ),
        })
    }

    /// The same, if there is one.
    fn find(root: &Path) -> Result<Option<Self>> {
        let mut repository = Self {
            root: root.to_owned(),
            prefix: String::new(),
        };
        let output = repository.run(&["rev-parse", "--show-prefix"])?;
        if output.status.success() {
            String::from_utf8_lossy(&output.stdout)
                .trim_end_matches('\n')
                .clone_into(&mut repository.prefix);
            return Ok(Some(repository));
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        if !said.contains("dubious ownership") {
            return Ok(None);
        }
        Err(Error::Config {
            what: format!(
                "git does not trust the repository of {}: {said}",
                root.display()
            ),
            hint: Some(
                "in a container, run `git config --global --add safe.directory` with that folder"
                    .to_owned(),
            ),
        })
    }

    /// What git prints, if it succeeds.
    pub(super) fn ask<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Option<String>> {
        let output = self.run(arguments)?;
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok(output.status.success().then_some(text))
    }

    /// What git prints; that it fails is a failure.
    pub(super) fn demand<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Vec<u8>> {
        succeeded(self.run(arguments)?)
    }

    /// Whether tracked files differ from the last commit, or there are files
    /// that are neither tracked nor ignored.
    pub(super) fn is_dirty(&self) -> Result<bool> {
        let status = self.demand(&["status", "--porcelain", "--", "."])?;
        Ok(!status.is_empty())
    }

    /// Whether history was cut off when the repository was cloned.
    pub(super) fn is_shallow(&self) -> Result<bool> {
        let said = self.ask(&["rev-parse", "--is-shallow-repository"])?;
        Ok(said.as_deref() == Some("true"))
    }

    /// Whether a commit has something at a path below the project.
    pub(super) fn has(&self, commit: &str, path: &str) -> Result<bool> {
        let object = format!("{commit}:{}{path}", self.prefix);
        let found = self.ask(&["cat-file", "-e", object.as_str()])?;
        Ok(found.is_some())
    }

    /// Writes files of a commit below the project's folder to a folder, which
    /// then has the repository's layout. Neither the index nor the working
    /// tree is touched.
    pub(super) fn extract(&self, commit: &str, path: &str, folder: &Path) -> Result<()> {
        let index = folder.join(".index");
        let with_index = |arguments: &[&OsStr]| {
            let mut command = self.command();
            command.args(arguments).env("GIT_INDEX_FILE", &index);
            succeeded(output(&mut command)?).map(drop)
        };
        let whole = format!("{}{path}", self.prefix);
        let listed = ["ls-files", "-z", "--", path].map(OsStr::new);
        with_index(&["read-tree", commit].map(OsStr::new))?;
        let mut command = self.command();
        command.args(listed).env("GIT_INDEX_FILE", &index);
        let files = succeeded(output(&mut command)?)?;
        if files.is_empty() {
            return Err(failed(format!("{whole} is not in {commit}")));
        }
        let mut prefix = std::ffi::OsString::from("--prefix=");
        prefix.push(folder);
        prefix.push("/");
        let mut command = self.command();
        command
            .args(["checkout-index", "--force", "--quiet"])
            .arg(prefix)
            .args(["-z", "--stdin"])
            .env("GIT_INDEX_FILE", &index)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| not_started(&error))?;
        if let Some(mut stdin) = child.stdin.take() {
            // If git has ended, it says why below.
            let _ = std::io::Write::write_all(&mut stdin, &files);
        }
        let ended = child
            .wait_with_output()
            .map_err(|error| not_started(&error))?;
        succeeded(ended).map(drop)
    }

    fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Output> {
        output(self.command().args(arguments))
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.root).stdin(Stdio::null());
        for name in UNWANTED {
            command.env_remove(name);
        }
        command
    }
}

fn output(command: &mut Command) -> Result<Output> {
    command.output().map_err(|error| not_started(&error))
}

fn succeeded(output: Output) -> Result<Vec<u8>> {
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(failed(format!("git failed: {}", said.trim())))
}

fn failed(what: String) -> Error {
    Error::ToolFailed { what }
}

fn not_started(error: &std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::NotFound {
        return Error::MissingTool {
            tool: "git".to_owned(),
            hint: "`--base` compares with a commit, and git has it".to_owned(),
        };
    }
    failed(format!("could not run git: {error}"))
}
