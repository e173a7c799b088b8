//! Fails where two programs' documents of a stack are not equal:
//! `compare OURS THEIRS`, both `cdk.tf.json`.
//!
//! A process of its own, because the documents are large, and Linux counts
//! the memory of a process that starts another as the other's too.

use std::process::ExitCode;

use synth_bench::equality;

fn main() -> ExitCode {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [ours, theirs] = paths.as_slice() else {
        eprintln!("usage: compare OURS THEIRS");
        return ExitCode::FAILURE;
    };
    let read = |path: &String| {
        std::fs::read_to_string(path).map_err(|error| format!("cannot read `{path}`: {error}"))
    };
    let found = match (read(ours), read(theirs)) {
        (Ok(ours), Ok(theirs)) => equality::differences(&ours, &theirs),
        (ours, theirs) => [ours.err(), theirs.err()].into_iter().flatten().collect(),
    };
    for difference in &found {
        eprintln!("{difference}");
    }
    if found.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
