//! How long a review takes: `cargo run -p synth-review --example time`. With
//! the name of a folder the plans and all that is made of them are written
//! there, for others to read: `bench/review/peers` and `scripts/check-sarif`.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use synth_review::{
    COMMENT_LIMIT, Plan, Settings, Subject, Templates, TextOptions, html, json, markdown, review,
    sarif, text,
};

mod large;

/// How many changes the plans have.
const SIZES: [usize; 3] = [100, 1_000, 5_000];

fn main() -> ExitCode {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    println!(
        "| changes | plan | JSON alone | parse | review | text | markdown | json | sarif | html | all |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for changes in SIZES {
        if let Err(error) = measure(changes, folder.as_deref()) {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Prints a row.
fn measure(
    changes: usize,
    folder: Option<&std::path::Path>,
) -> Result<(), Box<dyn std::error::Error>> {
    let input = large::plan(changes).to_string();
    let mut last = Instant::now();
    let mut laps = Vec::new();
    let mut lap = || {
        let now = Instant::now();
        laps.push(now.duration_since(last).as_millis());
        last = now;
    };
    // What everybody who reads a plan has to do.
    drop(serde_json::from_str::<serde_json::Value>(&input)?);
    lap();
    let plan = Plan::parse(input.as_bytes())?;
    lap();
    let review = review(&[Subject::new("large", &plan)], &Settings::default());
    lap();
    let mut written = vec![("text", text(&review, TextOptions::default()))];
    lap();
    written.push(("md", markdown(&review, COMMENT_LIMIT)));
    lap();
    written.push(("review.json", json(&review)));
    lap();
    written.push(("sarif", sarif(&review)));
    lap();
    written.push(("html", html(&review, &Templates::new()?)?));
    lap();
    let all: u128 = laps.iter().skip(1).sum();
    let laps: Vec<String> = laps.iter().map(|lap| format!("{lap} ms")).collect();
    println!(
        "| {changes} | {} KiB | {} | {all} ms |",
        input.len() / 1024,
        laps.join(" | ")
    );
    let Some(folder) = folder else {
        return Ok(());
    };
    fs::create_dir_all(folder)?;
    fs::write(folder.join(format!("{changes}.plan.json")), input)?;
    for (format, text) in written {
        fs::write(folder.join(format!("{changes}.{format}")), text)?;
    }
    Ok(())
}
