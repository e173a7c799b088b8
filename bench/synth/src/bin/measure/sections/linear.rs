//! Whether ten times the resources take ten times as long.

use synth_bench::scale::Shape;

use super::scale;
use crate::Result;
use crate::place::Place;
use crate::process::interleave;
use crate::report::{self, Section, Target};
use crate::samples::figure;

pub(crate) fn run(place: &Place, runs: usize) -> Result<Section> {
    let mut rows = Vec::new();
    let mut each_by_size = Vec::new();
    for count in [1_000_u32, 10_000, 100_000] {
        let programs = scale::pair(place, Shape::Nested, &count.to_string());
        scale::compared(place, Shape::Nested, &programs)?;
        // CDKTF takes most of a minute for the largest.
        let runs = if count > 10_000 { runs.min(3) } else { runs };
        for one in interleave(&programs, runs)? {
            let microseconds = one.cpu.median * 1e6 / f64::from(count);
            if one.name == "ours" {
                each_by_size.push(microseconds);
            }
            rows.push(vec![
                format!("{count}, {}", one.name),
                one.cpu.show(),
                figure(microseconds),
                one.peak.show(),
                figure(one.peak.median * 1024.0 / f64::from(count)),
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
