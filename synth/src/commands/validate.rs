//! `synth validate`.

use std::cell::OnceCell;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{OutArgs, StageArgs, report, to_json};
use crate::cli::Global;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::manifest::Stack;
use crate::output::install;
use crate::paths::shown;
use crate::placeholder;
use crate::project::Project;
use crate::scratch::Scratch;
use crate::selection::select;
use crate::sources::{Place, Sources};
use crate::synthesis::Synthesis;
use crate::terraform::Terraform;
use crate::terraform::diagnostic::{Diagnostic, Verdict};
use crate::terraform::mock;
use crate::ui::Ui;

/// What Terraform says when `init` fails because of what the stack says.
const CONFIGURATION_PROBLEM: &str = "problems with the configuration";

/// Synthesize, and let Terraform check the stacks
///
/// Every stack is checked with `terraform init -backend=false` and `terraform
/// validate`, without credentials and without touching what a deployment
/// keeps in `.terraform`. Artifacts that are not built are replaced by
/// placeholders. The environment variable `TERRAFORM_BINARY_NAME` names another
/// program, such as `tofu`.
#[derive(Args, Debug)]
pub(crate) struct Validate {
    /// Only these stacks; `*` and `?` match any text and any character
    #[arg(value_name = "STACK")]
    stacks: Vec<String>,
    #[command(flatten)]
    out: OutArgs,
    #[command(flatten)]
    stage: StageArgs,
    /// Use no network: a mock with the schemas of the bindings stands in for
    /// the providers
    ///
    /// It knows which arguments there are and of which types, and nothing of
    /// what a provider checks beyond that. The schemas are printed by the
    /// program `provider-schema` of the bindings' package, which cargo builds.
    #[arg(long)]
    offline: bool,
    /// A file with the output of `terraform providers schema -json`, for
    /// `--offline` instead of the bindings' schemas
    #[arg(long, value_name = "FILE", requires = "offline")]
    schema: Option<PathBuf>,
    /// Print JSON: an object with `valid` and, for each stack, its diagnostics
    #[arg(long)]
    json: bool,
}

/// The outcome for every stack.
#[derive(Debug, Serialize)]
struct Report {
    valid: bool,
    stacks: Vec<Outcome>,
}

/// The outcome for a stack.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    name: String,
    valid: bool,
    diagnostics: Vec<Diagnostic>,
    /// Why Terraform could not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

impl Validate {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let project = global.project(self.out.out.as_ref())?;
        let stage = self.stage.stage(&project)?;
        let mut terraform = Terraform::of(&project, None)?;
        if self.offline {
            terraform = terraform.offline(&project.root, &self.schema(&project)?)?;
        }
        let scratch = Scratch::open(&project, ui)?;
        let synthesis = Synthesis::run(&project, &stage, &scratch, ui)?;
        let chosen = select(&synthesis.manifest, &self.stacks)?;
        let output = project.output(&stage);
        let installed = install::install(&synthesis, &chosen, &output)?;
        report(&installed, chosen.len(), &output, ui);
        let sources = OnceCell::new();
        let mut stacks = Vec::new();
        for stack in chosen {
            let folder = output.join(&stack.working_directory);
            placeholder::fill_in(&project.root, &folder, stack)?;
            let data = scratch.validation_data(stage.folder(), &stack.name);
            let source = |construct: &str| {
                let sources = sources.get_or_init(|| Sources::load(&project, &stage, ui));
                let location = sources.find(&stack.name, construct)?;
                Some(location.place(&project.root))
            };
            stacks.push(validate(
                &terraform, stack, &folder, &output, &data, source,
            )?);
        }
        let report = Report {
            valid: stacks.iter().all(|stack| stack.valid),
            stacks,
        };
        if self.json {
            Ui::data(&to_json(&report)?)?;
        } else {
            report.print(ui)?;
        }
        report.result()
    }

    /// The file with the schemas for the mock.
    fn schema(&self, project: &Project) -> Result<PathBuf> {
        mock::schema(project, self.schema.as_deref())?.ok_or_else(|| Error::Config {
            what: format!(
                "{} has no bindings whose schemas `--offline` could use",
                shown(&project.file)
            ),
            hint: Some(
                "write the output of `terraform providers schema -json` into a file, and name \
                 it with `--schema`"
                    .to_owned(),
            ),
        })
    }
}

/// Asks Terraform about a stack.
fn validate(
    terraform: &Terraform,
    stack: &Stack,
    folder: &Path,
    output: &Path,
    data: &Path,
    source: impl Fn(&str) -> Option<Place>,
) -> Result<Outcome> {
    fs::create_dir_all(data).map_err(Error::io("create", data))?;
    let init = terraform.output(
        folder,
        data,
        &["init", "-backend=false", "-input=false", "-no-color"],
    )?;
    let said = String::from_utf8_lossy(&init.stderr).into_owned();
    let words: Vec<&str> = said.split_whitespace().collect();
    if !init.status.success() && !words.join(" ").contains(CONFIGURATION_PROBLEM) {
        return Ok(Outcome::failed(
            stack,
            format!("terraform init failed\n{}", said.trim()),
        ));
    }
    let validate = terraform.output(folder, data, &["validate", "-json", "-no-color"])?;
    let Ok(verdict) = serde_json::from_slice::<Verdict>(&validate.stdout) else {
        let said = String::from_utf8_lossy(&validate.stderr);
        return Ok(Outcome::failed(
            stack,
            format!("terraform validate failed\n{}", said.trim()),
        ));
    };
    if verdict.valid && !init.status.success() {
        return Ok(Outcome::failed(
            stack,
            format!("terraform init failed\n{}", said.trim()),
        ));
    }
    let document = Document::read(&output.join(&stack.document));
    Ok(Outcome {
        name: stack.name.clone(),
        valid: verdict.valid,
        diagnostics: verdict.diagnostics(folder, document.as_ref(), source),
        failure: None,
    })
}

impl Outcome {
    fn failed(stack: &Stack, failure: String) -> Self {
        Self {
            name: stack.name.clone(),
            valid: false,
            diagnostics: Vec::new(),
            failure: Some(failure),
        }
    }
}

impl Report {
    /// The verdicts are data, what led to them is talk.
    fn print(&self, ui: Ui) -> Result<()> {
        for Outcome {
            name,
            valid,
            diagnostics,
            failure,
        } in &self.stacks
        {
            for diagnostic in diagnostics {
                let text = format!("{name}: {}\n{diagnostic}", diagnostic.summary());
                if diagnostic.is_error() {
                    ui.error(text.trim_end());
                } else {
                    ui.warn(text.trim_end());
                }
            }
            if let Some(failure) = failure {
                ui.error(&format!("{name}: {failure}"));
            }
            let verdict = match (valid, failure) {
                (true, _) => "valid",
                (false, None) => "invalid",
                (false, Some(_)) => "unknown",
            };
            Ui::data(&format!("{name}: {verdict}\n"))?;
        }
        Ok(())
    }

    /// A tool that failed outweighs an answer: the question is still open.
    fn result(&self) -> Result<()> {
        let failed: Vec<&str> = self
            .stacks
            .iter()
            .filter(|s| s.failure.is_some())
            .map(|s| s.name.as_str())
            .collect();
        if !failed.is_empty() {
            let what = format!("could not validate {}", failed.join(", "));
            return Err(Error::ToolFailed { what });
        }
        let invalid = self.stacks.iter().filter(|stack| !stack.valid).count();
        if invalid > 0 {
            return Err(Error::Invalid {
                invalid,
                of: self.stacks.len(),
            });
        }
        Ok(())
    }
}
