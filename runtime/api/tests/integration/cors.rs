//! What browsers ask and want to see.

use api::Origins;
use serde_json::json;

use crate::harness::Test;

const CLIENT: &str = "http://localhost:3000";

#[tokio::test]
async fn a_preflight_of_the_client() {
    let server = Test::new().start().await;
    let answer = server
        .request("OPTIONS", "/posts")
        .header("origin", CLIENT)
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization,content-type",
        )
        .send()
        .await;
    insta::assert_snapshot!(answer.snapshot());
}

#[tokio::test]
async fn errors_can_be_read_too() {
    let server = Test::new().start().await;
    server
        .stand_ins
        .faults
        .inject("Query", postagram_testing::Fault::Status(500), 100);
    let large = vec![b'x'; 600 * 1024];
    for (method, path, status) in [
        ("GET", "/posts", 503),
        ("GET", "/posts?limit=0", 422),
        ("GET", "/posts?cursor=x", 400),
        ("POST", "/posts", 401),
        ("POST", "/posts", 413),
        ("GET", "/nowhere", 404),
        ("PUT", "/posts", 405),
        ("GET", "/health", 200),
    ] {
        let mut request = server.request(method, path).header("origin", CLIENT);
        if status == 413 {
            request = request.user("zoe").body(large.clone());
        }
        let answer = request.send().await;
        assert_eq!(answer.status, status, "{method} {path}");
        let header = |name: &str| answer.header(name).map(str::to_owned);
        assert_eq!(
            header("access-control-allow-origin").as_deref(),
            Some(CLIENT)
        );
        assert_eq!(
            header("access-control-allow-credentials").as_deref(),
            Some("true")
        );
        assert!(
            header("access-control-expose-headers")
                .unwrap()
                .contains("link")
        );
        assert!(header("vary").unwrap().contains("origin"));
    }
}

#[tokio::test]
async fn only_listed_origins() {
    let origins = Origins::These(vec!["https://a.example".parse().unwrap()]);
    let server = Test::new().origins(origins).start().await;
    let allowed = async |origin: &str| {
        let answer = server.get("/posts").header("origin", origin).send().await;
        let header = answer.header("access-control-allow-origin");
        header.map(str::to_owned)
    };
    assert_eq!(
        allowed("https://a.example").await.as_deref(),
        Some("https://a.example")
    );
    assert_eq!(allowed("https://b.example").await, None);
    assert_eq!(allowed("null").await, None);
    // It is for browsers: others are served as ever.
    let answer = server
        .request("POST", "/posts")
        .header("origin", "https://b.example")
        .user("zoe")
        .json(&json!({"title": "", "body": ""}))
        .send()
        .await;
    assert_eq!(answer.status, 200);
}
