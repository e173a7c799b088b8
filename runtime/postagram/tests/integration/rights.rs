//! What is called at AWS is what the contract says, no more and no less.

use std::collections::BTreeSet;

use contract::rights;
use postagram::{Listing, NewPost};
use postagram_testing::{Put, StandIns, event, image};

use crate::harness::{Test, feed, user};

/// The right that an operation needs.
fn right(operation: &str) -> &str {
    match operation {
        "DetectLabels" => "rekognition:DetectLabels",
        "ListObjectsV2" | "HeadBucket" => "s3:ListBucket",
        "DeleteObjects" => "s3:DeleteObject",
        "GetObject" => "s3:GetObject",
        "DeleteItem" => "dynamodb:DeleteItem",
        "GetItem" => "dynamodb:GetItem",
        "PutItem" | "TransactWriteItems" => "dynamodb:PutItem",
        "Query" => "dynamodb:Query",
        "Scan" => "dynamodb:Scan",
        "UpdateItem" => "dynamodb:UpdateItem",
        other => panic!("{other} needs a right that nobody named"),
    }
}

fn called(aws: &StandIns) -> BTreeSet<String> {
    let calls = aws.faults.calls();
    calls.iter().map(|call| right(call).to_owned()).collect()
}

fn set(rights: &[&str]) -> BTreeSet<String> {
    rights.iter().map(|one| (*one).to_owned()).collect()
}

#[tokio::test]
async fn the_server_calls_what_it_may() {
    let test = Test::new().await;
    let post = test.post("a", "one").await;
    let key = "k".parse().unwrap();
    let new = NewPost::parse("two", "").unwrap();
    test.store
        .create(&user("a"), new, Some(&key))
        .await
        .unwrap();
    test.titles(&feed(), 10).await;
    test.titles(&Listing::User(user("a")), 10).await;
    let upload = test.upload_key(&post, "x").await;
    test.store
        .image_url(&upload.parse().unwrap())
        .await
        .unwrap();
    test.store.ready().await.unwrap();
    test.aws.bucket.put(upload, image(&[])).await.unwrap();
    test.store.delete(&post.user, post.id).await.unwrap();
    // What its pre-signed URLs do is called by browsers.
    let mut found = called(&test.aws);
    found.extend(set(&["s3:GetObject", "s3:PutObject"]));
    assert_eq!(found, set(rights::API));
}

#[tokio::test]
async fn the_backfill_calls_what_it_may() {
    let test = Test::new().await;
    let id = "POST#9f1c3e52-8a57-4f0a-9d35-0c5b6a7d8e9f";
    test.put_item(&crate::harness::original("USER#a", id)).await;
    test.store.backfill().await.unwrap();
    assert_eq!(called(&test.aws), set(rights::BACKFILL));
}

#[tokio::test]
async fn the_lambda_calls_what_it_may() {
    let test = Test::new().await;
    let post = test.post("a", "one").await;
    let mut puts: Vec<Put> = Vec::new();
    for _ in 0..2 {
        let key = test.upload_key(&post, "x").await;
        puts.push(test.aws.bucket.put(key, image(&["Dog"])).await.unwrap());
    }
    let before = test.aws.faults.calls().len();
    let labeler = test.aws.labeler();
    labeler.handle(&event(&puts), |_| ()).await.unwrap();
    let calls = test.aws.faults.calls().split_off(before);
    let found: BTreeSet<String> = calls.iter().map(|call| right(call).to_owned()).collect();
    assert_eq!(found, set(rights::LABEL_LAMBDA));
}
