//! The program: see the library of the same name.

use std::process::ExitCode;

use clap::Parser as _;
use local::{CommandLine, Problem, run};

fn main() -> ExitCode {
    let line = CommandLine::parse();
    let result = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::because("cannot start threads", error))
        .and_then(|runtime| runtime.block_on(run(line)));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}
