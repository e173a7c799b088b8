//! How a run ends that the parser of the command line ends: help, version, and
//! command lines that are wrong.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::CommandFactory;

use crate::cli::Cli;
use crate::exit::Exit;
use crate::ui::Ui;

/// Shows what the parser has to say, and tells how the run ends. Of `review`, 2
/// means findings, so a wrong command line has another code there.
pub(crate) fn end(error: &clap::Error, ui: Ui) -> ExitCode {
    if error.use_stderr() {
        // A closed stderr is nobody's loss.
        let _ = error.print();
        let exit = Exit::Usage;
        return if is_review() { exit.of_review() } else { exit }.into();
    }
    let printed = error.print().and_then(|()| io::stdout().flush());
    match Ui::printed(printed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            ui.fail(&error);
            error.exit().into()
        }
    }
}

/// Whether the command is `review`, as far as the command line can be read.
fn is_review() -> bool {
    // `--base --help` lacks a value, and asks for no help.
    let command = Cli::command().disable_help_flag(true).ignore_errors(true);
    let matches = command.try_get_matches();
    matches.is_ok_and(|matches| matches.subcommand_name() == Some("review"))
}
