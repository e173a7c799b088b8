//! Synthesis against `serde_json` writing the same document, in one process:
//! `in_process flat|nested N ROUNDS`.
//!
//! Each round does everything, one after the other, so that whatever else the
//! machine is doing hits all of it. Prints a line of CPU seconds per round:
//!
//! 1. defining, synthesizing, writing to a file;
//! 2. synthesizing, writing to a file;
//! 3. `serde_json` writing the document from memory to a file;
//! 4. synthesizing into memory;
//! 5. `serde_json` writing the document from memory into memory.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use rustix::time::{ClockId, clock_gettime};
use serde_json::Value as Json;
use synth_bench::scale::{self, Shape};
use synth_core::App;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

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
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [shape, count, rounds] = arguments.as_slice() else {
        return Err("usage: in_process flat|nested N ROUNDS".into());
    };
    let (shape, count, rounds): (Shape, usize, usize) =
        (shape.parse()?, count.parse()?, rounds.parse()?);
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let app = defined(shape, count);
    synthesize(&app, folder)?;
    let written = std::fs::read_to_string(folder.join("stacks/scale/cdk.tf.json"))?;
    let document: Json = serde_json::from_str(&written)?;
    for round in 0..=rounds {
        let whole = timed(|| synthesize(&defined(shape, count), folder))?;
        let synthesis = timed(|| synthesize(&app, folder))?;
        let serde = timed(|| write(&document, folder))?;
        let synthesis_to_memory = timed(|| Ok(app.synth()?))?;
        let serde_to_memory = timed(|| Ok(serde_json::to_string_pretty(&document)?))?;
        // The first round warms up.
        if round > 0 {
            println!(
                "{whole:.6} {synthesis:.6} {serde:.6} {synthesis_to_memory:.6} {serde_to_memory:.6}"
            );
        }
    }
    let theirs = std::fs::read_to_string(folder.join("serde.json"))?;
    if theirs.trim_end() != written.trim_end() {
        return Err("serde_json wrote another document".into());
    }
    Ok(())
}

fn defined(shape: Shape, count: usize) -> App {
    let app = App::new();
    scale::define(&app, shape, count);
    app
}

fn synthesize(app: &App, folder: &Path) -> Result<()> {
    Ok(app.synth()?.write(folder)?)
}

fn write(document: &Json, folder: &Path) -> Result<()> {
    let mut file = BufWriter::new(File::create(folder.join("serde.json"))?);
    serde_json::to_writer_pretty(&mut file, document)?;
    Ok(file.flush()?)
}

/// The CPU seconds this process spent on it, and on freeing what came of it.
fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<f64> {
    let start = cpu_seconds();
    drop(work()?);
    Ok(cpu_seconds() - start)
}

fn cpu_seconds() -> f64 {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds and nanoseconds of a process are far below 2^52"
    )]
    let seconds = now.tv_sec as f64 + now.tv_nsec as f64 / 1e9;
    seconds
}
