//! Upload URLs and image URLs.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use postagram::{Clients, Error, Store, Upload, UploadRequest};
use postagram_testing::{StandIns, http, image};

use crate::harness::{Test, user};

async fn upload(test: &Test, size: Option<u64>) -> Upload {
    let post = test.post("zoé b+c%d", "one").await;
    let request = UploadRequest::parse("my cat.png", "image/png", size).unwrap();
    test.store
        .upload(&post.user, post.id, &request)
        .await
        .unwrap()
}

/// A parameter of the query.
fn parameter<'a>(url: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = url.split_once('?')?;
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

#[tokio::test]
async fn a_url_binds_what_a_browser_sends_and_nothing_else() {
    let test = Test::new().await;
    let plain = upload(&test, None).await;
    let signed = |upload: &Upload| parameter(&upload.url, "X-Amz-SignedHeaders").map(str::to_owned);
    assert_eq!(signed(&plain).as_deref(), Some("content-type%3Bhost"));
    assert_eq!(parameter(&plain.url, "X-Amz-Expires"), Some("300"));
    let sized = upload(&test, Some(12)).await;
    assert_eq!(
        signed(&sized).as_deref(),
        Some("content-length%3Bcontent-type%3Bhost")
    );
    let names: BTreeSet<&str> = plain
        .url
        .split(['?', '&'])
        .skip(1)
        .filter_map(|pair| pair.split('=').next())
        .collect();
    let expected = [
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
        "x-id",
    ];
    assert_eq!(names, BTreeSet::from(expected), "no checksum among them");
}

#[tokio::test]
async fn a_browser_can_upload_what_it_was_given_the_url_for() {
    let test = Test::new().await;
    let content = image(&["Dog"]);
    let length = content.len() as u64;
    let png = [("content-type", "image/png")];
    for size in [None, Some(length)] {
        let upload = upload(&test, size).await;
        let answer = http::send("PUT", &upload.url, &png, &content)
            .await
            .unwrap();
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        assert_eq!(
            test.aws.bucket.get(upload.key.as_str()).await.unwrap(),
            Some(content.clone())
        );
    }
}

#[tokio::test]
async fn nothing_else_can_be_uploaded_with_it() {
    let test = Test::new().await;
    let content = image(&["Dog"]);
    let upload = upload(&test, Some(content.len() as u64)).await;
    let send = async |url: &str, kind: &str, body: &[u8]| {
        let answer = http::send("PUT", url, &[("content-type", kind)], body).await;
        answer.unwrap().status
    };
    assert_eq!(send(&upload.url, "text/html", &content).await, 403);
    assert_eq!(send(&upload.url, "image/png", &content[1..]).await, 403);
    let other = upload.url.replace("my_cat", "my_dog");
    assert_ne!(other, upload.url);
    assert_eq!(send(&other, "image/png", &content).await, 403);
    let longer = upload.url.replace("X-Amz-Expires=300", "X-Amz-Expires=900");
    assert_eq!(send(&longer, "image/png", &content).await, 403);
    assert!(test.aws.bucket.keys().await.unwrap().is_empty());
    assert_eq!(send(&upload.url, "image/png", &content).await, 200);
}

#[tokio::test]
async fn only_for_ones_own_post_that_is_there() {
    let test = Test::new().await;
    let post = test.post("a", "one").await;
    let request = UploadRequest::parse("x", "image/png", None).unwrap();
    let refused = async |name: &str| {
        let result = test.store.upload(&user(name), post.id, &request).await;
        matches!(result, Err(Error::NotFound))
    };
    assert!(!refused("a").await);
    assert!(refused("b").await);
    test.store.delete(&post.user, post.id).await.unwrap();
    assert!(refused("a").await);
}

#[tokio::test]
async fn the_life_of_a_url_is_configured() {
    let test = Test::new().await;
    let store = test.store_with(|settings| settings.upload_url_life = Duration::from_secs(77));
    let post = test.post("a", "one").await;
    let request = UploadRequest::parse("x", "image/png", None).unwrap();
    let upload = store.upload(&post.user, post.id, &request).await.unwrap();
    assert_eq!(parameter(&upload.url, "X-Amz-Expires"), Some("77"));
}

#[tokio::test]
async fn an_image_can_be_seen_at_its_url() {
    let test = Test::new().await;
    let upload = upload(&test, None).await;
    let content = image(&["Dog"]);
    test.aws
        .bucket
        .put(upload.key.as_str(), content.clone())
        .await
        .unwrap();
    let before = test.aws.faults.calls().len();
    let url = test.store.image_url(&upload.key).await.unwrap();
    assert_eq!(test.aws.faults.calls().len(), before, "it is signed here");
    let answer = http::send("GET", &url, &[], &[]).await.unwrap();
    assert_eq!((answer.status, answer.body), (200, content));
    let answer = http::send(
        "GET",
        &url.replace("X-Amz-Date=2", "X-Amz-Date=1"),
        &[],
        &[],
    )
    .await;
    assert_eq!(answer.unwrap().status, 403);
}

#[tokio::test]
async fn an_image_url_is_given_out_again_for_half_its_life() {
    let test = Test::new().await;
    let key = upload(&test, None).await.key;
    let url = async |store: &Store| store.image_url(&key).await.unwrap();
    let first = url(&test.store).await;
    let second = url(&test.store).await;
    assert!(Arc::ptr_eq(&first, &second));
}

#[tokio::test]
async fn a_url_that_dies_with_its_credentials_is_not_given_out_again() {
    let test = Test::new().await;
    let key = upload(&test, None).await.key;
    for (minutes, again) in [(59, false), (61, true)] {
        let credentials = Credentials::new(
            StandIns::ACCESS_KEY,
            StandIns::SECRET_KEY,
            None,
            Some(SystemTime::now() + Duration::from_mins(minutes)),
            "test",
        );
        let mut config = test.aws.aws_config();
        config.credentials = SharedCredentialsProvider::new(credentials);
        let store = Store::new(Clients::new(&config), test.aws.settings());
        let first = store.image_url(&key).await.unwrap();
        let second = store.image_url(&key).await.unwrap();
        assert_eq!(Arc::ptr_eq(&first, &second), again, "{minutes} minutes");
    }
}
