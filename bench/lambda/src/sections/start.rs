//! From exec to the first question for an event.

use std::time::Instant;

use bench_common::Result;
use bench_common::report::{Section, Target};
use postagram_testing::StandIns;

use super::compare::{Compared, Sample};
use crate::function::{Function, Kind};
use crate::place::Place;

pub(crate) async fn run(place: &Place, runs: usize) -> Result<Section> {
    let aws = StandIns::start().await?;
    let mut samples: [Vec<Sample>; 2] = Default::default();
    // The first round fills the caches of files and of compiled Python.
    for run in 0..=runs {
        for (kind, samples) in Kind::ALL.iter().zip(&mut samples) {
            let sample = sample(*kind, place, &aws).await?;
            if run > 0 {
                samples.push(sample);
            }
        }
    }
    let compared = Compared::of(&samples)?;
    let names = [("wall ms", "wall"), ("CPU ms", "CPU"), ("peak MiB", "peak")];
    Ok(Section {
        markdown: format!(
            "## Start\n\nFrom starting the process to its first question for an event, {runs} \
             starts each; files and compiled Python are in memory. Lambda's own part, such as \
             fetching and unpacking the code, is not in it.\n\n{}",
            compared.table(names)
        ),
        targets: vec![
            Target::at_least(
                "time to the first question, less than Python's",
                8.0,
                compared.more(0),
            ),
            Target::at_most(
                "memory at the first question, of Python's",
                0.25,
                1.0 / compared.more(2),
            ),
        ],
    })
}

/// From starting the process to the question, and CPU until then, in
/// milliseconds; the largest resident set until then, in MiB.
async fn sample(kind: Kind, place: &Place, aws: &StandIns) -> Result<Sample> {
    let start = Instant::now();
    let function = Function::start(kind, place, aws).await?;
    let wall = start.elapsed().as_secs_f64() * 1000.0;
    let peak = function.used()?.peak;
    let cpu = function.end()? * 1000.0;
    Ok([wall, cpu, peak])
}
