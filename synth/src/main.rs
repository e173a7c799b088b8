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
mod cli;
mod commands;
mod doctor;
mod document;
mod error;
mod exit;
mod glob;
mod graph;
mod manifest;
mod output;
mod paths;
mod placeholder;
mod program;
mod project;
mod schemas;
mod scratch;
mod selection;
mod sources;
mod synthesis;
mod terraform;
mod ui;

fn main() -> ExitCode {
    // clap prints usage errors itself, before `--no-color` is parsed.
    let plain = std::env::args_os().any(|argument| argument == "--no-color");
    let choice = if plain {
        ColorChoice::Never
    } else {
        ColorChoice::Auto
    };
    let matches = Cli::command().color(choice).get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let ui = cli.global.ui();
    match cli.command.run(&cli.global, ui) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            ui.fail(&error);
            error.exit().into()
        }
    }
}
