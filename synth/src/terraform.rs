//! Terraform or OpenTofu: which one, and how it is run.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::error::{Error, Result};
use crate::program::find;
use crate::project::Project;
use crate::terraform::interrupts::Interrupts;
use crate::terraform::supervised::Manner;

pub(crate) mod diagnostic;
pub(crate) mod event;
pub(crate) mod init;
pub(crate) mod interrupts;
pub(crate) mod lock_file;
pub(crate) mod mock;
mod offline;
pub(crate) mod operation;
pub(crate) mod runner;
pub(crate) mod state_lock;
pub(crate) mod supervised;
pub(crate) mod version;

/// The environment variable that names the program, as in CDKTF.
const BINARY_NAME: &str = "TERRAFORM_BINARY_NAME";

/// The program.
#[derive(Clone, Debug)]
pub(crate) struct Terraform {
    program: PathBuf,
    /// A command that runs it, first word first; empty to run it as it is.
    wrapper: Vec<OsString>,
}

impl Terraform {
    /// Finds the program: what the environment names, else Terraform, else
    /// OpenTofu.
    pub(crate) fn locate() -> Result<Self> {
        Self::named(None)
    }

    /// Finds the program for a project: what the command line says, or the
    /// environment, or the configuration file, else Terraform, else OpenTofu.
    pub(crate) fn of(project: &Project, flag: Option<&OsStr>) -> Result<Self> {
        let by_environment = std::env::var_os(BINARY_NAME).is_some_and(|name| !name.is_empty());
        match (flag, &project.terraform) {
            (Some(name), _) => Self::named(Some((name, "`--terraform-binary`"))),
            (None, Some(name)) if !by_environment => {
                // A path is meant from where the file is.
                let path = project.root.join(name);
                let name = if name.contains('/') {
                    path.as_os_str()
                } else {
                    OsStr::new(name)
                };
                Self::named(Some((name, "`[terraform] binary` in synth.toml")))
            }
            (None, _) => Self::named(None),
        }
    }

    /// Finds the program where there is no project.
    pub(crate) fn without_project(flag: Option<&OsStr>) -> Result<Self> {
        Self::named(flag.map(|name| (name, "`--terraform-binary`")))
    }

    /// Finds the program: what is given, or what the environment names, else
    /// Terraform, else OpenTofu.
    fn named(given: Option<(&OsStr, &str)>) -> Result<Self> {
        let environment = std::env::var_os(BINARY_NAME).filter(|name| !name.is_empty());
        let by_environment = format!("the environment variable {BINARY_NAME} names it");
        let named = match given {
            Some((name, by)) => Some((name.to_owned(), format!("{by} names it"))),
            None => environment.map(|name| (name, by_environment)),
        };
        let candidates = match &named {
            Some((name, _)) => vec![name.clone()],
            None => vec![OsString::from("terraform"), OsString::from("tofu")],
        };
        let found = candidates.iter().find_map(|name| find(name));
        let wrapper = Vec::new();
        found
            .map(|program| Self { program, wrapper })
            .ok_or_else(|| match named {
                Some((name, hint)) => Error::MissingTool {
                    tool: name.to_string_lossy().into_owned(),
                    hint,
                },
                None => Error::MissingTool {
                    tool: "terraform".to_owned(),
                    hint: version::HOW_TO_GET.to_owned(),
                },
            })
    }

    /// The same, with a mock in place of the providers that `schema` describes:
    /// an absolute path.
    pub(crate) fn offline(mut self, root: &Path, schema: &Path) -> Result<Self> {
        self.wrapper = offline::command(root, schema)?;
        Ok(self)
    }

    /// Where the program is.
    pub(crate) fn program(&self) -> &Path {
        &self.program
    }

    /// A subcommand in a folder, supervised, and told that no person is at
    /// the other end.
    pub(crate) fn command(&self, folder: &Path, arguments: &[OsString]) -> Command {
        let mut command = supervised::command(&self.program, Manner::Gently);
        command
            .args(arguments)
            .current_dir(folder)
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1");
        command
    }

    /// Runs a subcommand in a stack's folder to its end. `data` takes the
    /// place of the folder's `.terraform`.
    pub(crate) fn output(&self, folder: &Path, data: &Path, arguments: &[&str]) -> Result<Output> {
        let mut words = self.wrapper.iter().map(OsString::as_os_str);
        let mut command = match words.next() {
            Some(first) => {
                let mut command = Command::new(first);
                command.args(words).arg(&self.program);
                command
            }
            None => Command::new(&self.program),
        };
        command
            .args(arguments)
            .current_dir(folder)
            .env("TF_DATA_DIR", data)
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1");
        let mut command =
            supervised::wrap(&command, Manner::Gently).map_err(|error| Error::ToolFailed {
                what: format!("could not run {}: {error}", self.program.display()),
            })?;
        let interrupts = Interrupts::get()?;
        let (ended, stdout) = interrupts.spawn(&mut command)?.output()?;
        if interrupts.times() > 0 {
            return Err(Error::Interrupted);
        }
        Ok(Output {
            status: ended.status,
            stdout: stdout.into_bytes(),
            stderr: ended.stderr.into_bytes(),
        })
    }
}
