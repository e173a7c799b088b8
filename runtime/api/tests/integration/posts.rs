//! Posts: what each row of the contract says.

use serde_json::{Value, json};

use crate::harness::Test;

#[tokio::test]
async fn a_post_is_made_and_listed() {
    let server = Test::new().start().await;
    insta::assert_snapshot!(server.get("/posts").send().await.snapshot());
    let made = server
        .request("POST", "/posts")
        .user("zoe")
        .json(&json!({"title": "a", "body": "b", "more": [1]}))
        .send()
        .await;
    insta::assert_snapshot!(made.snapshot());
    let listed = server.get("/posts").send().await;
    assert_eq!(listed.json(), json!([made.json()]));
    let listed = server.get("/posts?user=zoe").send().await;
    assert_eq!(listed.json(), json!([made.json()]));
}

#[tokio::test]
async fn newest_first_page_by_page() {
    let server = Test::new().start().await;
    for title in ["1", "2", "3", "4", "5"] {
        server.post("a b", title).await;
    }
    for list in ["/posts?limit=2", "/posts?user=a+b&limit=2"] {
        let first = server.get(list).send().await;
        insta::assert_snapshot!(
            first
                .header("link")
                .unwrap()
                .split("cursor")
                .next()
                .unwrap()
        );
        let mut titles = Vec::new();
        let mut path = Some(list.to_owned());
        while let Some(page) = path {
            let answer = server.get(&page).send().await;
            let posts = answer.json();
            titles.extend(
                posts
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|post| post["title"].clone()),
            );
            path = answer.next();
        }
        assert_eq!(titles, ["5", "4", "3", "2", "1"]);
    }
    assert_eq!(server.titles("/posts?user=").await.len(), 5);
    assert_eq!(server.titles("/posts?user=nobody").await, [Value::Null; 0]);
}

#[tokio::test]
async fn lists_that_cannot_be() {
    let server = Test::new().start().await;
    server.post("zoe", "1").await;
    server.post("zoe", "2").await;
    let first = server.get("/posts?limit=1").send().await;
    let elsewhere = first.next().unwrap().replace("/posts?", "/posts?user=zoe&");
    let answer = server.get(&elsewhere).send().await;
    insta::assert_snapshot!(answer.snapshot());
    for (query, status) in [
        ("cursor=x", 400),
        ("cursor=", 400),
        ("limit=", 422),
        ("limit=0", 422),
        ("limit=1001", 422),
        ("limit=ten", 422),
        ("user=a/b", 422),
        ("user=a%23b", 422),
        ("user=%00", 422),
        ("user=..", 422),
    ] {
        let answer = server.get(&format!("/posts?{query}")).send().await;
        assert_eq!(answer.status, status, "{query}");
    }
    insta::assert_snapshot!(server.get("/posts?limit=0").send().await.snapshot());
}

#[tokio::test]
async fn bodies_that_are_no_posts() {
    let server = Test::new().start().await;
    let send = async |kind: &str, body: &str| {
        server
            .request("POST", "/posts")
            .user("zoe")
            .header("content-type", kind)
            .body(body)
            .send()
            .await
    };
    for (kind, body) in [
        ("application/json", ""),
        ("application/json", "{"),
        ("application/json", "[]"),
        ("application/json", "null"),
        ("application/json", r#"{"title": "a"}"#),
        ("application/json", r#"{"title": "a", "body": 5}"#),
        ("application/json", "{\"title\": \"\u{0}\", \"body\": \"\"}"),
        ("application/json", r#"{"title": "\ud800", "body": ""}"#),
        ("text/plain", r#"{"title": "a", "body": "b"}"#),
    ] {
        let answer = send(kind, body).await;
        assert_eq!(answer.status, 422, "{kind} {body}");
        assert_eq!(answer.json()["status_code"], 10422);
    }
    insta::assert_snapshot!(
        send("application/json", r#"{"title": "a"}"#)
            .await
            .snapshot()
    );
    let long = json!({"title": "x".repeat(1025), "body": ""}).to_string();
    assert_eq!(send("application/json", &long).await.status, 422);
    let longest = json!({"title": "x", "body": "\u{1}".repeat(65536)}).to_string();
    assert_eq!(send("application/json", &longest).await.status, 200);
    assert_eq!(server.titles("/posts").await, ["x"]);
}

#[tokio::test]
async fn a_repeated_request_makes_one_post() {
    let server = Test::new().start().await;
    let send = async |key: &str, title: &str| {
        server
            .request("POST", "/posts")
            .user("zoe")
            .header("idempotency-key", key)
            .json(&json!({"title": title, "body": "b"}))
            .send()
            .await
    };
    let first = send("k1", "a").await;
    let second = send("k1", "a").await;
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!(first.json(), second.json());
    insta::assert_snapshot!(send("k1", "other").await.snapshot());
    assert_eq!(send("k2", "a").await.status, 200);
    assert_eq!(send("a b", "a").await.status, 422);
    assert_eq!(server.titles("/posts").await, ["a", "a"]);
}

#[tokio::test]
async fn a_post_is_deleted_by_its_owner_alone() {
    let server = Test::new().start().await;
    let id = server.post("zoe", "a").await;
    let uuid = id.strip_prefix("POST#").unwrap();
    let delete = async |user: &str, id: &str| {
        let path = format!("/posts/{id}");
        server.request("DELETE", &path).user(user).send().await
    };
    let of_another = delete("bob", uuid).await;
    insta::assert_snapshot!(of_another.snapshot());
    let unknown = delete("zoe", "0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11").await;
    assert_eq!(unknown.snapshot(), of_another.snapshot());
    assert_eq!(delete("zoe", "x").await.status, 422);
    assert_eq!(delete("zoe", "%FF").await.status, 422);
    insta::assert_snapshot!(delete("zoe", uuid).await.snapshot());
    assert_eq!(delete("zoe", uuid).await.status, 404);
    assert!(server.titles("/posts").await.is_empty());

    let id = server.post("zoe", "b").await.replace('#', "%23");
    assert_eq!(delete("zoe", &id).await.status, 200);
}
