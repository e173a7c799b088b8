//! `synth whoami`.

use clap::Args;

use super::StageArgs;
use crate::cli::Global;
use crate::document::Document;
use crate::error::Result;
use crate::identity;
use crate::scratch::Scratch;
use crate::selection::select;
use crate::synthesis::Synthesis;
use crate::ui::Ui;

/// Ask AWS who the stacks would be deployed by
///
/// Prints account, region and ARN. Fails when that contradicts the stage's
/// `account` or `region`, or the accounts that the stacks' AWS provider allows
/// or forbids. A deployment asks the same before its first change. Nothing is
/// asked for stacks that do not use AWS.
#[derive(Args, Debug)]
pub(crate) struct Whoami {
    /// Only these stacks; `*` and `?` match any text and any character
    #[arg(value_name = "STACK")]
    stacks: Vec<String>,
    #[command(flatten)]
    stage: StageArgs,
}

impl Whoami {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let project = global.project(None)?;
        let stage = self.stage.stage(&project)?;
        let scratch = Scratch::open(&project, ui)?;
        let synthesis = Synthesis::run(&project, &stage, &scratch, ui)?;
        let mut documents = Vec::new();
        for stack in select(&synthesis.manifest, &self.stacks)? {
            documents.push((stack.name.as_str(), synthesis.document(stack)?));
        }
        let stacks: Vec<(&str, &Document)> = documents
            .iter()
            .map(|(name, document)| (*name, document))
            .collect();
        let callers = identity::check(&project, &stage, &stacks, ui)?;
        if callers.is_empty() {
            ui.status("AWS was not asked");
        }
        let line = |caller: &identity::Caller| format!("{caller}\n");
        Ui::data(&callers.iter().map(line).collect::<String>())
    }
}
