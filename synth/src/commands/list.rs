//! `synth list`.

use std::path::Path;

use clap::Args;
use serde::Serialize;

use super::{StageArgs, to_json};
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

/// A stack, as `--json` prints it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    name: &'a str,
    path: &'a str,
    dependencies: &'a [String],
    working_directory: &'a Path,
}

impl List {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let project = global.project(None)?;
        let stage = self.stage.stage(&project)?;
        let scratch = Scratch::open(&project, ui)?;
        let synthesis = Synthesis::run(&project, &stage, &scratch, ui)?;
        let text = if self.json {
            json(&synthesis.manifest)?
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

fn json(manifest: &Manifest) -> Result<String> {
    let stacks: Vec<Entry<'_>> = manifest.stacks().map(Entry::new).collect();
    to_json(&stacks)
}

impl<'a> Entry<'a> {
    fn new(stack: &'a Stack) -> Self {
        Self {
            name: &stack.name,
            path: &stack.construct_path,
            dependencies: &stack.dependencies,
            working_directory: &stack.working_directory,
        }
    }
}
