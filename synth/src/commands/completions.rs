//! `synth completions`.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use crate::cli::Cli;
use crate::environment::with_variables;
use crate::error::Result;
use crate::ui::Ui;

/// Print a script that completes commands and flags in a shell
///
/// For bash, put `source <(synth completions bash)` into ~/.bashrc; for fish,
/// write it to ~/.config/fish/completions/synth.fish; for zsh, to a file named
/// `_synth` in a folder of `$fpath`.
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

impl Completions {
    /// Runs the command.
    pub(crate) fn run(&self) -> Result<()> {
        let mut script = Vec::new();
        generate(
            self.shell,
            &mut with_variables(Cli::command()),
            "synth",
            &mut script,
        );
        Ui::data(&String::from_utf8_lossy(&script))
    }
}
