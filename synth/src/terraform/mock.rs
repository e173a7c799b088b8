//! The mock provider, running beside this program for as long as it is needed.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::interrupts::Interrupts;
use super::supervised::Manner;
use super::{offline, supervised};
use crate::error::{Error, Result};
use crate::output::{create_folder, write_if_different};
use crate::paths::shown;
use crate::project::Project;
use crate::schemas;

/// What the mock prints in front of its address.
const EXPORT: &str = "export TF_REATTACH_PROVIDERS='";

/// Providers for Terraform to attach to. They end with this value.
#[derive(Debug)]
pub(crate) struct Mock {
    child: Child,
    /// The value of `TF_REATTACH_PROVIDERS`.
    pub(crate) address: String,
}

impl Mock {
    /// Starts the mock with the parts of a schema that these types need: the
    /// schema of a big provider takes Terraform long to read, in every command.
    pub(crate) fn start(root: &Path, schema: &Path, types: &BTreeSet<String>) -> Result<Self> {
        let words = offline::program(root)?;
        let mut command = match words.split_first() {
            Some((program, arguments)) => {
                let program = crate::program::find(program).unwrap_or_else(|| program.into());
                let mut command = supervised::command(&program, Manner::Gently);
                command.args(arguments);
                command
            }
            None => return Err(failed("has no command")),
        };
        command.arg("--schema").arg(schema);
        let known = known_types(schema)?;
        let used: Vec<&str> = types
            .iter()
            .filter(|name| known.contains(*name))
            .map(String::as_str)
            .collect();
        if !used.is_empty() {
            command.arg("--types").arg(used.join(","));
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .map_err(|error| failed(&format!("could not be started: {error}")))?;
        let mut line = String::new();
        let stdout = child.stdout.take();
        // Cargo may have to build it. Once it serves, Terraform needs it to the
        // end.
        let interrupts = Interrupts::get()?;
        let starting = interrupts.while_starting(&child);
        if let Some(stdout) = stdout {
            // What cannot be read is an address that is missing.
            let _ = BufReader::new(stdout).read_line(&mut line);
        }
        drop(starting);
        let mock = Self {
            child,
            address: line
                .trim_end()
                .strip_prefix(EXPORT)
                .and_then(|rest| rest.strip_suffix('\''))
                .map(|quoted| quoted.replace(r"'\''", "'"))
                .unwrap_or_default(),
        };
        if interrupts.times() > 0 {
            return Err(Error::Interrupted);
        }
        if mock.address.is_empty() {
            return Err(failed("did not start; what it said is above"));
        }
        Ok(mock)
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let _ = self.child.wait();
    }
}

fn failed(how: &str) -> Error {
    Error::ToolFailed {
        what: format!("the mock provider {how}"),
    }
}

/// The names of all types in a schema.
fn known_types(schema: &Path) -> Result<BTreeSet<String>> {
    let bytes = fs::read(schema).map_err(Error::io("read", schema))?;
    let json: Value = serde_json::from_slice(&bytes).map_err(|error| Error::Config {
        what: format!("{} is not JSON: {error}", shown(schema)),
        hint: Some("write the output of `terraform providers schema -json` into it".to_owned()),
    })?;
    let providers = json["provider_schemas"].as_object();
    let mut types = BTreeSet::new();
    for provider in providers.into_iter().flat_map(|map| map.values()) {
        for kind in [
            "resource_schemas",
            "data_source_schemas",
            "ephemeral_resource_schemas",
        ] {
            let schemas = provider[kind].as_object();
            types.extend(schemas.into_iter().flat_map(|map| map.keys().cloned()));
        }
    }
    Ok(types)
}

/// The file with the schemas for the mock: what is given, or what the bindings
/// carry, written below `.synth/`. None where there is neither: an app without
/// bindings may need no provider at all.
pub(crate) fn schema(project: &Project, given: Option<&Path>) -> Result<Option<PathBuf>> {
    if let Some(file) = given {
        return file
            .canonicalize()
            .map(Some)
            .map_err(Error::io("read", file));
    }
    if project.bindings.is_empty() {
        return Ok(None);
    }
    let schemas = schemas::carried(&project.root, &project.bindings)?;
    let folder = Path::new(".synth/offline");
    create_folder(&project.root, folder)?;
    let file = project.root.join(folder).join("schema.json");
    let text = schemas::merged(&schemas).to_string();
    write_if_different(&file, text.as_bytes(), &Permissions::from_mode(0o644))?;
    Ok(Some(file))
}
