//! What an event costs once the function runs.

use std::time::Instant;

use bench_common::Result;
use bench_common::report::{Section, Target};
use bench_common::samples::Spread;
use futures_util::future::try_join_all;
use postagram::{NewPost, UploadRequest, UserName};
use postagram_testing::{StandIns, event, image};
use serde_json::Value;

use super::compare::{Compared, Sample};
use crate::function::{Function, Kind};
use crate::place::Place;

/// How many events a function gets in a run, and how many before that.
const EVENTS: usize = 600;
const BEFORE: usize = 50;

pub(crate) async fn run(place: &Place, runs: usize) -> Result<Section> {
    let mut samples: [Vec<Sample>; 2] = Default::default();
    for run in 1..=runs {
        for (kind, samples) in Kind::ALL.iter().zip(&mut samples) {
            eprintln!("warm: run {run} of {runs}: {}", kind.name());
            samples.push(sample(*kind, place).await?);
        }
    }
    let compared = Compared::of(&samples)?;
    let names = [("CPU ms", "CPU"), ("wall ms", "wall"), ("peak MiB", "peak")];
    Ok(Section {
        markdown: format!(
            "## Warm\n\n{EVENTS} events one after the other, each of a new image: its first bytes \
             are read, Rekognition is asked, the post is written, other uploads of the post are \
             looked for. The time includes what the stand-ins take.\n\n{}",
            compared.table(names)
        ),
        targets: vec![Target::at_most(
            "memory after the events, of Python's",
            0.25,
            1.0 / compared.more(2),
        )],
    })
}

/// CPU of an event, and the median of the time from an event to the next
/// question, in milliseconds; the largest resident set, in MiB.
async fn sample(kind: Kind, place: &Place) -> Result<Sample> {
    let aws = StandIns::start().await?;
    let events = events(&aws).await?;
    let mut function = Function::start(kind, place, &aws).await?;
    let (before, measured) = events.split_at(BEFORE);
    for event in before {
        function.invoke(event).await?;
    }
    let used = function.used()?;
    let mut times = Vec::new();
    for event in measured {
        let start = Instant::now();
        function.invoke(event).await?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    let after = function.used()?;
    #[expect(clippy::cast_precision_loss, reason = "far from 2^52 events")]
    let each = 1000.0 / EVENTS as f64;
    let wall = Spread::of(times.into_iter())?.median;
    Ok([(after.cpu - used.cpu) * each, wall, after.peak])
}

/// Events of images of as many new posts.
async fn events(aws: &StandIns) -> Result<Vec<Value>> {
    let store = aws.store();
    let user: &UserName = &"zoé".parse()?;
    let store = &store;
    let mut events = Vec::new();
    for _ in 0..(BEFORE + EVENTS) / 50 {
        let some = (0..50).map(|_| async move {
            let post = store
                .create(user, NewPost::parse("title", "text")?, None)
                .await?;
            let request = UploadRequest::parse("dog.png", "image/png", None)?;
            let upload = store.upload(user, post.id, &request).await?;
            let put = aws
                .bucket
                .put(upload.key.as_str(), image(&["Dog", "Hill"]))
                .await?;
            Result::Ok(event([&put]))
        });
        events.extend(try_join_all(some).await?);
    }
    Ok(events)
}
