//! Entity tags: whoever has a file already is told so.

use axum::http::header::{ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

/// Half a SHA-256 of all parts, in hex: enough to tell two files of ours apart.
pub(super) fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    let hash = hash.finalize();
    let half = hash.first_chunk().copied().map_or(0, u128::from_be_bytes);
    format!("{half:032x}")
}

/// Gives an answer the tag of its content, and takes the content away again if
/// the one who asks has it.
pub(super) fn tagged(request: &HeaderMap, digest: &str, answer: Response) -> Response {
    let tag = format!("\"{digest}\"");
    let mut answer = if is_known(request, &tag) {
        let (mut parts, _) = answer.into_parts();
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(axum::http::header::CONTENT_TYPE);
        (parts.status, parts.headers).into_response()
    } else {
        answer
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.headers_mut().insert(ETAG, tag);
    }
    answer
}

/// Tags are compared weakly, as RFC 9110 wants it here.
fn is_known(request: &HeaderMap, tag: &str) -> bool {
    request
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_not_sent_again() {
        for (value, known) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", \"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("a", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, HeaderValue::from_static(value));
            let answer = tagged(&headers, "a", "text".into_response());
            assert_eq!(
                answer.status() == StatusCode::NOT_MODIFIED,
                known,
                "{value}"
            );
            assert_eq!(answer.headers()[ETAG], "\"a\"");
        }
        let answer = tagged(&HeaderMap::new(), "a", "text".into_response());
        assert_eq!(answer.status(), StatusCode::OK);
    }

    #[test]
    fn parts_are_kept_apart() {
        let digest = |parts: &[&str]| digest(parts.iter().map(|part| part.as_bytes()));
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_eq!(digest(&["ab"]).len(), 32);
    }
}
