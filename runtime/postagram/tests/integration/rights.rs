//! What is called at AWS is what the contract says, no more and no less.

use std::collections::BTreeSet;

use contract::rights;
use postagram::labels::Labeler;
use postagram::{Clients, Listing, NewPost, Store, UploadRequest};
use postagram_testing::{Put, StandIns, event, http, image};

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

/// These rights but for one.
fn without<'a>(rights: &[&'a str], missing: &str) -> Vec<&'a str> {
    let rest = rights.iter().copied();
    rest.filter(|right| *right != missing).collect()
}

/// Clients that have these rights and no more.
async fn clients_with(aws: &StandIns, rights: &[&str]) -> Clients {
    let mut config = aws.aws_config();
    config.credentials = aws.user_with(rights).await.unwrap();
    Clients::new(&config)
}

/// All that the server and its browsers do; the first thing that is refused.
async fn serve(aws: &StandIns, rights: &[&str]) -> Result<(), String> {
    let store = Store::new(clients_with(aws, rights).await, aws.settings());
    let said = |error: postagram::Error| error.chain();
    let new = |title: &str| NewPost::parse(title, "text").unwrap();
    let (name, key, all) = (user("zoe"), "k".parse().unwrap(), "10".parse().unwrap());
    store.ready().await.map_err(said)?;
    let post = store.create(&name, new("a"), None).await.map_err(said)?;
    let once = store.create(&name, new("b"), Some(&key));
    once.await.map_err(said)?;
    for listing in [feed(), Listing::User(name.clone())] {
        store.list(&listing, all, None).await.map_err(said)?;
    }
    let request = UploadRequest::parse("x", "image/png", None).unwrap();
    let upload = store.upload(&name, post.id, &request);
    let upload = upload.await.map_err(said)?;
    let url = store.image_url(&upload.key).await.map_err(said)?;
    let png = [("content-type", "image/png")];
    for (method, url) in [("PUT", &*upload.url), ("GET", &*url)] {
        let answer = http::send(method, url, &png, b"image").await.unwrap();
        if answer.status != 200 {
            return Err(format!("{method}: {}", answer.status));
        }
    }
    let deleted = store.delete(&name, post.id).await;
    deleted.map_err(said)?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs ministack: scripts/check-stand-ins"]
async fn the_server_needs_its_rights_and_no_more() {
    let test = Test::new().await;
    serve(&test.aws, rights::API).await.unwrap();
    for missing in rights::API {
        let result = serve(&test.aws, &without(rights::API, missing)).await;
        assert!(result.is_err(), "nobody needs {missing}");
    }
}

#[tokio::test]
#[ignore = "needs ministack: scripts/check-stand-ins"]
async fn the_backfill_needs_its_rights_and_no_more() {
    let test = Test::new().await;
    let id = "POST#9f1c3e52-8a57-4f0a-9d35-0c5b6a7d8e9f";
    test.put_item(&crate::harness::original("USER#a", id)).await;
    let run = async |rights: &[&str]| {
        let clients = clients_with(&test.aws, rights).await;
        Store::new(clients, test.aws.settings()).backfill().await
    };
    for missing in rights::BACKFILL {
        let result = run(&without(rights::BACKFILL, missing)).await;
        assert!(result.is_err(), "nobody needs {missing}");
    }
    assert_eq!(run(rights::BACKFILL).await.unwrap().added, 1);
}

#[tokio::test]
#[ignore = "needs ministack: scripts/check-stand-ins"]
async fn the_lambda_needs_its_rights_and_no_more() {
    let test = Test::new().await;
    let run = async |rights: &[&str]| {
        let post = test.post("a", "one").await;
        let mut puts = Vec::new();
        for _ in 0..2 {
            let key = test.upload_key(&post, "x").await;
            puts.push(test.aws.bucket.put(key, image(&["Dog"])).await.unwrap());
        }
        let clients = clients_with(&test.aws, rights).await;
        let labeler = Labeler::new(clients, test.aws.labeler_settings());
        labeler.handle(&event(&puts), |_| ()).await
    };
    run(rights::LABEL_LAMBDA).await.unwrap();
    for missing in rights::LABEL_LAMBDA {
        let result = run(&without(rights::LABEL_LAMBDA, missing)).await;
        // Rekognition is ours, and looks at no rights.
        let needed = *missing != "rekognition:DetectLabels";
        assert_eq!(result.is_err(), needed, "{missing}");
    }
}
