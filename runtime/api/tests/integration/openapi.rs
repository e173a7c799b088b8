//! What the server says about itself.

use crate::harness::Test;

#[tokio::test]
async fn the_document() {
    let server = Test::new().start().await;
    let answer = server.get("/openapi.json").send().await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let served = answer.json();
    assert_eq!(served, serde_json::to_value(api::openapi()).unwrap());
    insta::assert_snapshot!(format!("{served:#}"));
}

#[tokio::test]
async fn every_described_operation_is_there() {
    let server = Test::new().start().await;
    let document = server.get("/openapi.json").send().await.json();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let method = method.to_uppercase();
            let path = path.replace("{id}", "x");
            let answer = server.request(&method, &path).send().await;
            let described = &operation["responses"][answer.status.to_string()];
            assert!(described.is_object(), "{method} {path} {}", answer.status);
            assert!(answer.status != 404 && answer.status != 405);
        }
    }
}

#[tokio::test]
async fn the_page_needs_nothing_from_elsewhere() {
    let server = Test::new().start().await;
    let page = server.get("/docs").send().await;
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'"));
    let html = String::from_utf8(page.body).unwrap();
    assert!(!html.contains("<script") && !html.contains("style="));
    let links: Vec<&str> = html
        .split("href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .filter(|link| !link.starts_with('#'))
        .collect();
    assert_eq!(links, ["docs/page.css", "openapi.json"]);
    for link in links {
        assert_eq!(server.get(&format!("/{link}")).send().await.status, 200);
    }
}
