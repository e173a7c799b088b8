//! AWS throttled, slow, down: an answer in time, nothing internal in it, and
//! no trace afterwards.

use std::time::Duration;

use postagram_testing::{Backend, Fault, StandIns};
use serde_json::json;
use tokio::time::Instant;

use crate::client::Answer;
use crate::harness::{Running, Test};

const FAULTS: [Fault; 5] = [
    Fault::Throttled,
    Fault::Status(500),
    Fault::Reset,
    Fault::Garbage,
    Fault::Hang,
];

/// Nothing of how it is made is in an answer.
fn assert_nothing_internal(answer: &Answer) {
    let text = String::from_utf8_lossy(&answer.body).to_lowercase();
    for word in [
        "dynamo",
        "aws",
        "s3",
        "query",
        "127.0.0.1",
        StandIns::TABLE,
        "exception",
    ] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

async fn fails_and_recovers(operation: &str, request: impl AsyncFn(&Running) -> Answer) {
    let server = Test::new().start().await;
    let inside = server.stand_ins.backend == Backend::InProcess;
    // Waiting for nothing is for where it takes no time.
    let faults = FAULTS.into_iter();
    for fault in faults.filter(|fault| inside || *fault != Fault::Hang) {
        server.stand_ins.faults.inject(operation, fault, usize::MAX);
        // Time as the server sees it, however busy this machine is.
        let virtual_time = server.virtual_time();
        let start = Instant::now();
        let answer = request(&server).await;
        assert_eq!(answer.status, 503, "{operation} {fault:?}");
        if virtual_time {
            assert!(
                start.elapsed() < Duration::from_secs(5),
                "{operation} {fault:?}"
            );
            tokio::time::resume();
        }
        assert_eq!(answer.header("retry-after"), Some("1"));
        assert_nothing_internal(&answer);
        server.stand_ins.faults.clear();
        let again = request(&server).await.status;
        assert!([200, 404].contains(&again), "{operation} {fault:?} {again}");
    }
}

#[tokio::test]
async fn listing() {
    fails_and_recovers("Query", async |server| server.get("/posts").send().await).await;
}

#[tokio::test]
async fn listing_a_user() {
    fails_and_recovers("Query", async |server| {
        server.get("/posts?user=zoe").send().await
    })
    .await;
}

#[tokio::test]
async fn creating() {
    fails_and_recovers("PutItem", async |server| server.try_post("zoe", "t").await).await;
}

#[tokio::test]
async fn signing() {
    fails_and_recovers("GetItem", async |server| {
        let query = "filename=a&filetype=image/png&postId=0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11";
        let path = format!("/signedUrlPut?{query}");
        server.get(&path).user("zoe").send().await
    })
    .await;
}

#[tokio::test]
async fn deleting() {
    fails_and_recovers("UpdateItem", async |server| {
        let path = "/posts/0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11";
        server.request("DELETE", path).user("zoe").send().await
    })
    .await;
}

#[tokio::test]
async fn creating_repeatably() {
    fails_and_recovers("TransactWriteItems", async |server| {
        server
            .request("POST", "/posts")
            .user("zoe")
            .header("idempotency-key", "k")
            .json(&json!({"title": "t", "body": "b"}))
            .send()
            .await
    })
    .await;
}

/// Deletes the post that there is; makes one if there is none.
async fn delete(server: &Running) -> Answer {
    let posts = server.get("/posts?user=zoe").send().await.json();
    let id = match posts[0]["id"].as_str() {
        Some(id) => id.to_owned(),
        None => server.post("zoe", "t").await,
    };
    let path = format!("/posts/{}", &id[5..]);
    server.request("DELETE", &path).user("zoe").send().await
}

#[tokio::test]
async fn deleting_step_by_step() {
    for operation in ["ListObjectsV2", "DeleteItem"] {
        fails_and_recovers(operation, delete).await;
    }
}

#[tokio::test]
async fn a_passing_fault_is_not_seen() {
    let server = Test::new().start().await;
    server
        .stand_ins
        .faults
        .inject("PutItem", Fault::LostAnswer, 1);
    server.post("zoe", "t").await;
    server.stand_ins.faults.inject("Query", Fault::Throttled, 1);
    assert_eq!(server.titles("/posts?user=zoe").await, ["t"]);
}

#[tokio::test]
async fn the_process_is_healthy_while_aws_is_not() {
    let server = Test::new().start().await;
    server
        .stand_ins
        .faults
        .inject("GetItem", Fault::Status(500), usize::MAX);
    assert_eq!(server.get("/health").send().await.status, 200);
    let answer = server.get("/ready").send().await;
    insta::assert_snapshot!(answer.snapshot());
    assert_nothing_internal(&answer);
}

#[tokio::test]
async fn a_missing_right_is_our_mistake() {
    let server = Test::new().start().await;
    server
        .stand_ins
        .faults
        .inject("PutItem", Fault::Status(403), usize::MAX);
    let answer = server
        .request("POST", "/posts")
        .user("zoe")
        .json(&json!({"title": "t", "body": "b"}))
        .send()
        .await;
    insta::assert_snapshot!(answer.snapshot());
}
