//! Terraform or OpenTofu: which one, and how it is run.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::error::{Error, Result};
use crate::program::find;

pub(crate) mod diagnostic;
mod offline;

/// The environment variable that names the program, as in CDKTF.
const BINARY_NAME: &str = "TERRAFORM_BINARY_NAME";

/// The program.
#[derive(Debug)]
pub(crate) struct Terraform {
    program: PathBuf,
    /// A command that runs it, first word first; empty to run it as it is.
    wrapper: Vec<OsString>,
}

impl Terraform {
    /// Finds the program: what the environment names, else Terraform, else
    /// OpenTofu.
    pub(crate) fn locate() -> Result<Self> {
        let named = std::env::var_os(BINARY_NAME).filter(|name| !name.is_empty());
        let candidates = match &named {
            Some(name) => vec![name.clone()],
            None => vec![OsString::from("terraform"), OsString::from("tofu")],
        };
        let found = candidates.iter().find_map(|name| find(name));
        let wrapper = Vec::new();
        found.map(|program| Self { program, wrapper }).ok_or_else(|| match named {
            Some(name) => Error::MissingTool {
                tool: name.to_string_lossy().into_owned(),
                hint: format!("the environment variable {BINARY_NAME} names it"),
            },
            None => Error::MissingTool {
                tool: "terraform".to_owned(),
                hint: format!(
                    "install Terraform or OpenTofu, or name the program in the environment variable {BINARY_NAME}"
                ),
            },
        })
    }

    /// The same, with a mock in place of the providers that `schema` describes:
    /// an absolute path.
    pub(crate) fn offline(mut self, root: &Path, schema: &Path) -> Result<Self> {
        self.wrapper = offline::command(root, schema)?;
        Ok(self)
    }

    /// Its version: `1.11.4`.
    pub(crate) fn version(&self) -> Result<String> {
        #[derive(serde::Deserialize)]
        struct Printed {
            terraform_version: String,
        }
        let mut command = Command::new(&self.program);
        command
            .args(["version", "-json"])
            .env("CHECKPOINT_DISABLE", "1");
        let printed = crate::program::output(&mut command)
            .and_then(|text| serde_json::from_str::<Printed>(&text).ok());
        let printed = printed.ok_or_else(|| Error::ToolFailed {
            what: format!("{} does not say its version", self.program.display()),
        })?;
        Ok(printed.terraform_version)
    }

    /// Where the program is.
    pub(crate) fn program(&self) -> &Path {
        &self.program
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
            .env("CHECKPOINT_DISABLE", "1")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| Error::ToolFailed {
                what: format!("could not run {}: {error}", self.program.display()),
            })
    }
}
