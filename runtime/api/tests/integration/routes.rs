//! What is no post: unknown routes, probes, ids of requests.

use crate::harness::Test;

#[tokio::test]
async fn unknown_routes_and_methods() {
    let server = Test::new().start().await;
    insta::assert_snapshot!(server.get("/nowhere").send().await.snapshot());
    let answer = server.request("PUT", "/posts").send().await;
    insta::assert_snapshot!(answer.snapshot());
    for (method, path, status) in [
        ("GET", "/posts/", 404),
        ("GET", "/favicon.ico", 404),
        ("POST", "/signedUrlPut", 405),
        ("GET", "/posts/0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11", 405),
        ("BREW", "/posts", 405),
        ("HEAD", "/posts", 200),
    ] {
        let answer = server.request(method, path).send().await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(answer.header("allow").is_some(), status == 405);
    }
}

#[tokio::test]
async fn probes() {
    let server = Test::new().start().await;
    insta::assert_snapshot!(server.get("/health").send().await.snapshot());
    // It touched nothing.
    assert_eq!(server.stand_ins.faults.calls(), [""; 0]);
    let answer = server.get("/ready").send().await;
    assert_eq!(answer.status, 200);
    let calls = server.stand_ins.faults.calls().len();
    assert!(calls > 0);
}

#[tokio::test]
async fn a_request_keeps_a_harmless_id() {
    let server = Test::new().start().await;
    let answer = server
        .get("/nowhere")
        .header("x-request-id", "abc-1")
        .send()
        .await;
    assert_eq!(answer.header("x-request-id"), Some("abc-1"));
    assert_eq!(answer.json()["request_id"], "abc-1");
    let answer = server
        .get("/nowhere")
        .header("x-request-id", "a b")
        .send()
        .await;
    let id = answer.header("x-request-id").unwrap();
    assert_eq!(id.len(), 36);
    assert_eq!(answer.json()["request_id"], id);
}
