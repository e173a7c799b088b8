//! Measures the label Lambda beside one in Python with boto3.
//!
//! `measure-lambda [SECTION...] [--runs N]` prints the results; when everything
//! was measured, it also writes them to `RESULTS.md`. The sections are `start`
//! and `warm`. Before anything is measured, what both make of the same events
//! is asserted to be equal; `check` does that alone.

mod equality;
mod function;
mod place;
mod sections;

use std::process::ExitCode;

use bench_common::arguments::Arguments;
use bench_common::report::{self, Section};
use bench_common::{Result, machine};
use place::Place;
use sections::{start, warm};

const SECTIONS: [&str; 2] = ["start", "warm"];

/// Nothing is measured: what comes out is compared alone.
const CHECK: &str = "check";

const HOW: &str = "\
Both are started by turns, in the environment that Lambda gives a function, \
with stand-ins for the Runtime API, S3, Rekognition and DynamoDB. Figures are \
medians, with the extremes in brackets; ratios are of medians. \
`bench/README.md` says how to run it, and what is left out.\n";

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
    let Arguments { chosen, runs, all } = Arguments::parse(arguments, &SECTIONS, 7)?;
    place.complete()?;
    let machine = machine::describe(&place.peers());
    equality::check(&place).await?;
    let mut sections = Vec::new();
    for name in &chosen {
        sections.push(section(&place, name, runs).await?);
    }
    let results = report::results("measure-lambda", &machine, HOW, sections);
    println!("{results}");
    if all {
        std::fs::write(place.root.join("bench/lambda/RESULTS.md"), results)?;
    }
    Ok(())
}

async fn section(place: &Place, name: &str, runs: usize) -> Result<Section> {
    match name {
        "start" => start::run(place, runs * 3).await,
        "warm" => warm::run(place, runs).await,
        other => Err(format!("`{other}` is no section").into()),
    }
}
