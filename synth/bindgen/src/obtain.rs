//! Asks Terraform or OpenTofu for a provider's schema.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::config::Bindings;
use crate::error::Error;

/// What CDKTF calls the variable that names the program.
const VARIABLE: &str = "TERRAFORM_BINARY_NAME";

/// Runs `init` and `providers schema -json` in a folder of their own.
///
/// `tool` is the program; without one it is what `TERRAFORM_BINARY_NAME`
/// names, or else `terraform`, or else `tofu`.
pub(crate) fn obtain(name: &str, bindings: &Bindings, tool: Option<&Path>) -> Result<Value, Error> {
    let folder = tempfile::tempdir().map_err(Error::io("create", env::temp_dir()))?;
    let document = json!({ "terraform": { "required_providers": {
        name: { "source": bindings.source, "version": bindings.version }
    } } });
    let file = folder.path().join("main.tf.json");
    fs::write(&file, document.to_string()).map_err(Error::io("write", &file))?;

    let tool = Tool::find(tool)?;
    tool.run(folder.path(), &["init", "-input=false", "-no-color"])?;
    let output = tool.run(folder.path(), &["providers", "schema", "-json"])?;
    serde_json::from_slice(&output).map_err(|source| Error::Json {
        origin: format!(
            "the output of `{}`",
            tool.command(&["providers", "schema", "-json"])
        ),
        source,
    })
}

struct Tool(PathBuf);

impl Tool {
    fn find(given: Option<&Path>) -> Result<Self, Error> {
        let given = given.map(|given| given.as_os_str().to_owned());
        let named = given.or_else(|| env::var_os(VARIABLE).filter(|name| !name.is_empty()));
        let candidates: Vec<OsString> = match named {
            Some(named) => vec![named],
            None => vec!["terraform".into(), "tofu".into()],
        };
        let mut reason = io::Error::from(io::ErrorKind::NotFound);
        for candidate in &candidates {
            match Command::new(candidate).arg("version").output() {
                Ok(_) => return Ok(Self(candidate.into())),
                Err(error) => reason = error,
            }
        }
        Err(Error::ToolMissing {
            tried: candidates
                .iter()
                .map(|candidate| candidate.to_string_lossy().into_owned())
                .collect(),
            source: reason,
        })
    }

    fn run(&self, folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        let output = Command::new(&self.0)
            .args(arguments)
            .current_dir(folder)
            .output()
            .map_err(|source| Error::ToolMissing {
                tried: vec![self.0.display().to_string()],
                source,
            })?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(Error::ToolFailed {
            command: self.command(arguments),
            code: output.status.code(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    fn command(&self, arguments: &[&str]) -> String {
        format!("{} {}", self.0.display(), arguments.join(" "))
    }
}
