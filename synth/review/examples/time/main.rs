//! How long a review takes: `cargo run --release -p synth-review --example time`.

use std::time::Instant;

use synth_review::{
    COMMENT_LIMIT, Plan, Settings, Subject, TextOptions, json, markdown, review, sarif, text,
};

mod large;

fn main() {
    println!("| changes | plan | parse | review | text | markdown | json | sarif | all |");
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for changes in [100, 1_000, 5_000] {
        let input = large::plan(changes).to_string();
        let start = Instant::now();
        let mut last = start;
        let mut lap = || {
            let now = Instant::now();
            let millis = now.duration_since(last).as_millis();
            last = now;
            format!("{millis} ms")
        };
        let Ok(plan) = Plan::parse(input.as_bytes()) else {
            continue;
        };
        let parse = lap();
        let review = review(&[Subject::new("large", &plan)], &Settings::default());
        let reviewed = lap();
        let mut formats = Vec::new();
        let mut size = text(&review, TextOptions::default()).len();
        formats.push(lap());
        size += markdown(&review, COMMENT_LIMIT).len();
        formats.push(lap());
        size += json(&review).len();
        formats.push(lap());
        size += sarif(&review).len();
        formats.push(lap());
        let all = start.elapsed().as_millis();
        let formats = formats.join(" | ");
        let kilobytes = input.len() / 1024;
        println!("| {changes} | {kilobytes} KiB | {parse} | {reviewed} | {formats} | {all} ms |");
        assert!(size > 0, "nothing was written");
    }
}
