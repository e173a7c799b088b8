//! `/openapi.json`, `/docs`

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;

use super::page;
use crate::app::App;

/// The page loads its style sheet from here, and nothing else from anywhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// Routes that show the document, which is written once.
pub(crate) fn routes(document: &utoipa::openapi::OpenApi) -> Router<App> {
    // A document of strings and numbers: it always can be written.
    let value = serde_json::to_value(document).unwrap_or_default();
    let json = Bytes::from(value.to_string());
    let html = Bytes::from(page::render(&value));
    let style = Bytes::from_static(include_bytes!("page.css"));
    Router::new()
        .route("/openapi.json", file("application/json", json))
        .route("/docs", file("text/html; charset=utf-8", html))
        .route("/docs/page.css", file("text/css; charset=utf-8", style))
}

fn file(kind: &'static str, bytes: Bytes) -> axum::routing::MethodRouter<App> {
    let answer = move || {
        let headers = [
            header(CONTENT_TYPE, kind),
            header(CONTENT_SECURITY_POLICY, POLICY),
            header(CACHE_CONTROL, "public, max-age=300"),
        ];
        let answer = (headers, bytes.clone()).into_response();
        async move { answer }
    };
    get(answer)
}

fn header(name: HeaderName, value: &'static str) -> (HeaderName, HeaderValue) {
    (name, HeaderValue::from_static(value))
}

/// The document as JSON.
#[cfg(test)]
pub(super) fn value() -> serde_json::Value {
    serde_json::to_value(super::openapi()).unwrap_or_default()
}
