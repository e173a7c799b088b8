//! The synth command line: synthesizes stacks and drives Terraform.
//!
//! `cli` is the table of commands and flags, `commands` has one file for each
//! command, and everything below them is one concept a file. Data goes to
//! stdout, talk goes to stderr (`ui`); every expected failure is a variant of
//! `error::Error`, which knows its exit code.

use std::process::ExitCode;

use clap::{ColorChoice, CommandFactory, FromArgMatches};

use crate::cli::Cli;

mod annotations;
mod app;
mod artifacts;
mod change_set;
mod changes;
mod cli;
mod commands;
mod deployment;
mod doctor;
mod document;
mod environment;
mod error;
mod exit;
mod failure;
mod glob;
mod graph;
mod manifest;
mod order;
mod output;
mod outputs;
mod paths;
mod placeholder;
mod program;
mod progress;
mod project;
mod run_folder;
mod schemas;
mod scratch;
mod selection;
mod source_files;
mod sources;
mod synthesis;
mod terraform;
mod ui;

fn main() -> ExitCode {
    if let Some(code) = terraform::supervised::become_program(std::env::args_os()) {
        return code;
    }
    // clap prints usage errors itself, before `--no-color` is parsed.
    let plain = std::env::args_os().any(|argument| argument == "--no-color");
    let choice = if plain {
        ColorChoice::Never
    } else {
        ColorChoice::Auto
    };
    let command = environment::with_variables(Cli::command()).color(choice);
    let matches = command.get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let ui = cli.global.ui();
    match cli.command.run(&cli.global, ui) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error::Error::Silent(exit)) => exit.into(),
        Err(error) => {
            ui.fail(&error);
            error.exit().into()
        }
    }
}
