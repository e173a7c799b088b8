//! Times synthesis against CDKTF and against `serde_json`.
//!
//! `measure [SECTION...]` prints the results; when everything was measured, it
//! also writes them to `RESULTS.md`. The sections are `stacks`, `scale`,
//! `serde`, `linear`, `edit` and `bindings`. `--runs N` says how often each program runs.

mod copy;
mod place;
mod sections;

use std::process::ExitCode;

use bench_common::arguments::Arguments;
use bench_common::report::{self, Section};
use bench_common::{Result, machine};
use place::Place;
use sections::{bindings, edit, in_process, linear, scale, two_stacks};

const SECTIONS: [&str; 6] = ["stacks", "scale", "serde", "linear", "edit", "bindings"];

/// The section that needs neither CDKTF nor programs of ours.
const ALONE: &str = "bindings";

const HOW: &str = "\
Whole processes, run in turn; CPU is user and system time of the process and \
of those it waited for, the peak is the largest resident set of any one of \
them. The ratios hold the medians against the first row. `bench/README.md` \
says how to run it, and what is left out.\n";

fn main() -> ExitCode {
    match try_main() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn try_main() -> Result<()> {
    let Arguments { chosen, runs, all } = Arguments::parse(std::env::args().skip(1), &SECTIONS, 7)?;
    let place = Place::find()?;
    let machine = machine::describe(&place.peers()?);
    if chosen.iter().any(|name| name != ALONE) {
        place.build()?;
    }
    let mut sections = Vec::new();
    for name in &chosen {
        sections.push(section(&place, name, runs)?);
    }
    let results = report::results("measure", &machine, HOW, sections);
    println!("{results}");
    if all {
        std::fs::write(place.root.join("bench/synth/RESULTS.md"), results)?;
    }
    Ok(())
}

fn section(place: &Place, name: &str, runs: usize) -> Result<Section> {
    match name {
        "stacks" => two_stacks::run(place, runs * 3),
        "scale" => scale::run(place, runs),
        "serde" => in_process::run(place),
        "linear" => linear::run(place, runs),
        "edit" => edit::run(place, runs),
        "bindings" => bindings::run(place, runs),
        other => Err(format!("`{other}` is no section").into()),
    }
}
