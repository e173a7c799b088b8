//! kill -9 at moments nobody chose, under writes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use postagram_testing::http::send;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::harness::{Laptop, Test, picture};

/// Rounds in the usual run. `scripts/check-kill` does 200.
const USUAL: usize = 4;

/// Who writes at the same time.
const WRITERS: usize = 3;

/// Posts that were acknowledged, and which picture was acknowledged for each.
type Acknowledged = Arc<Mutex<BTreeMap<String, Option<u8>>>>;

/// Makes posts and uploads for them until the other side is gone.
async fn write(url: String, writer: usize, round: usize, acknowledged: Acknowledged) {
    let user = format!("writer{writer}");
    let headers = [
        ("authorization", user.as_str()),
        ("content-type", "application/json"),
    ];
    for number in 0_u8.. {
        let body = json!({"title": format!("{round}-{number}"), "body": ""}).to_string();
        let made = send("POST", &format!("{url}/posts"), &headers, body.as_bytes()).await;
        let Some(post) = made.ok().filter(|answer| answer.status == 200) else {
            return;
        };
        // An answer that was cut off acknowledges nothing.
        let Ok(post) = serde_json::from_slice::<Value>(&post.body) else {
            return;
        };
        let id = post["id"].as_str().unwrap().to_owned();
        acknowledged.lock().unwrap().insert(id.clone(), None);
        let uuid = id.strip_prefix("POST#").unwrap();
        let path = format!("{url}/getSignedUrlPut?filename=x&filetype=image/png&postId={uuid}");
        let Ok(signed) = send("GET", &path, &headers[..1], b"").await else {
            return;
        };
        let Ok(signed) = serde_json::from_slice::<Value>(&signed.body) else {
            return;
        };
        let Some(target) = signed["uploadURL"].as_str() else {
            return;
        };
        let png = [("content-type", "image/png")];
        let put = send("PUT", target, &png, &picture(number, 0, 200)).await;
        if put.is_ok_and(|answer| answer.status == 200) {
            acknowledged.lock().unwrap().insert(id, Some(number));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_after_kill_9() {
    let rounds = std::env::var("LOCAL_KILL_ROUNDS").ok();
    let rounds = rounds.map_or(USUAL, |text| text.parse().unwrap());
    let acknowledged = Acknowledged::default();
    let mut test = Test::new();
    for round in 0..rounds {
        let mut laptop = test.start().await;
        let mut writers = JoinSet::new();
        for writer in 0..WRITERS {
            writers.spawn(write(
                laptop.url.clone(),
                writer,
                round,
                Arc::clone(&acknowledged),
            ));
        }
        // At a different moment each time: during the start of writing, of
        // labelling, or well within both.
        if round % 4 == 3 {
            laptop.logged("looked at an upload").await;
        }
        tokio::time::sleep(Duration::from_millis(20 + (round as u64 * 37) % 400)).await;
        test = laptop.kill().await;
        writers.join_all().await;
    }
    let laptop = test.start().await;
    let expected = acknowledged.lock().unwrap().clone();
    assert!(!expected.is_empty());
    let images = expected.values().flatten().count();
    let found = labelled(&laptop, &expected).await;
    for (id, image) in &expected {
        let post = found
            .get(id)
            .unwrap_or_else(|| panic!("the post {id} is lost"));
        let Some(number) = image else { continue };
        let url = post["image"].as_str().unwrap();
        let seen = send("GET", url, &[], b"").await.unwrap();
        assert_eq!(seen.body, picture(*number, 0, 200), "the image of {id}");
    }
    eprintln!(
        "{rounds} rounds, {} posts and {images} images acknowledged, all there",
        expected.len()
    );
}

/// All posts, by id.
async fn posts(laptop: &Laptop) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for writer in 0..WRITERS {
        let mut path = format!("/posts?user=writer{writer}&limit=1000");
        loop {
            let answer = laptop.get(&path).await;
            let list: Vec<Value> = serde_json::from_slice(&answer.body).unwrap();
            all.extend(
                list.into_iter()
                    .map(|post| (post["id"].as_str().unwrap().to_owned(), post)),
            );
            let next = answer
                .header("link")
                .and_then(|link| link.strip_prefix('<'));
            let Some((next, _)) = next.and_then(|link| link.split_once('>')) else {
                break;
            };
            next.clone_into(&mut path);
        }
    }
    all
}

/// All posts, once those whose image was acknowledged have their labels.
async fn labelled(
    laptop: &Laptop,
    expected: &BTreeMap<String, Option<u8>>,
) -> BTreeMap<String, Value> {
    let wait = async {
        loop {
            let found = posts(laptop).await;
            let mut uploaded = expected.iter().filter(|(_, image)| image.is_some());
            if uploaded.all(|(id, _)| found.get(id).is_none_or(|post| post["image"].is_string())) {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let found = tokio::time::timeout(Duration::from_mins(10), wait).await;
    found.expect("images are not labelled")
}
