//! The edit loop, and what comes before the first one.

use std::cell::Cell;
use std::fs;
use std::path::Path;

use crate::copy::{self, Source};
use crate::place::Place;
use bench_common::Result;
use bench_common::process::{Program, interleave};
use bench_common::report::{self, Section, Target};
use bench_common::samples::figure;

/// The first number that is written into an edited stack.
const FIRST: u32 = 1000;

/// What is done to a stack before it is synthesized again.
#[derive(Clone, Copy)]
enum Change {
    Touch,
    Edit,
}

pub(crate) fn run(place: &Place, runs: usize) -> Result<Section> {
    let root = place.scratch("workspace");
    copy::sources(&place.root, &root)?;
    let app = copy::cdktf(place)?;
    let cold = cold(place, &root)?;
    let mut section = Section {
        markdown: format!(
            "## Edit loop\n\nChange a stack, rebuild (dev profile), synthesize both stacks. \
             `synth synth` against `cdktf synth` with a ts-node app, which type-checks as rustc \
             does. Touched: saved as it is. Edited: another number in one resource; that both \
             then synthesize it is asserted.\n\n{cold}"
        ),
        targets: Vec::new(),
    };
    for (change, title, what) in [
        (
            Change::Touch,
            "Touched",
            "touch, rebuild, synthesize: wall time of cdktf synth's",
        ),
        (
            Change::Edit,
            "Edited",
            "edit, rebuild, synthesize: wall time of cdktf synth's",
        ),
    ] {
        let programs = programs(place, &root, &app, change)?;
        for program in &programs {
            program.run()?;
        }
        let measured = interleave(&programs, runs)?;
        let [synth, cdktf, ..] = measured.as_slice() else {
            return Err("nothing was measured".into());
        };
        let part = synth.wall.median / cdktf.wall.median;
        section.targets.push(Target::at_most(what, 0.333, part));
        section.add(title, &report::programs(&measured));
    }
    let last = number_in(&root.join("out"))?;
    if last != number_in(&app.join("cdktf.out"))? || last < FIRST {
        return Err("an edit did not arrive in the documents".into());
    }
    Ok(section)
}

fn programs(place: &Place, root: &Path, app: &Path, change: Change) -> Result<[Program; 3]> {
    // Numbers that the other program of ours does not write too.
    let ours = |first| {
        let path = root.join("stacks/src/serverless.rs");
        changed(path, "max_age_seconds(", change, first)
    };
    let theirs = changed(app.join("serverless.ts"), "maxAgeSeconds: ", change, FIRST)?;
    let target = place.scratch("target");
    let synth = target.join("debug/synth").into_os_string();
    let bare = "cargo build --quiet --package stacks && \"$CARGO_TARGET_DIR/debug/stacks\"";
    Ok([
        Program::new("`synth synth`", root, [synth, "synth".into()])
            .env("CARGO_TARGET_DIR", &target)
            .before(ours(FIRST)?),
        quiet(Program::new(
            "`cdktf synth`, ts-node",
            app,
            ["node_modules/.bin/cdktf", "synth"],
        ))
        .before(theirs),
        Program::new("ours, without a command line", root, ["sh", "-c", bare])
            .env("CARGO_TARGET_DIR", &target)
            .output(&place.scratch("bare"))
            .before(ours(2 * FIRST)?),
    ])
}

/// Does the change to a source, with another number each time.
fn changed(
    path: std::path::PathBuf,
    before: &str,
    change: Change,
    first: u32,
) -> Result<impl Fn() -> Result<()> + 'static> {
    let source = Source::open(path, before)?;
    let number = Cell::new(first);
    Ok(move || match change {
        Change::Touch => source.touch(),
        Change::Edit => {
            number.set(number.get() + 1);
            source.edit(number.get())
        }
    })
}

/// Which number a synthesized document has at the place that is edited.
fn number_in(output: &Path) -> Result<u32> {
    let text = fs::read_to_string(output.join("stacks/serverless/cdk.tf.json"))?;
    let (_, after) = text
        .split_once("\"max_age_seconds\": ")
        .ok_or("no max_age_seconds")?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    Ok(digits.parse()?)
}

/// From sources to documents, with nothing built or installed.
fn cold(place: &Place, root: &Path) -> Result<String> {
    let fetch = ["cargo", "fetch", "--locked"];
    Program::new("cargo fetch", root, fetch).run()?;
    let run = ["cargo", "run", "--locked", "-q", "-p", "synth", "synth"];
    let ours = Program::new("`cargo run -p synth synth`", root, run)
        .env("CARGO_TARGET_DIR", place.scratch("target"));
    let app = place.scratch("cold-cdktf");
    copy::sources(&place.cdktf, &app)?;
    let install = "npm ci --prefer-offline --no-fund --no-audit && node_modules/.bin/cdktf synth";
    let name = "`npm ci` and `cdktf synth`";
    let theirs = quiet(Program::new(name, &app, ["sh", "-c", install]));
    let rows: Vec<Vec<String>> = interleave(&[ours, theirs], 1)?
        .iter()
        .map(|one| {
            let figures = [one.cpu, one.wall, one.peak].map(|spread| figure(spread.median));
            [vec![one.name.clone()], figures.into()].concat()
        })
        .collect();
    let table = report::table(&["once", "CPU s", "wall s", "peak MiB"], &rows);
    Ok(format!(
        "### From nothing\n\nFrom sources to documents: the command line and the stacks built \
         (dev profile, empty target folder, crates downloaded before); CDKTF installed, its \
         packages from npm's cache where they are in it.\n\n{table}"
    ))
}

/// Without telemetry and animations, which would only cost CDKTF time.
fn quiet(program: Program) -> Program {
    ["CHECKPOINT_DISABLE", "DISABLE_VERSION_CHECK", "CI"]
        .into_iter()
        .fold(program, |program, name| program.env(name, "1"))
}
