//! What is there after the program has ended, in whichever way.

use std::time::Duration;

use crate::harness::{Test, files, picture};

#[tokio::test]
async fn everything_is_there_after_the_end() {
    let laptop = Test::new().start().await;
    let post = laptop.post("zoe", "kept").await;
    laptop.upload("zoe", &post, &picture(200, 0, 0)).await;
    let before = laptop.post_with("zoe", "labels").await;
    let laptop = laptop.terminate().await.start().await;
    let after = laptop.post_with("zoe", "labels").await;
    for field in ["id", "title", "body", "created_at", "labels"] {
        assert_eq!(before[field], after[field], "{field}");
    }
    let url = after["image"].as_str().unwrap();
    let seen = postagram_testing::http::send("GET", url, &[], b"")
        .await
        .unwrap();
    assert_eq!(seen.body, picture(200, 0, 0));
}

/// An upload that was acknowledged is labelled, even if the program ended
/// before it got to that.
#[tokio::test]
async fn an_upload_is_labelled_by_the_next_run() {
    // Whoever connects is never answered.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let laptop = Test::new()
        .with(&["--rekognition-endpoint", &url])
        .start()
        .await;
    let post = laptop.post("zoe", "x").await;
    laptop.upload("zoe", &post, &picture(0, 0, 200)).await;
    // It is being labelled when it is killed.
    let asked = tokio::time::timeout(Duration::from_mins(2), silent.accept()).await;
    asked.unwrap().unwrap();
    let mut test = laptop.kill().await;
    test = test.without_arguments();
    let mut laptop = test.start().await;
    laptop
        .logged("uploads of before are still to be labelled")
        .await;
    assert_eq!(laptop.post_with("zoe", "labels").await["labels"][0], "Blue");
}

/// What an end in between left of uploads that were not acknowledged goes.
#[tokio::test]
async fn remains_are_removed() {
    let laptop = Test::new().start().await;
    let post = laptop.post("zoe", "x").await;
    laptop.upload("zoe", &post, &picture(0, 0, 200)).await;
    let test = laptop.kill().await;
    let (objects, incoming) = (test.data().join("objects"), test.data().join("incoming"));
    std::fs::write(objects.join("orphan"), "x").unwrap();
    std::fs::write(incoming.join("half"), "x").unwrap();
    let laptop = test.start().await;
    assert_eq!((files(&objects), files(&incoming)), (1, 0));
    laptop.post_with("zoe", "labels").await;
}
