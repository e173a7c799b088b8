//! Postagram's two stacks.

use crate::place::Place;
use bench_common::Result;
use bench_common::process::{Program, interleave};
use bench_common::report::{self, Section, Target};

pub(crate) fn run(place: &Place, runs: usize) -> Result<Section> {
    let (ours, theirs) = (place.scratch("stacks"), place.scratch("stacks-cdktf"));
    let stacks = |name: &str, program| Program::new(name, &place.root, [program]).output(&ours);
    let release = stacks("ours", place.release("stacks"));
    let debug = stacks("ours, dev profile", place.debug("stacks"));
    let cdktf = place.node("CDKTF, compiled JS", &["build/main.js"]);
    let programs = [release, cdktf.output(&theirs), debug, idle(place)];
    for program in &programs {
        program.run()?;
    }
    for stack in ["serverless", "webservice"] {
        place.compare(stack, &ours, &theirs)?;
    }
    let measured = interleave(&programs, runs)?;
    let [release, cdktf, ..] = measured.as_slice() else {
        return Err("nothing was measured".into());
    };
    Ok(Section {
        targets: vec![Target::at_least(
            "two stacks: less CPU than CDKTF",
            100.0,
            cdktf.cpu.median / release.cpu.median,
        )],
        markdown: format!(
            "## Two stacks\n\nThe serverless and the webservice stack; equal documents asserted \
             first. `true` does nothing: it shows what starting any process costs here.\n\n{}",
            report::programs(&measured)
        ),
    })
}

fn idle(place: &Place) -> Program {
    Program::new("`true`", &place.root, ["true"])
}
