//! Synthesis against `serde_json` writing the same document from memory.

use std::process::Command;

use synth_bench::scale::Shape;

use crate::place::Place;
use bench_common::Result;
use bench_common::report::{self, Section, Target};
use bench_common::samples::Spread;

const ROUNDS: &str = "30";
const STEPS: [&str; 5] = [
    "define, synthesize, write to a file",
    "synthesize, write to a file",
    "`serde_json` from memory to a file",
    "synthesize into memory",
    "`serde_json` from memory into memory",
];

pub(crate) fn run(place: &Place) -> Result<Section> {
    let mut section = Section {
        markdown: format!(
            "## Against `serde_json`\n\n10,000 resources, release build, CPU of the one process, \
             {ROUNDS} rounds; the texts are asserted to be equal. Ratios are against \
             `serde_json` with the same destination.\n"
        ),
        targets: Vec::new(),
    };
    for (shape, what) in [
        (
            Shape::Flat,
            "10,000 flat: define, synthesize, write, of serde_json's time",
        ),
        (
            Shape::Nested,
            "10,000 nested: define, synthesize, write, of serde_json's time",
        ),
    ] {
        eprintln!("in one process: {}", shape.name());
        let spreads = spreads(place, shape)?;
        let [whole, _, file, _, memory] = spreads;
        let rows: Vec<Vec<String>> = STEPS
            .iter()
            .zip(spreads)
            .enumerate()
            .map(|(step, (name, spread))| {
                let base = if step < 3 { file } else { memory };
                let milliseconds = Spread {
                    min: spread.min * 1e3,
                    median: spread.median * 1e3,
                    max: spread.max * 1e3,
                };
                vec![
                    (*name).to_owned(),
                    milliseconds.show(),
                    format!("{:.2}×", spread.median / base.median),
                ]
            })
            .collect();
        let table = report::table(&["median (min–max)", "CPU ms", "ratio"], &rows);
        section.add(shape.name(), &table);
        let times = whole.median / file.median;
        section.targets.push(Target::at_most(what, 2.0, times));
    }
    Ok(section)
}

/// The columns of what the program prints.
fn spreads(place: &Place, shape: Shape) -> Result<[Spread; 5]> {
    let output = Command::new(place.release("in_process"))
        .args([shape.name(), "10000", ROUNDS])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let text = String::from_utf8(output.stdout)?;
    let mut rounds: Vec<Vec<f64>> = Vec::new();
    for line in text.lines() {
        let round: std::result::Result<_, _> = line.split(' ').map(str::parse).collect();
        rounds.push(round?);
    }
    let column =
        |step: usize| Spread::of(rounds.iter().filter_map(|round| round.get(step)).copied());
    Ok([column(0)?, column(1)?, column(2)?, column(3)?, column(4)?])
}
