//! Folders that are not as they should be.

use std::fs;

use postagram_testing::http::send;

use crate::harness::{Test, code, picture, put};

/// What it says to a folder in which something was changed since it was used.
async fn said(change: impl FnOnce(&std::path::Path)) -> String {
    let laptop = Test::new().start().await;
    laptop.post("zoe", "x").await;
    let test = laptop.terminate().await;
    change(&test.data());
    let refused = test.refused().await;
    assert_eq!(refused.code, Some(1), "{}", refused.error);
    let folder = test.data().canonicalize().unwrap();
    refused
        .error
        .replace(&folder.display().to_string(), "[folder]")
}

#[tokio::test]
async fn a_file_that_is_damaged() {
    let mut all = Vec::new();
    for file in ["posts.sqlite", "bucket.sqlite", "about.json"] {
        let said = said(|folder| fs::write(folder.join(file), "damaged".repeat(1000)).unwrap());
        all.push(said.await);
    }
    let objects = said(|folder| {
        fs::remove_dir_all(folder.join("objects")).unwrap();
        fs::write(folder.join("objects"), "").unwrap();
    });
    all.push(objects.await);
    insta::assert_snapshot!(all.join("\n"));
}

/// What is not its own stays as it is, and is no reason not to start.
#[tokio::test]
async fn a_file_of_somebody_else() {
    let laptop = Test::new().start().await;
    laptop.post("zoe", "x").await;
    let test = laptop.terminate().await;
    let notes = test.data().join("notes.txt");
    fs::write(&notes, "mine").unwrap();
    let laptop = test.with(&["--reset", "--yes"]).start().await;
    assert_eq!(laptop.posts("zoe").await.len(), 0);
    assert_eq!(fs::read(&notes).unwrap(), b"mine");
}

#[tokio::test]
async fn a_folder_of_somebody_else() {
    let test = Test::new();
    fs::create_dir(test.data()).unwrap();
    fs::write(test.data().join("objects"), "mine").unwrap();
    let refused = test.with(&["--reset", "--yes"]);
    let error = refused.refused().await.error;
    assert!(
        error.contains("something of others in it, `objects`"),
        "{error}"
    );
    assert_eq!(fs::read(refused.data().join("objects")).unwrap(), b"mine");
    assert_eq!(
        crate::harness::files(&refused.data()),
        1,
        "nothing was made in it"
    );
}

/// A limit of the size of files stands in for a disk that is full: writing fails
/// in the same place. What was acknowledged is there, what was not is said, and it
/// goes on once there is room.
#[tokio::test]
async fn a_disk_that_is_full() {
    let laptop = Test::new().start().await;
    let post = laptop.post("zoe", "before").await;
    laptop.upload("zoe", &post, &picture(0, 200, 0)).await;
    laptop.post_with("zoe", "labels").await;
    let test = laptop.terminate().await;
    let mut laptop = test.start_with_room(600 * 1024).await;
    let url = laptop
        .upload_url("max", &laptop.post("max", "x").await, 700_000)
        .await;
    let full = put(&url, &vec![0; 700_000]).await;
    assert_eq!(code(&full), (500, "InternalError".to_owned()));
    laptop.logged("the bucket's files cannot be used").await;
    let body = serde_json::json!({"title": "t", "body": "b".repeat(8000)}).to_string();
    let headers = [
        ("authorization", "max"),
        ("content-type", "application/json"),
    ];
    let mut made = 1;
    let refused = loop {
        let answer = laptop
            .send("POST", "/posts", &headers, body.as_bytes())
            .await;
        if answer.status != 200 {
            break answer;
        }
        made += 1;
    };
    assert_eq!(refused.status, 503);
    assert_eq!(laptop.posts("max").await.len(), made);
    assert_eq!(laptop.posts("zoe").await.len(), 1, "it can still be read");
    let laptop = laptop.terminate().await.start().await;
    assert_eq!(laptop.posts("max").await.len(), made);
    laptop.post("max", "there is room again").await;
    let seen = laptop.post_with("zoe", "labels").await;
    let seen = send("GET", seen["image"].as_str().unwrap(), &[], b"").await;
    assert_eq!(seen.unwrap().body, picture(0, 200, 0));
}
