//! Callers who say their name.

use serde_json::json;

use crate::harness::{Running, Test};

async fn status(server: &Running, user: impl AsRef<[u8]>) -> u16 {
    server
        .request("POST", "/posts")
        .header("authorization", user)
        .json(&json!({"title": "t", "body": "b"}))
        .send()
        .await
        .status
}

#[tokio::test]
async fn a_name_in_latin_1_is_the_one_in_utf_8() {
    let server = Test::new().start().await;
    assert_eq!(status(&server, b"zo\xE9").await, 200);
    assert_eq!(status(&server, "zoé").await, 200);
    let posts = server.get("/posts?user=zo%C3%A9").send().await.json();
    assert_eq!(posts.as_array().unwrap().len(), 2);
    assert_eq!(posts[0]["user"], "USER#zoé");
}

#[tokio::test]
async fn names_that_are_none() {
    let server = Test::new().start().await;
    for (user, expected) in [
        ("a/b", 422),
        ("a#b", 422),
        ("..", 422),
        ("", 401),
        (&"x".repeat(65), 422),
        (&"x".repeat(64), 200),
        (" padded ", 200),
    ] {
        assert_eq!(status(&server, user).await, expected, "{user}");
    }
    assert_eq!(server.titles("/posts?user=padded").await.len(), 1);
}

#[tokio::test]
async fn who_changes_something_has_a_name() {
    let server = Test::new().start().await;
    let id = "0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11";
    for (method, path) in [
        ("POST", "/posts".to_owned()),
        ("DELETE", format!("/posts/{id}")),
        ("GET", "/signedUrlPut".to_owned()),
        ("GET", "/getSignedUrlPut".to_owned()),
    ] {
        let answer = server.request(method, &path).send().await;
        assert_eq!(answer.status, 401, "{method} {path}");
    }
    let twice = server.get("/signedUrlPut").user("a").user("b").send().await;
    insta::assert_snapshot!(twice.snapshot());
}
