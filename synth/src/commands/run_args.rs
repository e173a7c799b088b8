//! The flags of every command that runs Terraform.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::StageArgs;
use crate::artifacts::Need;
use crate::base;
use crate::cli::Global;
use crate::deployment::{Request, absolute};
use crate::error::{Error, Result};
use crate::project::{Project, Stage};
use crate::terraform::Terraform;
use crate::terraform::operation::PlanOptions;

/// Which stacks.
#[derive(Args, Debug)]
pub(crate) struct Stacks {
    /// These stacks; `*` and `?` match any text and any character. May be left
    /// out if there is one
    #[arg(value_name = "STACK")]
    pub(crate) stacks: Vec<String>,
    /// All stacks
    #[arg(long, conflicts_with = "stacks")]
    pub(crate) all: bool,
}

/// How to run.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Args, Debug)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) stage: StageArgs,
    /// The output folder, instead of the configured one
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Do not run the app: work on what the last synthesis wrote
    #[arg(long)]
    skip_synth: bool,
    /// A rehearsal: real Terraform on a mock of the providers, in a copy below
    /// `.synth/offline/` with a state of its own; no network, no credentials
    #[arg(long)]
    offline: bool,
    /// A file with the output of `terraform providers schema -json`, for
    /// `--offline` instead of the bindings' schemas
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// The program to run, such as `tofu`
    ///
    /// Otherwise it is `[terraform] binary` in synth.toml, the environment
    /// variable `TERRAFORM_BINARY_NAME`, `terraform`, or `tofu`.
    #[arg(long, value_name = "PROGRAM")]
    terraform_binary: Option<OsString>,
    /// Move the state, if the backend's configuration changed
    #[arg(long)]
    migrate_state: bool,
    /// Print events as JSON, one a line: Terraform's own with the stack's name,
    /// and ours
    #[arg(long)]
    pub(crate) json: bool,
}

/// How plans are shown.
#[derive(Args, Debug)]
pub(crate) struct Showing {
    /// Show plans as Terraform prints them, instead of a review
    #[arg(long)]
    pub(crate) raw: bool,
}

/// How much at once.
#[derive(Args, Debug)]
pub(crate) struct Parallelism {
    /// How many stacks at once, as far as they do not depend on each other;
    /// `-1` is no limit
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 4,
        allow_negative_numbers = true
    )]
    parallelism: i32,
    /// How many resources Terraform works on at once in a stack
    #[arg(long, value_name = "NUMBER")]
    pub(crate) terraform_parallelism: Option<u32>,
}

/// Values of Terraform's variables.
#[derive(Args, Debug)]
pub(crate) struct Variables {
    /// Set a variable of the stacks. May be given more than once
    #[arg(long = "var", value_name = "NAME=VALUE")]
    variables: Vec<String>,
    /// A file with values of variables. May be given more than once
    #[arg(long = "var-file", value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// What a plan is restricted to.
#[derive(Args, Debug)]
pub(crate) struct Scope {
    /// Only this resource, and what it depends on. May be given more than once
    #[arg(long = "target", value_name = "ADDRESS")]
    targets: Vec<String>,
    /// Replace this resource. May be given more than once
    #[arg(long = "replace", value_name = "ADDRESS")]
    replaced: Vec<String>,
    /// Only bring the state up to date with what there is; change nothing else
    #[arg(long)]
    refresh_only: bool,
}

impl Stacks {
    /// The one with this name.
    pub(crate) fn one(name: &str) -> Self {
        Self {
            stacks: vec![name.to_owned()],
            all: false,
        }
    }
}

impl RunArgs {
    /// The project to work on.
    pub(crate) fn project(&self, global: &Global) -> Result<Project> {
        global.project(self.output.as_ref())
    }

    /// The program, for a command that may do without a project.
    pub(crate) fn terraform(&self, project: Option<&Project>) -> Result<Terraform> {
        let flag = self.terraform_binary.as_deref();
        match project {
            Some(project) => Terraform::of(project, flag),
            None => Terraform::without_project(flag),
        }
    }

    /// Whether it is a rehearsal.
    pub(crate) fn offline(&self) -> bool {
        self.offline
    }

    /// What is compared with a base.
    pub(crate) fn comparison<'a>(
        &'a self,
        project: &'a Project,
        stage: &'a Stage,
        stacks: &'a Stacks,
        base: &'a str,
    ) -> Result<base::Request<'a>> {
        Ok(base::Request {
            project,
            stage,
            base,
            stacks: &stacks.stacks,
            schema: self.schema.as_deref(),
            skip_synth: self.skip_synth,
            terraform: Terraform::of(project, self.terraform_binary.as_deref())?,
        })
    }

    /// What a command is about. `parallelism` is how many stacks at once.
    pub(crate) fn request<'a>(
        &'a self,
        global: &Global,
        stacks: &'a Stacks,
        command: &'static str,
        parallelism: usize,
        artifacts: Need,
    ) -> Result<Request<'a>> {
        let project = global.project(self.output.as_ref())?;
        let stage = self.stage.stage(&project)?;
        if self.schema.is_some() && !self.offline {
            return Err(Error::Config {
                what: "`--schema` is for rehearsals".to_owned(),
                hint: Some("give `--offline` with it, or leave it out".to_owned()),
            });
        }
        let terraform = Terraform::of(&project, self.terraform_binary.as_deref())?;
        Ok(Request {
            project,
            stage,
            stacks: &stacks.stacks,
            all: stacks.all,
            command,
            offline: self.offline,
            schema: self.schema.as_deref(),
            skip_synth: self.skip_synth,
            terraform,
            parallelism,
            migrate_state: self.migrate_state,
            json: self.json,
            artifacts,
            raw: false,
            mock_root: None,
            sources_root: None,
        })
    }
}

impl Parallelism {
    /// How many stacks at once.
    pub(crate) fn stacks(&self) -> usize {
        usize::try_from(self.parallelism).unwrap_or(usize::MAX)
    }
}

impl Variables {
    /// Options of a plan with these values.
    pub(crate) fn options(&self) -> Result<PlanOptions> {
        Ok(PlanOptions {
            variables: self.variables.clone(),
            variable_files: absolute(&self.files)?,
            ..PlanOptions::default()
        })
    }
}

impl Scope {
    /// The same options, restricted.
    pub(crate) fn restrict(&self, options: PlanOptions) -> PlanOptions {
        PlanOptions {
            targets: self.targets.clone(),
            replaced: self.replaced.clone(),
            refresh_only: self.refresh_only,
            ..options
        }
    }
}
