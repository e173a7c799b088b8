//! Whether ten times the resources take ten times as long.

use synth_bench::scale::Shape;

use super::scale;
use crate::place::Place;
use bench_common::Result;
use bench_common::process::interleave;
use bench_common::report::{self, Section, Target};
use bench_common::samples::figure;

const COUNTS: [u32; 3] = [1_000, 10_000, 100_000];

pub(crate) fn run(place: &Place, runs: usize) -> Result<Section> {
    let mut programs = Vec::new();
    for count in COUNTS {
        let pair = scale::pair(place, Shape::Nested, &count.to_string());
        scale::compared(place, Shape::Nested, &pair)?;
        programs.extend(pair);
    }
    // All sizes in turn too. CDKTF takes most of a minute for the largest.
    let measured = interleave(&programs, runs.min(3))?;
    let mut rows = Vec::new();
    let mut each_by_size = Vec::new();
    for (count, pair) in COUNTS.iter().zip(measured.chunks(2)) {
        for (place, one) in pair.iter().enumerate() {
            let microseconds = one.cpu.median * 1e6 / f64::from(*count);
            if place == 0 {
                each_by_size.push(microseconds);
            }
            rows.push(vec![
                format!("{count}, {}", one.name),
                one.cpu.show(),
                figure(microseconds),
                one.peak.show(),
                figure(one.peak.median * 1024.0 / f64::from(*count)),
            ]);
        }
    }
    let [_, middle, large] = each_by_size.as_slice() else {
        return Err("nothing was measured".into());
    };
    Ok(Section {
        targets: vec![Target::at_most(
            "CPU per resource, of 100,000 against 10,000",
            1.25,
            large / middle,
        )],
        markdown: format!(
            "## Linearity\n\nNested, ten to a scope; equal documents asserted first at every \
             size. Whole processes: at 1,000 starting one still counts.\n\n{}",
            report::table(
                &[
                    "median (min–max)",
                    "CPU s",
                    "CPU µs each",
                    "peak MiB",
                    "peak KiB each"
                ],
                &rows
            )
        ),
    })
}
