//! `synth review`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use synth_review::model::{Note, NoteKind, Severity};
use synth_review::{COMMENT_LIMIT, Plan, TemplateError, Templates, TextOptions};

use super::post_args::PostArgs;
use super::run_args::{Parallelism, RunArgs, Scope, Stacks, Variables};
use crate::artifacts::Need;
use crate::base;
use crate::cli::Global;
use crate::deployment::Deployment;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::project::Project;
use crate::review_file;
use crate::reviewing::{self, Input, Installed};
use crate::sources::Sources;
use crate::ui::Ui;

/// Show what a plan does, and what of it is dangerous
///
/// Makes a plan of each stack, or takes one that is there: a plan file, or what
/// `terraform show -json` prints, of any configuration and without a project.
/// Sensitive values never appear. Exits with 2 when a finding is at or above
/// `--fail-on`, and with 64 when the command line is wrong.
#[derive(Args, Debug)]
pub(crate) struct Review {
    #[command(flatten)]
    stacks: Stacks,
    /// Review this plan file, which Terraform prints. With several, name the
    /// stacks in the same order
    #[arg(long = "plan", value_name = "FILE", conflicts_with_all = ["all", "plan_json"])]
    plans: Vec<PathBuf>,
    /// Review what `terraform show -json` printed; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    plan_json: Vec<PathBuf>,
    /// Review what changed since this commit, without credentials: Terraform's
    /// own plan, over a mock that was brought to the commit's documents
    ///
    /// What the commit's `out/` has is taken from git; where it has none, its
    /// app is run. A branch that went on is compared where the two parted.
    #[arg(long, value_name = "GIT_REF", conflicts_with_all = ["plans", "plan_json", "finished", "targets", "replaced", "refresh_only", "variables", "files"])]
    base: Option<String>,
    /// Show a review that `--format json` wrote
    #[arg(long = "review", value_name = "FILE", conflicts_with_all = ["all", "stacks", "plans", "plan_json", "skip_synth"])]
    finished: Option<PathBuf>,
    /// Say that the run which wrote the review is not to be trusted
    #[arg(long, requires = "finished")]
    untrusted: bool,
    /// What to write
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
    /// A folder with templates of your own for HTML
    #[arg(long, value_name = "DIR")]
    template: Option<PathBuf>,
    #[command(flatten)]
    post: PostArgs,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Exit with 2 if a finding is this bad or worse, instead of what synth.toml
    /// says, or `high`
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// How many characters Markdown may have, at most what a comment on GitHub
    /// takes
    #[arg(long, value_name = "CHARACTERS", default_value_t = COMMENT_LIMIT)]
    limit: usize,
    #[command(flatten)]
    scope: Scope,
    #[command(flatten)]
    variables: Variables,
    #[command(flatten)]
    parallelism: Parallelism,
    #[command(flatten)]
    run: RunArgs,
}

/// How a review is written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(crate) enum Format {
    /// For a terminal
    #[default]
    Text,
    /// Markdown for a comment
    Md,
    /// One page that needs nothing else, for a browser
    Html,
    /// All of it, for programs
    Json,
    /// Findings, for code scanning
    Sarif,
}

/// From which severity on a review fails.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum FailOn {
    Info,
    Low,
    Medium,
    High,
    Critical,
    /// It does not
    Never,
}

impl FailOn {
    fn severity(self) -> Option<Severity> {
        Some(match self {
            Self::Info => Severity::Info,
            Self::Low => Severity::Low,
            Self::Medium => Severity::Medium,
            Self::High => Severity::High,
            Self::Critical => Severity::Critical,
            Self::Never => return None,
        })
    }
}

impl Review {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let given = !self.plans.is_empty() || !self.plan_json.is_empty() || self.finished.is_some();
        let project = self.run.project(global);
        let project = match project {
            Err(Error::NoProject { .. }) if given => None,
            other => Some(other?),
        };
        let settings = project.as_ref().map(|project| project.review.clone());
        let settings = settings.unwrap_or_default();
        let templates = self.templates()?;
        let place = self
            .post
            .place(self.run.stage.name(), &self.stacks.stacks)?;
        let mut review = if let Some(file) = &self.finished {
            review_file::read(file, !self.untrusted)?
        } else if let (Some(base), Some(project)) = (&self.base, &project) {
            let stage = self.run.stage.stage(project)?;
            let request = self.run.comparison(project, &stage, &self.stacks, base)?;
            let comparison = base::compare(&request, ui)?;
            let (inputs, notes) = comparison.inputs(&Sources::load(project, &stage, ui))?;
            let mut review = reviewing::of(&inputs, &settings);
            review.notes.extend(notes);
            review
        } else if given {
            reviewing::of(&self.given(project.as_ref(), ui)?, &settings)
        } else {
            reviewing::of(&self.planned(global, ui)?, &settings)
        };
        if let (None, Some(project)) = (&self.finished, &project) {
            review.folder = folder(project, ui);
        }
        let threshold = self
            .fail_on
            .map_or_else(|| Some(settings.threshold()), FailOn::severity);
        self.write(&review, &templates, ui)?;
        if let Some(place) = place {
            let posted = place.post(&synth_review::markdown(&review, place.room()))?;
            ui.status(&posted.to_string());
        }
        let Some(threshold) = threshold else {
            return Ok(());
        };
        let findings = review.findings();
        let count = findings
            .iter()
            .filter(|(_, finding)| finding.severity >= threshold)
            .count();
        if count == 0 {
            return Ok(());
        }
        Err(Error::Findings {
            count,
            threshold: threshold.name(),
        })
    }

    /// Plans that are there already.
    fn given(&self, project: Option<&Project>, ui: Ui) -> Result<Vec<Input>> {
        let files = if self.plans.is_empty() {
            &self.plan_json
        } else {
            &self.plans
        };
        let names = &self.stacks.stacks;
        if !names.is_empty() && names.len() != files.len() {
            return Err(Error::Config {
                what: format!("{} plans, and {} stacks", files.len(), names.len()),
                hint: Some("name a stack for each plan, in the same order, or none".to_owned()),
            });
        }
        let installed = match project {
            Some(project) => {
                let stage = self.run.stage.stage(project)?;
                Some(Installed::read(project, &stage, ui))
            }
            None => None,
        };
        let mut inputs = Vec::new();
        for (at, file) in files.iter().enumerate() {
            let named = names.get(at).map(String::as_str);
            let plan = self.read(file, named, project, installed.as_ref())?;
            inputs.push(input(plan, named, file, installed.as_ref()));
        }
        Ok(inputs)
    }

    fn read(
        &self,
        file: &Path,
        stack: Option<&str>,
        project: Option<&Project>,
        installed: Option<&Installed>,
    ) -> Result<Plan> {
        if self.plans.is_empty() {
            return reviewing::from_json(file);
        }
        let folder = stack
            .zip(installed)
            .and_then(|(stack, installed)| installed.folder(stack))
            .unwrap_or(Path::new("."));
        reviewing::from_file(file, folder, &self.run.terraform(project)?)
    }

    /// Plans that are made now.
    fn planned(&self, global: &Global, ui: Ui) -> Result<Vec<Input>> {
        let need = if self.run.offline() {
            Need::Any
        } else {
            Need::Real
        };
        let parallelism = self.parallelism.stacks();
        let mut request = self
            .run
            .request(global, &self.stacks, "review", parallelism, need)?;
        // What is written is the review, in the format that is asked for.
        request.json = false;
        let mut options = self.scope.restrict(self.variables.options()?);
        options.parallelism = self.parallelism.terraform_parallelism;
        let deployment = Deployment::open(request, ui)?;
        let plans = deployment.plan_all(&options);
        deployment.check_plans(&plans)?;
        let installed = Installed::read(&deployment.project, &deployment.stage, ui);
        let mut inputs = Vec::new();
        for (name, planned) in deployment.planned(&plans) {
            let folder = planned
                .preview
                .as_ref()
                .or_else(|| deployment.folders.get(name));
            let Some(folder) = folder else { continue };
            let json = deployment
                .runner
                .show_json(folder, &planned.planned.file)
                .map_err(|failure| {
                    deployment.tell(&failure);
                    Error::Silent(Exit::Terraform)
                })?;
            let plan = Plan::from_value(json).map_err(|error| Error::NoPlan {
                what: format!("the plan of {name} cannot be reviewed: {error}"),
                hint: error.hint().to_owned(),
            })?;
            let mut input = Input::new(name.to_owned(), plan);
            installed.describe(name, &mut input);
            input.rehearsal = deployment.offline;
            input
                .notes
                .extend(notes(&planned.waits_for, deployment.offline));
            inputs.push(input);
        }
        deployment.forget_plans();
        Ok(inputs)
    }

    /// The templates for HTML.
    fn templates(&self) -> Result<Templates> {
        let templates = match &self.template {
            Some(folder) if self.format == Format::Html => Templates::in_folder(folder),
            Some(_) => {
                return Err(Error::Config {
                    what: "`--template` is for HTML".to_owned(),
                    hint: Some("give `--format html` with it".to_owned()),
                });
            }
            None => Templates::new(),
        };
        templates.map_err(|error| wrong_template(&error))
    }

    fn write(&self, review: &synth_review::Review, templates: &Templates, ui: Ui) -> Result<()> {
        let colour = self.out.is_none() && ui.colours_data();
        let format = if self.run.json {
            Format::Json
        } else {
            self.format
        };
        let text = match format {
            Format::Text => {
                let whole = self.out.is_some();
                synth_review::text(review, TextOptions { colour, whole })
            }
            Format::Md => synth_review::markdown(review, self.limit.min(COMMENT_LIMIT)),
            Format::Html => {
                synth_review::html(review, templates).map_err(|error| wrong_template(&error))?
            }
            Format::Json => synth_review::json(review),
            Format::Sarif => synth_review::sarif(review),
        };
        match &self.out {
            Some(file) => fs::write(file, text).map_err(Error::io("write", file)),
            None => Ui::data(&text),
        }
    }
}

/// Where the project is in its repository.
fn folder(project: &Project, ui: Ui) -> String {
    base::way_to(&project.root).unwrap_or_else(|error| {
        ui.warn(&format!(
            "paths in SARIF are relative to the project: {error}"
        ));
        String::new()
    })
}

fn wrong_template(error: &TemplateError) -> Error {
    Error::Config {
        what: error.to_string(),
        hint: Some(error.hint()),
    }
}

/// A plan that was given, with what the project knows about it.
fn input(plan: Plan, named: Option<&str>, file: &Path, installed: Option<&Installed>) -> Input {
    let stack = named.or_else(|| installed?.stack_of(&plan));
    let name = match stack {
        Some(name) => name.to_owned(),
        None if file == Path::new("-") => "plan".to_owned(),
        None => file.file_name().map_or_else(
            || "plan".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        ),
    };
    let mut input = Input::new(name.clone(), plan);
    if let Some(installed) = installed {
        installed.describe(&name, &mut input);
    }
    input
}

/// What cannot be known from a plan that was made like this.
fn notes(waits_for: &[String], offline: bool) -> Vec<Note> {
    let mut notes = Vec::new();
    if !waits_for.is_empty() {
        notes.push(Note {
            kind: NoteKind::Unknown,
            text: format!(
                "A preview: what it reads of {} is shown as known after apply.",
                waits_for.join(", ")
            ),
        });
    }
    if offline {
        notes.push(Note {
            kind: NoteKind::Unknown,
            text:
                "A rehearsal on a mock of the providers: drift, values that AWS computes, and what \
                   forces a replacement beyond the mock's tables are not known."
                    .to_owned(),
        });
    }
    notes
}
