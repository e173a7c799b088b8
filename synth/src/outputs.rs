//! The outputs of stacks: for people, for programs, in a file.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::deployment::Deployment;
use crate::deployment::applying::Applies;
use crate::error::Result;
use crate::order::Outcome;
use crate::output::write_where_asked;
use crate::terraform::event;
use crate::terraform::runner::failure;
use crate::ui::Ui;

/// What CDKTF's name of an output for another stack starts with.
const CROSS_STACK: &str = "cross-stack-output-";

/// Where outputs are written.
#[derive(Args, Debug)]
pub(crate) struct OutputsFile {
    /// Write the outputs into this file: JSON, by stack and name. Sensitive
    /// ones are left out
    #[arg(long, value_name = "FILE")]
    outputs_file: Option<PathBuf>,
    /// Write sensitive outputs into the file, too
    #[arg(long, requires = "outputs_file")]
    outputs_file_include_sensitive_outputs: bool,
}

/// An output as `terraform output -json` prints it.
#[derive(Debug, Deserialize)]
struct Output {
    #[serde(default)]
    sensitive: bool,
    value: Value,
}

impl OutputsFile {
    /// Writes the outputs of the deployment's stacks, if that was asked for.
    pub(crate) fn write(&self, deployment: &Deployment) -> Result<()> {
        let Some(file) = &self.outputs_file else {
            return Ok(());
        };
        let sensitive = self.outputs_file_include_sensitive_outputs;
        let mut stacks = Map::new();
        for (name, outputs) in read(deployment)? {
            let outputs: Map<String, Value> = outputs
                .into_iter()
                .filter(|(_, output)| sensitive || !output.sensitive)
                .map(|(name, output)| (name, output.value))
                .collect();
            stacks.insert(name, Value::Object(outputs));
        }
        let text = format!("{:#}\n", Value::Object(stacks));
        let mode = if sensitive { 0o600 } else { 0o644 };
        write_where_asked(file, text.as_bytes(), &Permissions::from_mode(mode))?;
        deployment
            .ui
            .status(&format!("outputs written to {}", file.display()));
        Ok(())
    }
}

/// The outputs that are deployed, by stack.
fn read(deployment: &Deployment) -> Result<BTreeMap<String, BTreeMap<String, Output>>> {
    let mut stacks = BTreeMap::new();
    for name in &deployment.chosen {
        let run = &deployment.folders[name];
        let arguments = ["output", "-json", "-no-color"].map(std::ffi::OsString::from);
        let text = deployment
            .init(run)
            .and_then(|()| deployment.runner.text(run, "output", &arguments))
            .map_err(|failure| deployment.failed(&failure))?;
        let outputs = serde_json::from_str(&text).map_err(|error| {
            let said = format!("it printed no outputs in JSON: {error}");
            let cause = crate::failure::Cause::Said(said);
            deployment.failed(&failure(run, "output", cause))
        })?;
        stacks.insert(name.clone(), outputs);
    }
    Ok(stacks)
}

/// Prints the outputs that are deployed.
pub(crate) fn print_all(deployment: &Deployment, as_json: bool, sensitive: bool) -> Result<()> {
    let stacks = read(deployment)?;
    if as_json {
        let mut all = Map::new();
        for (stack, outputs) in stacks {
            let outputs: Map<String, Value> = outputs
                .into_iter()
                .map(
                    |(
                        name,
                        Output {
                            sensitive: hidden,
                            value,
                        },
                    )| {
                        let output = if hidden && !sensitive {
                            json!({"sensitive": true})
                        } else {
                            json!({"sensitive": hidden, "value": value})
                        };
                        (name, output)
                    },
                )
                .collect();
            all.insert(stack, Value::Object(outputs));
        }
        return Ui::data(&format!("{:#}\n", Value::Object(all)));
    }
    for (stack, outputs) in stacks {
        let shown: BTreeMap<&str, Option<&Value>> = outputs
            .iter()
            .filter(|(name, _)| sensitive || !name.starts_with(CROSS_STACK))
            .map(|(name, output)| {
                let hidden = output.sensitive && !sensitive;
                (name.as_str(), (!hidden).then_some(&output.value))
            })
            .collect();
        Ui::data(&lines(&stack, &shown))?;
    }
    Ok(())
}

/// Prints the outputs that an apply reported, for people.
pub(crate) fn print_applied(deployment: &Deployment, applies: &Applies) -> Result<()> {
    if deployment.progress.is_json() {
        return Ok(());
    }
    for name in &deployment.chosen {
        let Some(Outcome::Done(applied)) = applies.get(name) else {
            continue;
        };
        let shown: BTreeMap<&str, Option<&Value>> = applied
            .applied
            .outputs
            .iter()
            .filter(|(name, _)| !name.starts_with(CROSS_STACK))
            .map(
                |(
                    name,
                    event::Output {
                        sensitive, value, ..
                    },
                )| { (name.as_str(), value.as_ref().filter(|_| !sensitive)) },
            )
            .collect();
        Ui::data(&lines(name, &shown))?;
    }
    Ok(())
}

/// `stack.name = value`; none is a sensitive value.
fn lines(stack: &str, outputs: &BTreeMap<&str, Option<&Value>>) -> String {
    let line = |name: &str, value: Option<&Value>| match value {
        Some(Value::String(text)) => format!("{stack}.{name} = {text}\n"),
        Some(value) => format!("{stack}.{name} = {value}\n"),
        None => format!("{stack}.{name} = (sensitive)\n"),
    };
    outputs
        .iter()
        .map(|(name, value)| line(name, *value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sensitive_values_are_not_shown() {
        let text = json!("plain");
        let list = json!([1, "b"]);
        let outputs = [("a", Some(&text)), ("b", Some(&list)), ("c", None)].into();
        assert_eq!(
            lines("s", &outputs),
            "s.a = plain\ns.b = [1,\"b\"]\ns.c = (sensitive)\n"
        );
    }
}
