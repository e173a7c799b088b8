//! The commands, one file for each, and what they share.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::error::{Error, Result, plural};
use crate::output::install;
use crate::paths::shown;
use crate::project::{Project, Setting, Stage};
use crate::ui::Ui;

pub(crate) mod bindgen;
pub(crate) mod bootstrap;
pub(crate) mod build;
pub(crate) mod completions;
pub(crate) mod deploy;
pub(crate) mod destroy;
pub(crate) mod doctor;
pub(crate) mod drift;
pub(crate) mod graph;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod man;
pub(crate) mod output;
pub(crate) mod plan;
pub(crate) mod post_args;
pub(crate) mod review;
mod run_args;
pub(crate) mod state;
pub(crate) mod synth;
pub(crate) mod unlock;
pub(crate) mod validate;
pub(crate) mod watch;
pub(crate) mod whoami;

/// The flags of every command that runs the app.
#[derive(Args, Debug)]
pub(crate) struct StageArgs {
    /// The stage to synthesize, instead of the default one
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// Set a key of the stage for this run, over what the file says
    ///
    /// The value is written as in TOML; what is no TOML is a string. Dots lead
    /// into tables. May be given more than once.
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<Setting>,
}

impl StageArgs {
    /// Whether any was given.
    fn is_given(&self) -> bool {
        self.stage.is_some() || !self.set.is_empty()
    }

    /// The name that was given.
    pub(crate) fn name(&self) -> Option<&str> {
        self.stage.as_deref()
    }

    /// The stage that is meant.
    fn stage(&self, project: &Project) -> Result<Stage> {
        let stage = project.stage(self.stage.as_deref())?;
        Ok(stage.with_settings(self.set.clone()))
    }
}

/// The flag of every command that writes the output folder.
#[derive(Args, Debug)]
pub(crate) struct OutArgs {
    /// The output folder, instead of the configured one
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// A JSON document for stdout.
fn to_json<T: Serialize>(value: &T) -> Result<String> {
    let text = serde_json::to_string_pretty(value).map_err(std::io::Error::other);
    text.map(|text| text + "\n")
        .map_err(Error::io("write to", Path::new("stdout")))
}

/// Tells what an installation did.
pub(crate) fn report(installed: &install::Report, stacks: usize, output: &Path, ui: Ui) {
    for folder in &installed.stale {
        let path = shown(&folder.path);
        if let Some(state) = &folder.state {
            ui.warn(&format!(
                "{path} has no stack any more, but stays as it is: it holds state ({})",
                state.display()
            ));
            ui.hint("destroy there what the state describes, or move the state elsewhere; then remove the folder");
        } else if folder.foreign.is_empty() {
            ui.status(&format!("removed {path}, which has no stack any more"));
        } else {
            ui.warn(&format!(
                "{path} has no stack any more, but holds what synth did not make: {}",
                folder.foreign.join(", ")
            ));
        }
    }
    let changes = match installed.written {
        0 => "unchanged".to_owned(),
        written => format!("{written} {} written", plural(written, "file")),
    };
    ui.status(&format!(
        "synthesized {stacks} {} into {}: {changes}",
        plural(stacks, "stack"),
        shown(output)
    ));
}
