//! Bodies in JSON.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::budget::Share;
use crate::middleware::admission::Place;
use crate::problem::Problem;

/// The body of a request, read whole and parsed.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

/// Who sends too much gets to read so, if it stops soon: up to this much more
/// is thrown away before the answer.
const THROWN_AWAY: usize = 1024 * 1024;

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        if !is_json(&parts.headers) {
            let text = "body: its Content-Type is not application/json";
            return Err(Problem::invalid_text(text));
        }
        let place = parts.extensions.get::<Place>();
        place.inspect(|place| place.leave());
        let read = tokio::time::timeout(app.limits.body_time, read(&parts.headers, body, app));
        let (bytes, _share) = read.await.unwrap_or_else(|_| {
            let text = "The body of the request took too long";
            Err(Problem::body(StatusCode::REQUEST_TIMEOUT, text))
        })?;
        if place.is_some_and(|place| !place.take()) {
            return Err(Place::none_left());
        }
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Problem::invalid_text(format!("body: {error}")))
    }
}

/// Whether the body says that it is JSON, or nothing.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return true;
    };
    let kind = value.as_bytes().split(|byte| *byte == b';').next();
    let kind = kind.unwrap_or_default().trim_ascii().to_ascii_lowercase();
    kind == b"application/json" || (kind.starts_with(b"application/") && kind.ends_with(b"+json"))
}

async fn read(headers: &HeaderMap, mut body: Body, app: &App) -> Result<(Vec<u8>, Share), Problem> {
    let busy = || Problem::overloaded("too_many_bytes");
    let most = app.limits.body;
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let mut bytes = Vec::new();
    let mut share = app.incoming.nothing().ok_or_else(busy)?;
    if announced.is_some_and(|length| length > most) {
        return Err(too_large(body).await);
    }
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            let text = "The body of the request ended early";
            return Err(Problem::body(StatusCode::BAD_REQUEST, text));
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > most {
            return Err(too_large(body).await);
        }
        if !share.grow(bytes.len() + data.len()) {
            return Err(busy());
        }
        bytes.extend_from_slice(&data);
    }
    Ok((bytes, share))
}

/// Reads on for a moment: who is still sending when the connection is closed
/// does not get to see the answer.
async fn too_large(mut body: Body) -> Problem {
    let throw_away = async {
        let mut thrown = 0;
        while let Some(Ok(frame)) = body.frame().await {
            thrown += frame.data_ref().map_or(0, |data| data.len());
            if thrown > THROWN_AWAY {
                break;
            }
        }
    };
    // Either way the answer is the same.
    let _: Result<(), _> = tokio::time::timeout(Duration::from_secs(1), throw_away).await;
    let text = "The body of the request is too large";
    Problem::body(StatusCode::PAYLOAD_TOO_LARGE, text)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn content_types() {
        let is_json = |kind: &str| {
            let value = HeaderValue::from_str(kind).unwrap();
            super::is_json(&HeaderMap::from_iter([(CONTENT_TYPE, value)]))
        };
        for good in [
            "application/json",
            "Application/JSON ; charset=utf-8",
            "application/vnd.x+json",
        ] {
            assert!(is_json(good), "{good}");
        }
        for bad in ["", "text/plain", "application/jsonp", "image/svg+json"] {
            assert!(!is_json(bad), "{bad}");
        }
        assert!(super::is_json(&HeaderMap::new()));
    }
}
