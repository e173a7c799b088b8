//! Whether everything that was acknowledged is there.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use postagram_testing::http::send;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::Trouble;
use crate::request::{TITLE, json, picture, text};
use crate::tally::State;

/// What is not as it was acknowledged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Lost {
    /// Posts that are not among their user's, or not with their text.
    pub(crate) posts: usize,
    /// Posts that are not in the feed.
    pub(crate) feed: usize,
    /// Pictures that are not there, or not the ones that were uploaded.
    pub(crate) pictures: usize,
    /// Pictures without labels.
    pub(crate) labels: usize,
    /// Deleted posts that are there.
    pub(crate) undeleted: usize,
}

/// How long a read may be answered with 503, which a disturbance explains.
const DISTURBED: Duration = Duration::from_secs(30);

/// How many pictures are fetched at a time.
const AT_A_TIME: usize = 8;

/// Looks for every post and picture. Labels may take so long to appear.
pub(crate) async fn verify(url: &str, tally: &State, patience: Duration) -> Result<Lost, Trouble> {
    let end = Instant::now() + patience;
    loop {
        let mut theirs = BTreeMap::new();
        for (user, acknowledged) in &tally.posts {
            let path = format!("/posts?user={user}&limit=100");
            let wanted = acknowledged.union(&tally.deleted).cloned().collect();
            theirs.extend(posts(url, path, &wanted).await?);
        }
        let labels = tally
            .pictures
            .keys()
            .filter(|id| !theirs.get(*id).is_some_and(labelled))
            .count();
        if labels > 0 && Instant::now() < end {
            tokio::time::sleep(Duration::from_secs(1)).await;
            continue;
        }
        return Ok(Lost {
            labels,
            pictures: lost_pictures(tally, &theirs).await?,
            ..lost_posts(url, tally, &theirs).await?
        });
    }
}

async fn lost_posts(
    url: &str,
    tally: &State,
    theirs: &BTreeMap<String, Value>,
) -> Result<Lost, Trouble> {
    let all: BTreeSet<String> = tally.posts.values().flatten().cloned().collect();
    let text = text();
    let whole = |id: &String| {
        let post = theirs.get(id);
        post.is_some_and(|post| post["title"] == TITLE && post["body"] == text.as_str())
    };
    let wanted = all.union(&tally.deleted).cloned().collect();
    let feed = posts(url, "/posts?limit=100".to_owned(), &wanted).await?;
    let there = |id: &String| feed.contains_key(id) || theirs.contains_key(id);
    Ok(Lost {
        posts: all.iter().filter(|id| !whole(id)).count(),
        feed: all.iter().filter(|id| !feed.contains_key(*id)).count(),
        undeleted: tally.deleted.iter().filter(|id| there(id)).count(),
        ..Lost::default()
    })
}

fn labelled(post: &Value) -> bool {
    post["image"].is_string() && post["labels"].as_array().is_some_and(|it| !it.is_empty())
}

/// How many pictures do not come back as they were uploaded. One without labels
/// has no URL yet, and is not counted here.
async fn lost_pictures(tally: &State, theirs: &BTreeMap<String, Value>) -> Result<usize, Trouble> {
    let mut going = JoinSet::new();
    let mut lost = 0;
    for (id, number) in &tally.pictures {
        let Some(url) = theirs.get(id).and_then(|post| post["image"].as_str()) else {
            continue;
        };
        if going.len() == AT_A_TIME {
            lost += usize::from(
                !going
                    .join_next()
                    .await
                    .is_some_and(|same| same.unwrap_or(false)),
            );
        }
        let (url, wanted) = (url.to_owned(), picture(*number)?);
        going.spawn(async move {
            let answer = send("GET", &url, &[], b"").await;
            answer.is_ok_and(|answer| answer.status == 200 && answer.body == wanted)
        });
    }
    lost += going.join_all().await.iter().filter(|same| !**same).count();
    Ok(lost)
}

/// Those of a list that are wanted, by id; all its pages.
async fn posts(
    url: &str,
    path: String,
    wanted: &BTreeSet<String>,
) -> Result<BTreeMap<String, Value>, Trouble> {
    let mut found = BTreeMap::new();
    let mut next = Some(path);
    let mut disturbed = None;
    while let Some(path) = next.take() {
        let answer = send("GET", &format!("{url}{path}"), &[], b"").await?;
        if answer.status != 200 {
            let since = *disturbed.get_or_insert_with(Instant::now);
            if answer.status != 503 || since.elapsed() > DISTURBED {
                return Err(format!("{path} is answered with {}", answer.status).into());
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
            next = Some(path);
            continue;
        }
        disturbed = None;
        let Value::Array(page) = json(&answer)? else {
            return Err(format!("{path} is no list").into());
        };
        for post in page {
            if let Some(id) = post["id"].as_str().filter(|id| wanted.contains(*id)) {
                found.insert(id.to_owned(), post);
            }
        }
        let link = answer
            .header("link")
            .and_then(|link| link.strip_prefix('<'));
        next = link.and_then(|link| Some(link.split_once('>')?.0.to_owned()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
