//! The synth command line: synthesizes stacks and drives Terraform.
//!
//! `cli` is the table of commands and flags, `commands` has one file for each
//! command, and everything below them is one concept a file. Data goes to
//! stdout, talk goes to stderr (`ui`); every expected failure is a variant of
//! `error::Error`, which knows its exit code.

use std::process::ExitCode;

use clap::{ColorChoice, CommandFactory, FromArgMatches};
use synth_review::glob;

use crate::cli::Cli;
use crate::ui::Ui;

mod annotations;
mod app;
mod artifacts;
mod base;
mod bootstrap;
mod build;
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
mod graph;
mod identity;
mod manifest;
mod order;
mod output;
mod outputs;
mod paths;
mod placeholder;
mod post;
mod program;
mod progress;
mod project;
mod review_file;
mod reviewing;
mod run_folder;
mod schemas;
mod scratch;
mod selection;
mod source_files;
mod sources;
mod synthesis;
mod terraform;
mod ui;
mod usage;

fn main() -> ExitCode {
    if let Some(code) = terraform::supervised::stand_between(std::env::args_os()) {
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
    let matches = command.try_get_matches();
    let cli = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return usage::end(&error, Ui::new(false, plain)),
    };
    let ui = cli.global.ui();
    let is_review = matches!(cli.command, cli::Command::Review(_));
    match cli.command.run(&cli.global, ui) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error::Error::Silent(exit)) => exit.into(),
        Err(error) => {
            ui.fail(&error);
            let exit = error.exit();
            if is_review { exit.of_review() } else { exit }.into()
        }
    }
}
