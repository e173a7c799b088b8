//! The bucket, as browsers and the SDK use it.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use postagram_testing::http::send;
use serde_json::Value;

use crate::harness::{Laptop, Test, code, picture, put};

const BUCKET: &str = "postagram-dev-images-laptop";

/// A client with the keys of the laptop's folder.
fn client(laptop: &Laptop) -> aws_sdk_s3::Client {
    let about = std::fs::read(laptop.data().join("about.json")).unwrap();
    let about: Value = serde_json::from_slice(&about).unwrap();
    let text = |name: &str| about[name].as_str().unwrap();
    let credentials = Credentials::from_keys(text("access_key"), text("secret_key"), None);
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(aws_sdk_s3::config::BehaviorVersion::v2026_01_12())
        .region(aws_sdk_s3::config::Region::new("us-east-1"))
        .endpoint_url(&laptop.url)
        .force_path_style(true)
        .credentials_provider(SharedCredentialsProvider::new(credentials));
    aws_sdk_s3::Client::from_conf(config.build())
}

#[tokio::test]
async fn signatures_are_verified() {
    let laptop = Test::new().start().await;
    let image = picture(9, 9, 9);
    let post = laptop.post("zoe", "x").await;
    let url = laptop.upload_url("zoe", &post, image.len()).await;
    let no_match = (403, "SignatureDoesNotMatch".to_owned());

    let other_key = url.replace(&post, "01a21973-acad-7732-87db-10b61f839364");
    assert_eq!(code(&put(&other_key, &image).await), no_match);
    let longer = url.replace("X-Amz-Expires=300", "X-Amz-Expires=3000");
    assert_eq!(code(&put(&longer, &image).await), no_match);
    let (start, _) = url.split_once("X-Amz-Signature=").unwrap();
    let forged = format!("{start}X-Amz-Signature={}", "0".repeat(64));
    assert_eq!(code(&put(&forged, &image).await), no_match);
    // Neither another type, nor another length, nor another method.
    let gif = [("content-type", "image/gif")];
    assert_eq!(
        code(&send("PUT", &url, &gif, &image).await.unwrap()),
        no_match
    );
    assert_eq!(code(&put(&url, &image[1..]).await), no_match);
    assert_eq!(code(&send("GET", &url, &[], b"").await.unwrap()), no_match);
    let unsigned = url.split_once('?').unwrap().0;
    let denied = (403, "AccessDenied".to_owned());
    assert_eq!(code(&put(unsigned, &image).await), denied);
    assert_eq!(
        code(&send("GET", unsigned, &[], b"").await.unwrap()),
        denied
    );
    let list = format!("{}/{BUCKET}?list-type=2", laptop.url);
    assert_eq!(code(&send("GET", &list, &[], b"").await.unwrap()), denied);
    assert_eq!(put(&url, &image).await.status, 200);
}

#[tokio::test]
async fn urls_expire() {
    let laptop = Test::new().start().await;
    let an_hour_ago = SystemTime::now() - Duration::from_hours(1);
    let signing = |life| {
        PresigningConfig::builder()
            .start_time(an_hour_ago)
            .expires_in(Duration::from_mins(life))
            .build()
            .unwrap()
    };
    let mut codes = Vec::new();
    for life in [59, 120] {
        let put_object = client(&laptop).put_object().bucket(BUCKET).key("k");
        let signed = put_object
            .content_type("image/png")
            .presigned(signing(life));
        let url = signed.await.unwrap().uri().to_owned();
        codes.push(code(&put(&url, b"x").await));
    }
    assert_eq!(
        codes,
        [(403, "AccessDenied".to_owned()), (200, String::new())]
    );
}

#[tokio::test]
async fn cross_origin_rules_are_those_of_the_stack() {
    let laptop = Test::new().start().await;
    let url = format!("{}/{BUCKET}/a/b", laptop.url);
    let ask = async |headers: &[(&str, &str)]| send("OPTIONS", &url, headers, b"").await.unwrap();
    let origin = ("origin", "https://elsewhere.example");
    let put = ("access-control-request-method", "PUT");
    let answer = ask(&[
        origin,
        put,
        ("access-control-request-headers", "content-type"),
    ])
    .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(
        answer.header("access-control-allow-methods"),
        Some("GET, HEAD, PUT")
    );
    assert_eq!(
        answer.header("access-control-allow-headers"),
        Some("content-type")
    );
    assert_eq!(answer.header("access-control-max-age"), Some("600"));
    let refused = (403, "AccessForbidden".to_owned());
    let delete = ("access-control-request-method", "DELETE");
    assert_eq!(code(&ask(&[origin, delete]).await), refused);
    assert_eq!(code(&ask(&[origin]).await), (400, "BadRequest".to_owned()));
    // The answer to a request itself says so too, even if it is an error.
    let answer = send("GET", &url, &[origin], b"").await.unwrap();
    assert_eq!(answer.status, 403);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    let answer = send("GET", &url, &[], b"").await.unwrap();
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn objects_of_the_sdk() {
    let laptop = Test::new().start().await;
    let client = client(&laptop);
    let put = async |key: &str, content: &'static [u8]| {
        let put = client.put_object().bucket(BUCKET).key(key);
        put.body(ByteStream::from_static(content)).send().await
    };
    let longest = format!("é /{}", "k".repeat(1024 - 4));
    assert_eq!(longest.len(), 1024);
    put(&longest, b"first").await.unwrap();
    let second = put(&longest, b"second").await.unwrap();
    put("a/1", b"").await.unwrap();
    assert!(put(&format!("{longest}k"), b"").await.is_err());
    let get = || client.get_object().bucket(BUCKET).key(&longest);
    let body = |answer: aws_sdk_s3::operation::get_object::GetObjectOutput| async {
        answer.body.collect().await.unwrap().into_bytes()
    };
    assert_eq!(body(get().send().await.unwrap()).await, "second");
    assert_eq!(
        body(get().range("bytes=1-3").send().await.unwrap()).await,
        "eco"
    );
    assert!(get().range("bytes=6-").send().await.is_err());
    let tag = second.e_tag.unwrap();
    let same = get().if_none_match(&tag).send().await.unwrap_err();
    assert_eq!(same.raw_response().unwrap().status().as_u16(), 304);
    assert!(get().if_match("\"other\"").send().await.is_err());

    let list = client.list_objects_v2().bucket(BUCKET).max_keys(1);
    let mut pages = list.into_paginator().send();
    let mut keys = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        keys.extend(
            page.contents()
                .iter()
                .filter_map(|object| object.key.clone()),
        );
    }
    assert_eq!(keys, ["a/1", longest.as_str()]);

    // What is removed can be brought back.
    let delete = || client.delete_object().bucket(BUCKET).key(&longest);
    let mark = delete().send().await.unwrap().version_id.unwrap();
    assert!(
        get()
            .send()
            .await
            .unwrap_err()
            .as_service_error()
            .unwrap()
            .is_no_such_key()
    );
    let versions = client.list_object_versions().bucket(BUCKET).prefix("é");
    let versions = versions.send().await.unwrap();
    let ids: Vec<_> = versions
        .versions()
        .iter()
        .filter_map(|one| one.version_id())
        .collect();
    assert_eq!(ids.len(), 2);
    let old = get().version_id(ids[1]).send().await.unwrap();
    assert_eq!(body(old).await, "first");
    delete().version_id(mark).send().await.unwrap();
    assert_eq!(body(get().send().await.unwrap()).await, "second");

    let tagged = client.put_object().bucket(BUCKET).key("t").tagging("a=b");
    let refused = tagged.send().await.unwrap_err();
    assert_eq!(refused.raw_response().unwrap().status().as_u16(), 501);
}
