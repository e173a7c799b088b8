//! The table of commands and flags: parser, help and documentation come from
//! it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    bindgen, bootstrap, build, completions, deploy, destroy, doctor, drift, graph, import, list,
    man, output, plan, review, state, synth, unlock, validate, watch, whoami,
};
use crate::error::Result;
use crate::exit;
use crate::project::{Project, Source};
use crate::ui::Ui;

/// Synthesizes Terraform JSON from a program and drives Terraform with it.
///
/// The program is the app named in synth.toml, or in the cdktf.json of a
/// CDKTF project; the file is looked for in the current folder and above.
#[derive(Debug, Parser)]
#[command(name = "synth", version, after_help = exit::help(), max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags of every command.
#[derive(Args, Debug)]
pub(crate) struct Global {
    /// The project's synth.toml or cdktf.json, instead of looking for it
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// A shell command that runs the app, instead of the configured one
    #[arg(short, long, value_name = "COMMAND", global = true)]
    app: Option<String>,
    /// Say nothing but warnings and errors (the app's own output is passed on)
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Use no colours; the environment variable `NO_COLOR` does the same
    #[arg(long, global = true)]
    no_color: bool,
}

impl Global {
    /// How this run talks.
    pub(crate) fn ui(&self) -> Ui {
        Ui::new(self.quiet, self.no_color)
    }

    /// The project to work on; `output` replaces its output folder.
    pub(crate) fn project(&self, output: Option<&PathBuf>) -> Result<Project> {
        Project::load(&Source {
            config: self.config.as_deref(),
            app: self.app.as_deref(),
            output: output.map(PathBuf::as_path),
        })
    }
}

/// Every command. A new one is a variant here, a line in `run` and a file in
/// `commands/`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(visible_alias = "synthesize")]
    Synth(synth::Synth),
    List(list::List),
    Graph(graph::Graph),
    Validate(validate::Validate),
    Build(build::Build),
    Whoami(whoami::Whoami),
    Bootstrap(bootstrap::Bootstrap),
    Plan(Box<plan::Plan>),
    Deploy(Box<deploy::Deploy>),
    Destroy(Box<destroy::Destroy>),
    Output(Box<output::Output>),
    Review(Box<review::Review>),
    Import(Box<import::Import>),
    State(Box<state::State>),
    Unlock(Box<unlock::Unlock>),
    Drift(Box<drift::Drift>),
    Watch(Box<watch::Watch>),
    Bindgen(bindgen::Bindgen),
    Doctor(doctor::Doctor),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        match self {
            Self::Synth(command) => command.run(global, ui),
            Self::List(command) => command.run(global, ui),
            Self::Graph(command) => command.run(global, ui),
            Self::Validate(command) => command.run(global, ui),
            Self::Build(command) => command.run(global, ui),
            Self::Whoami(command) => command.run(global, ui),
            Self::Bootstrap(command) => command.run(global, ui),
            Self::Plan(command) => command.run(global, ui),
            Self::Deploy(command) => command.run(global, ui),
            Self::Destroy(command) => command.run(global, ui),
            Self::Output(command) => command.run(global, ui),
            Self::Review(command) => command.run(global, ui),
            Self::Import(command) => command.run(global, ui),
            Self::State(command) => command.run(global, ui),
            Self::Unlock(command) => command.run(global, ui),
            Self::Drift(command) => command.run(global, ui),
            Self::Watch(command) => command.run(global, ui),
            Self::Bindgen(command) => command.run(global, ui),
            Self::Doctor(command) => command.run(global),
            Self::Completions(command) => command.run(),
            Self::Man(command) => command.run(ui),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_table_is_consistent() {
        Cli::command().debug_assert();
    }
}
