//! Ten thousand resources.

use synth_bench::scale::Shape;

use crate::place::Place;
use bench_common::Result;
use bench_common::process::{Program, interleave};
use bench_common::report::{self, Section, Target};

const COUNT: &str = "10000";

pub(crate) fn run(place: &Place, runs: usize) -> Result<Section> {
    let mut section = Section {
        markdown: "## 10,000 resources\n\nAll in the stack itself (flat), and ten to a scope \
                   (nested); equal documents asserted first.\n"
            .to_owned(),
        targets: Vec::new(),
    };
    for (shape, cpu, peak) in [
        (
            Shape::Flat,
            "10,000 flat: less CPU than CDKTF",
            "10,000 flat: memory of CDKTF's",
        ),
        (
            Shape::Nested,
            "10,000 nested: less CPU than CDKTF",
            "10,000 nested: memory of CDKTF's",
        ),
    ] {
        let programs = pair(place, shape, COUNT);
        let debug = ours(
            place,
            "ours, dev profile",
            place.debug("scale"),
            shape,
            COUNT,
        );
        compared(place, shape, &programs)?;
        let [release, cdktf] = programs;
        let measured = interleave(&[release, cdktf, debug], runs)?;
        let [release, cdktf, ..] = measured.as_slice() else {
            return Err("nothing was measured".into());
        };
        let less = cdktf.cpu.median / release.cpu.median;
        section.targets.push(Target::at_least(cpu, 50.0, less));
        let part = release.peak.median / cdktf.peak.median;
        section.targets.push(Target::at_most(peak, 0.25, part));
        section.add(shape.name(), &report::programs(&measured));
    }
    Ok(section)
}

/// Our program and CDKTF's.
pub(super) fn pair(place: &Place, shape: Shape, count: &str) -> [Program; 2] {
    let cdktf = place.node("CDKTF, compiled JS", &["scale.js", shape.name(), count]);
    [
        ours(place, "ours", place.release("scale"), shape, count),
        cdktf.output(&place.scratch(&format!("{}-cdktf", shape.name()))),
    ]
}

/// Runs both and fails unless they come out equal.
pub(super) fn compared(place: &Place, shape: Shape, programs: &[Program; 2]) -> Result<()> {
    for program in programs {
        program.run()?;
    }
    let ours = place.scratch(shape.name());
    let theirs = place.scratch(&format!("{}-cdktf", shape.name()));
    place.compare("scale", &ours, &theirs)
}

fn ours(
    place: &Place,
    name: &str,
    program: std::path::PathBuf,
    shape: Shape,
    count: &str,
) -> Program {
    let command = [program.into_os_string(), shape.name().into(), count.into()];
    Program::new(name, &place.root, command).output(&place.scratch(shape.name()))
}
