//! Whether everything that was acknowledged is there.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use postagram_testing::http::send;
use serde_json::Value;

use crate::Trouble;
use crate::program::Program;
use crate::tally::Tally;

/// What is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lost {
    pub(crate) posts: usize,
    pub(crate) pictures: usize,
}

/// How long labelling may still take.
const PATIENCE: Duration = Duration::from_mins(3);

/// Looks for every post, and waits until every picture has its labels.
pub(crate) async fn verify(program: &Program, tally: &Tally) -> Result<Lost, Trouble> {
    let end = Instant::now() + PATIENCE;
    let pictures = tally.pictures();
    loop {
        let (mut there, mut labelled) = (BTreeSet::new(), BTreeSet::new());
        let mut lost = 0;
        for (user, acknowledged) in tally.posts() {
            let found = posts(program, &user).await?;
            for post in &found {
                let id = post["id"].as_str().unwrap_or_default();
                there.insert(id.to_owned());
                if post["image"].is_string() {
                    labelled.insert(id.to_owned());
                }
            }
            lost += acknowledged.difference(&there).count();
        }
        let missing = pictures.difference(&labelled).count();
        if missing == 0 || Instant::now() > end {
            return Ok(Lost {
                posts: lost,
                pictures: missing,
            });
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

/// All posts of a user. A single failure may be a disturbance that is just
/// over; it is tried again.
async fn posts(program: &Program, user: &str) -> Result<Vec<Value>, Trouble> {
    let mut all = Vec::new();
    let mut next = Some(format!("/posts?user={user}&limit=1000"));
    let mut failures = 0;
    while let Some(path) = next.take() {
        let answer = send("GET", &format!("{}{path}", program.url()), &[], b"").await?;
        if answer.status != 200 {
            failures += 1;
            if failures > 20 {
                return Err(format!("{path} is answered with {}", answer.status).into());
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
            next = Some(path);
            continue;
        }
        all.extend(serde_json::from_slice::<Vec<Value>>(&answer.body)?);
        let link = answer
            .header("link")
            .and_then(|link| link.strip_prefix('<'));
        next = link.and_then(|link| Some(link.split_once('>')?.0.to_owned()));
    }
    Ok(all)
}
