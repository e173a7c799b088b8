//! `synth graph`.

use clap::{Args, ValueEnum};

use super::StageArgs;
use crate::cli::Global;
use crate::error::Result;
use crate::graph::{self, Source};
use crate::scratch::Scratch;
use crate::selection::select;
use crate::synthesis::Synthesis;
use crate::ui::Ui;

/// Print the graph of the stacks and of the resources in them
///
/// An arrow goes from what depends to what it depends on: references in
/// expressions, `depends_on` and `replace_triggered_by`. A reference to another
/// stack's output leads to the resource behind it; a dashed arrow says that a
/// stack is deployed after another. Runs the app, and writes nothing to the
/// output folder.
#[derive(Args, Debug)]
pub(crate) struct Graph {
    /// Only these stacks; `*` and `?` match any text and any character
    #[arg(value_name = "STACK")]
    stacks: Vec<String>,
    #[command(flatten)]
    stage: StageArgs,
    /// The language of the graph
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// A flowchart that Markdown viewers draw
    #[default]
    Mermaid,
    /// Graphviz
    Dot,
    /// A picture
    Svg,
}

impl Graph {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let project = global.project(None)?;
        let stage = self.stage.stage(&project)?;
        let scratch = Scratch::open(&project, ui)?;
        let synthesis = Synthesis::run(&project, &stage, &scratch, ui)?;
        let chosen = select(&synthesis.manifest, &self.stacks)?;
        let mut documents = Vec::new();
        for stack in synthesis.manifest.stacks() {
            documents.push((stack, synthesis.document(stack)?));
        }
        let sources: Vec<Source<'_>> = documents
            .iter()
            .map(|(stack, document)| Source {
                name: &stack.name,
                construct_path: &stack.construct_path,
                dependencies: &stack.dependencies,
                document: document.value(),
            })
            .collect();
        let graph = graph::Graph::new(&sources, |name| {
            chosen.iter().any(|stack| stack.name == name)
        });
        Ui::data(&match self.format {
            Format::Mermaid => graph::mermaid(&graph),
            Format::Dot => graph::dot(&graph),
            Format::Svg => graph::svg(&graph),
        })
    }
}
