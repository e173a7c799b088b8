//! Measures the server beside FastAPI services of the same contract.
//!
//! `measure-api [SECTION...] [--runs N]` prints the results; when everything
//! was measured, it also writes them to `RESULTS.md`. Before anything is
//! measured, all answers are asserted to be equal; `check` does that alone.

mod backend;
mod bare;
mod equality;
mod load;
mod place;
mod sections;
mod server;
mod workload;

use std::process::ExitCode;

use bench_common::arguments::Arguments;
use bench_common::report::{self, Section};
use bench_common::{Result, machine};
use place::Place;
use sections::{connections, costs, latency};
use workload::Workload;

const SECTIONS: [&str; 10] = [
    "feed",
    "user",
    "strangers",
    "create",
    "upload",
    "feed-latency",
    "user-latency",
    "create-latency",
    "upload-latency",
    "connections",
];

/// Nothing is measured: the answers are compared alone.
const CHECK: &str = "check";

const HOW: &str = "\
One server at a time, in turn, each started anew for each run, before the same \
process with DynamoDB and S3. CPU is user and system time of the server's \
processes, as the kernel counts it. Figures are medians, with the extremes in \
brackets; ratios are of medians. `bench/README.md` says how to run it, what \
the peers are, and what is left out.\n";

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let result = runtime
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(run()));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let place = Place::find()?;
    if arguments == [CHECK] {
        place.complete()?;
        return equality::check(&place).await;
    }
    let Arguments { chosen, runs, all } = Arguments::parse(arguments, &SECTIONS, 5)?;
    place.complete()?;
    let machine = machine::describe(&place.peers()?);
    equality::check(&place).await?;
    let mut sections = Vec::new();
    for name in &chosen {
        sections.push(section(&place, name, runs).await?);
    }
    let results = report::results("measure-api", &machine, HOW, sections);
    println!("{results}");
    if all {
        std::fs::write(place.root.join("bench/api/RESULTS.md"), results)?;
    }
    Ok(())
}

async fn section(place: &Place, name: &str, runs: usize) -> Result<Section> {
    if name == "connections" {
        return connections::run(place).await;
    }
    let (named, latency) = match name.strip_suffix("-latency") {
        Some(named) => (named, true),
        None => (name, false),
    };
    let workload = Workload::ALL.into_iter().find(|one| one.name() == named);
    match workload {
        Some(workload) if latency => latency::run(place, workload, runs).await,
        Some(workload) => costs::run(place, workload, runs).await,
        None => Err(format!("`{name}` is no section").into()),
    }
}
