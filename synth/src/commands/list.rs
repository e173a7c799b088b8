//! `synth list`.

use clap::Args;
use serde_json::{Value, json};

use super::StageArgs;
use crate::cli::Global;
use crate::error::Result;
use crate::manifest::{Manifest, Stack};
use crate::scratch::Scratch;
use crate::synthesis::Synthesis;
use crate::ui::Ui;

/// List the stacks and the stacks they depend on
///
/// Runs the app, and writes nothing to the output folder.
#[derive(Args, Debug)]
pub(crate) struct List {
    #[command(flatten)]
    stage: StageArgs,
    /// Print JSON: an array of objects with `name`, `path`, `dependencies` and
    /// `workingDirectory`
    #[arg(long)]
    json: bool,
}

impl List {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let project = global.project(None)?;
        let stage = project.stage(self.stage.stage.as_deref())?;
        let scratch = Scratch::open(&project, ui)?;
        let synthesis = Synthesis::run(&project, &stage, &scratch, ui)?;
        let text = if self.json {
            json(&synthesis.manifest)
        } else {
            lines(&synthesis.manifest)
        };
        Ui::data(&text)
    }
}

fn lines(manifest: &Manifest) -> String {
    let line = |stack: &Stack| match stack.dependencies.as_slice() {
        [] => format!("{}\n", stack.name),
        dependencies => format!("{} (after {})\n", stack.name, dependencies.join(", ")),
    };
    manifest.stacks().map(line).collect()
}

fn json(manifest: &Manifest) -> String {
    let stacks: Vec<Value> = manifest
        .stacks()
        .map(|stack| {
            json!({
                "name": stack.name,
                "path": stack.construct_path,
                "dependencies": stack.dependencies,
                "workingDirectory": stack.working_directory,
            })
        })
        .collect();
    format!("{:#}\n", Value::Array(stacks))
}
