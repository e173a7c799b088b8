//! What is counted, on its own port.

use crate::client::Request;
use crate::harness::Test;

#[tokio::test]
async fn requests_are_counted_by_route() {
    let server = Test::new().start().await;
    server.post("zoe", "t").await;
    server.get("/posts?user=zoe").send().await;
    server.get("/posts").send().await;
    server
        .request("DELETE", "/posts/x")
        .user("zoe")
        .send()
        .await;
    server.get("/some/where").send().await;
    for (labels, count) in [
        (r#"{method="POST",route="/posts",status="200"}"#, "1"),
        (r#"{method="GET",route="/posts",status="200"}"#, "2"),
        (r#"{method="DELETE",route="/posts/{id}",status="422"}"#, "1"),
        (r#"{method="GET",route="unknown",status="404"}"#, "1"),
    ] {
        let name = format!("postagram_http_requests_total{labels}");
        assert_eq!(server.metric(&name).await.as_deref(), Some(count), "{name}");
    }
    let problem = r#"postagram_http_problems_total{reason="no_such_route"}"#;
    assert_eq!(server.metric(problem).await.as_deref(), Some("1"));
}

#[tokio::test]
async fn they_are_not_where_requests_come_in() {
    let server = Test::new().start().await;
    assert_eq!(server.get("/metrics").send().await.status, 404);
    let answer = Request::new(server.metrics, "GET", "/metrics").send().await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.ends_with(b"# EOF\n"));
    let answer = Request::new(server.metrics, "GET", "/posts").send().await;
    assert_eq!(answer.status, 404);
}
