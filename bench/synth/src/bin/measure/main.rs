//! Times synthesis against CDKTF and against `serde_json`.
//!
//! `measure [SECTION...]` prints the results; when everything was measured, it
//! also writes them to `RESULTS.md`. The sections are `stacks`, `scale`,
//! `serde`, `linear`, `edit` and `bindings`. `--runs N` says how often each program runs.

mod copy;
mod machine;
mod place;
mod process;
mod report;
mod samples;
mod sections;

use std::process::ExitCode;

use place::Place;
use report::Section;
use sections::{bindings, edit, in_process, linear, scale, two_stacks};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

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
    let (chosen, runs) = arguments()?;
    let place = Place::find()?;
    let machine = machine::describe(&place)?;
    if chosen.iter().any(|name| name != ALONE) {
        place.build()?;
    }
    let mut targets = Vec::new();
    let mut details = String::new();
    for name in &chosen {
        let section = section(&place, name, runs)?;
        targets.extend(section.targets);
        details.push('\n');
        details.push_str(&section.markdown);
    }
    let targets = report::targets(&targets);
    let results = format!(
        "# Results\n\nWritten by `measure`.\n\n{machine}\n{HOW}\n## Targets\n\n{targets}{details}"
    );
    println!("{results}");
    if chosen.len() == SECTIONS.len() {
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
        other => Err(format!("`{other}` is no section: {}", SECTIONS.join(", ")).into()),
    }
}

fn arguments() -> Result<(Vec<String>, usize)> {
    let mut chosen = Vec::new();
    let mut runs = 7;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--runs" {
            runs = arguments.next().ok_or("--runs needs a number")?.parse()?;
        } else {
            chosen.push(argument);
        }
    }
    if chosen.is_empty() {
        chosen = SECTIONS.map(str::to_owned).into();
    }
    Ok((chosen, runs))
}
