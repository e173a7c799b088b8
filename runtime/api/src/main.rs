//! The server as a program: its settings come from the environment, it stops
//! on SIGTERM, and `api backfill` brings older posts into the feed.

mod command_line;
mod logging;
mod serve;

use std::process::ExitCode;

use clap::Parser as _;
use command_line::{Command, CommandLine};
use contract::ApiEnv;
use postagram::{AwsConfig, Clients, Store};
use synth_program::FromVariables as _;

/// Whatever ends the program early; says itself what to do about it.
type Trouble = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let command = CommandLine::parse().command;
    let result = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Trouble::from)
        .and_then(|runtime| runtime.block_on(run(command)));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "cannot go on");
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Option<Command>) -> Result<(), Trouble> {
    let environment = ApiEnv::from_process().map_err(with_hint)?;
    logging::start(environment.log_level.as_deref())?;
    match command {
        None | Some(Command::Serve) => serve::serve(&environment).await,
        Some(Command::Backfill) => {
            let done = store(&environment).await?.backfill().await;
            let done = done.map_err(|error| error.chain())?;
            println!(
                "{} posts are in the feed now and were not before",
                done.added
            );
            if done.skipped > 0 {
                println!("{} items cannot be in it", done.skipped);
            }
            Ok(())
        }
    }
}

/// The store that the environment tells of.
async fn store(environment: &ApiEnv<String>) -> Result<Store, Trouble> {
    let settings = postagram::Settings::from_environment(environment).map_err(with_hint)?;
    let aws = AwsConfig::of_machine().await.map_err(with_hint)?;
    Ok(Store::new(Clients::new(&aws), settings))
}

/// What to do about a variable that is missing or wrong.
fn with_hint(error: impl std::fmt::Display) -> String {
    format!("{error}\nhint: docs/server.md lists the environment variables")
}
