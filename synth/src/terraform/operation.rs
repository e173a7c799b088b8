//! Planning and applying in a stack's folder.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::event::{Event, Hook, Message, Output, Step, Summary};
use super::runner::{Runner, StackResult, failure, own};
use crate::changes::Changes;
use crate::error::Error;
use crate::failure::{Cause, Failure};
use crate::run_folder::{RunFolder, TERRAFORM};
use crate::terraform::diagnostic::Raw;

/// What a plan is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlanOptions {
    /// Destroy everything.
    pub(crate) destroy: bool,
    pub(crate) refresh_only: bool,
    /// Addresses to restrict the plan to.
    pub(crate) targets: Vec<String>,
    /// Addresses to replace.
    pub(crate) replaced: Vec<String>,
    /// `NAME=VALUE`.
    pub(crate) variables: Vec<String>,
    /// Absolute.
    pub(crate) variable_files: Vec<PathBuf>,
    /// How much Terraform does at once.
    pub(crate) parallelism: Option<u32>,
}

/// A plan that was made.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) changes: Changes,
    /// It may contain what is secret.
    pub(crate) file: PathBuf,
    pub(crate) warnings: Vec<Raw>,
    /// The same as JSON, once somebody asked: Terraform takes as long to print
    /// it as to start.
    pub(crate) json: OnceLock<Arc<Value>>,
}

/// What an apply did, as far as it got.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    /// Addresses of resources with what was done.
    pub(crate) done: Vec<(String, String)>,
    /// Addresses of resources that failed.
    pub(crate) failed: Vec<String>,
    /// Addresses of resources that were under way when Terraform ended.
    pub(crate) unfinished: Vec<String>,
    /// Sensitive values are not in it.
    pub(crate) outputs: std::collections::BTreeMap<String, Output>,
    /// What Terraform counted, if it came to the end.
    pub(crate) summary: Option<Summary>,
    pub(crate) warnings: Vec<Raw>,
}

impl Runner {
    /// `terraform plan`; the plan is in [`RunFolder::plan_file`].
    pub(crate) fn plan(
        &self,
        run: &RunFolder,
        options: &PlanOptions,
        listener: &mut dyn FnMut(&str, &Message),
    ) -> StackResult<Planned> {
        let file = run.plan_file();
        let folder = run.folder.join(TERRAFORM);
        let created = fs::create_dir_all(&folder).map_err(Error::io("create", &folder));
        own(run, "plan", created)?;
        let mut arguments = words(&["plan", "-input=false", "-json"]);
        arguments.extend(options.arguments());
        arguments.push(joined("-out=", &file));
        let mut changes = Changes::default();
        let spoken = self.speak(run, "plan", &arguments, &mut |line, message| {
            changes.note(&message.event);
            listener(line, message);
        });
        match spoken {
            Ok(spoken) => Ok(Planned {
                changes,
                file,
                warnings: spoken.warnings,
                json: OnceLock::new(),
            }),
            Err(failure) => {
                forget(&file);
                Err(failure)
            }
        }
    }

    /// `terraform apply` of exactly a plan. What was done is told also if it
    /// fails.
    pub(crate) fn apply(
        &self,
        run: &RunFolder,
        plan: &Path,
        parallelism: Option<u32>,
        listener: &mut dyn FnMut(&str, &Message),
    ) -> (Applied, Option<Box<Failure>>) {
        let mut arguments = words(&["apply", "-input=false", "-json", "-auto-approve"]);
        arguments.extend(parallelism.map(|number| format!("-parallelism={number}").into()));
        arguments.push(plan.into());
        let mut applied = Applied::default();
        let spoken = self.speak(run, "apply", &arguments, &mut |line, message| {
            applied.note(&message.event);
            listener(line, message);
        });
        match spoken {
            Ok(spoken) => {
                applied.warnings = spoken.warnings;
                (applied, None)
            }
            Err(failure) => (applied, Some(failure)),
        }
    }

    /// A plan as Terraform prints it for people.
    pub(crate) fn show(&self, run: &RunFolder, plan: &Path) -> StackResult<String> {
        let mut arguments = words(&["show", "-no-color"]);
        arguments.push(plan.into());
        let text = self.text(run, "show", &arguments)?;
        // Below the line is how to apply it without us.
        let text = text.split("\n─────").next().unwrap_or_default();
        Ok(text.trim().to_owned())
    }

    /// A plan as JSON, which Terraform is asked for once. It contains what is
    /// secret.
    pub(crate) fn json(&self, run: &RunFolder, planned: &Planned) -> StackResult<Arc<Value>> {
        if let Some(json) = planned.json.get() {
            return Ok(Arc::clone(json));
        }
        let json = Arc::new(self.show_json(run, &planned.file)?);
        Ok(Arc::clone(planned.json.get_or_init(|| json)))
    }

    /// A plan as JSON. It contains what is secret.
    pub(crate) fn show_json(&self, run: &RunFolder, plan: &Path) -> StackResult<Value> {
        let mut arguments = words(&["show", "-json"]);
        arguments.push(plan.into());
        let text = self.text(run, "show", &arguments)?;
        let json = text
            .lines()
            .find_map(|line| serde_json::from_str(line).ok());
        json.ok_or_else(|| {
            let said = "it ended well, but did not print the plan in JSON".to_owned();
            failure(run, "show", Cause::Said(said))
        })
    }
}

/// Removes a plan that is not needed any more; that there is none is fine.
pub(crate) fn forget(plan: &Path) {
    let _ = fs::remove_file(plan);
}

fn words(words: &[&str]) -> Vec<OsString> {
    words.iter().map(OsString::from).collect()
}

fn joined(flag: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(flag);
    argument.push(path);
    argument
}

impl PlanOptions {
    fn arguments(&self) -> Vec<OsString> {
        let mut arguments = Vec::new();
        if self.destroy {
            arguments.push("-destroy".into());
        }
        if self.refresh_only {
            arguments.push("-refresh-only".into());
        }
        arguments.extend(self.targets.iter().map(|a| format!("-target={a}").into()));
        arguments.extend(self.replaced.iter().map(|a| format!("-replace={a}").into()));
        arguments.extend(self.variable_arguments());
        let parallelism = self.parallelism;
        arguments.extend(parallelism.map(|number| format!("-parallelism={number}").into()));
        arguments
    }

    /// Those about variables, which `import` takes too.
    pub(crate) fn variable_arguments(&self) -> Vec<OsString> {
        let files = self.variable_files.iter();
        let mut arguments: Vec<OsString> = files.map(|file| joined("-var-file=", file)).collect();
        arguments.extend(
            self.variables
                .iter()
                .map(|text| format!("-var={text}").into()),
        );
        arguments
    }
}

impl Applied {
    fn note(&mut self, event: &Event) {
        match event {
            Event::Hook(Hook {
                step,
                resource,
                action: Some(action),
            }) if action != "read" => {
                let address = &resource.addr;
                match step {
                    Step::Start => self.unfinished.push(address.clone()),
                    Step::Complete => {
                        self.finish(address);
                        self.done.push((address.clone(), action.clone()));
                    }
                    Step::Errored => {
                        self.finish(address);
                        self.failed.push(address.clone());
                    }
                    _ => {}
                }
            }
            Event::Outputs(outputs) => self.outputs = outputs.clone(),
            Event::Summary(summary) => self.summary = Some(*summary),
            _ => {}
        }
    }

    fn finish(&mut self, address: &str) {
        if let Some(place) = self.unfinished.iter().position(|one| one == address) {
            self.unfinished.remove(place);
        }
    }
}
