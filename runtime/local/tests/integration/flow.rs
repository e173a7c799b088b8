//! From a post to its labels, and away again.

use postagram_testing::http::send;
use serde_json::json;

use crate::harness::{Test, code, json, picture, put};

#[tokio::test]
async fn a_post_gets_an_image_and_labels_and_goes() {
    let laptop = Test::new().start().await;
    assert_eq!(laptop.get("/health").await.status, 200);
    assert_eq!(laptop.get("/ready").await.status, 200);
    let image = picture(20, 140, 40);
    let post = laptop.post("zoe", "a meadow").await;
    laptop.upload("zoe", &post, &image).await;

    let labelled = laptop.post_with("zoe", "labels").await;
    let labels = &labelled["labels"];
    assert_eq!(labels[0], "Green");
    assert!(
        labels
            .as_array()
            .unwrap()
            .contains(&json!("Landscape Format")),
        "{labels}"
    );
    let url = labelled["image"].as_str().unwrap();
    let seen = send("GET", url, &[], b"").await.unwrap();
    assert_eq!((seen.status, seen.body), (200, image));
    assert_eq!(
        seen.headers
            .iter()
            .find(|(name, _)| name == "content-type")
            .unwrap()
            .1,
        "image/png"
    );
    let head = send("HEAD", url, &[], b"").await.unwrap();
    assert_eq!(head.status, 403, "the URL is signed for GET");

    let path = format!("/posts/{post}");
    let gone = laptop
        .send("DELETE", &path, &[("authorization", "zoe")], b"")
        .await;
    assert_eq!(gone.status, 200);
    assert_eq!(laptop.posts("zoe").await.len(), 0);
    let seen = send("GET", url, &[], b"").await.unwrap();
    assert_eq!(code(&seen), (404, "NoSuchKey".to_owned()));
    laptop.terminate().await;
}

#[tokio::test]
async fn the_last_upload_wins() {
    let laptop = Test::new().start().await;
    let post = laptop.post("zoe", "colours").await;
    let first = laptop
        .upload_url("zoe", &post, picture(200, 0, 0).len())
        .await;
    laptop.upload("zoe", &post, &picture(0, 0, 200)).await;
    laptop.post_with("zoe", "labels").await;
    assert_eq!(put(&first, &picture(200, 0, 0)).await.status, 200);
    let mut laptop = laptop;
    laptop.logged("outcome=\"lost\"").await;
    assert_eq!(laptop.post_with("zoe", "labels").await["labels"][0], "Blue");
}

/// Whatever is uploaded, the program goes on and says that it is no image.
#[tokio::test]
async fn what_is_no_image() {
    let laptop = Test::new().start().await;
    let mut truncated = picture(1, 2, 3);
    truncated.truncate(truncated.len() / 2);
    let mut huge = picture(1, 2, 3);
    huge[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let cases: [(&str, &[u8]); 4] = [
        ("text", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("start", b"\x89PNG\r\n\x1A\n"),
        ("cut", &truncated),
        ("huge", &huge),
    ];
    for (user, file) in cases {
        let post = laptop.post(user, "no image").await;
        laptop.upload(user, &post, file).await;
        let post = laptop.post_with(user, "label_status").await;
        assert_eq!(post["label_status"], "failed", "{user}");
        assert!(post["image"].is_null());
    }
}

#[tokio::test]
async fn demo_posts_are_made_once() {
    let mut laptop = Test::new().with(&["--seed-demo"]).start().await;
    laptop.logged("made demo posts").await;
    let count = json(&laptop.get("/posts").await).as_array().unwrap().len();
    assert_eq!(count, 5);
    laptop.post_with("katherine", "labels").await;
    let mut laptop = laptop.terminate().await.start().await;
    laptop.logged("there are posts already").await;
    assert_eq!(
        json(&laptop.get("/posts").await).as_array().unwrap().len(),
        count
    );
}

/// Both ways that the service is asked for a user are there, and the caller is
/// believed.
#[tokio::test]
async fn others_cannot_touch_a_post() {
    let laptop = Test::new().start().await;
    let post = laptop.post("zoe", "mine").await;
    let path = format!("/posts/{post}");
    let answer = laptop
        .send("DELETE", &path, &[("authorization", "max")], b"")
        .await;
    assert_eq!(answer.status, 404);
    assert_eq!(laptop.posts("zoe").await.len(), 1);
}
