//! Whose pages may call: cross-origin resource sharing.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, header, request::Parts};
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, CorsLayer};

use crate::BadSetting;

/// The sites whose pages may call the server and read its answers.
///
/// It is no protection of the server: other clients send what they like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origins {
    /// Every site, which is what the system before this one does. Who calls is
    /// in a header that pages set themselves, never in a cookie, so a foreign
    /// page can do nothing that its visitor does not enter there.
    Any,
    /// These: `https://postagram.example`.
    These(Vec<HeaderValue>),
}

impl Origins {
    /// Reads a list with commas; `*` or nothing is any.
    pub(crate) fn parse(text: Option<&str>) -> Result<Self, BadSetting> {
        let text = text.unwrap_or("*").trim();
        if text == "*" {
            return Ok(Self::Any);
        }
        text.split(',')
            .map(str::trim)
            .map(origin)
            .collect::<Result<_, _>>()
            .map(Self::These)
    }

    /// Adds what browsers want to see to all answers, and answers what they
    /// ask before they send a request.
    pub(crate) fn layer(&self) -> CorsLayer {
        let origin = match self {
            Self::Any => AllowOrigin::mirror_request(),
            Self::These(list) => {
                let list = list.clone();
                AllowOrigin::predicate(move |origin: &HeaderValue, _: &Parts| list.contains(origin))
            }
        };
        CorsLayer::new()
            .allow_origin(origin)
            .allow_credentials(true)
            .allow_methods(AllowMethods::list([
                Method::DELETE,
                Method::GET,
                Method::HEAD,
                Method::OPTIONS,
                Method::PATCH,
                Method::POST,
                Method::PUT,
            ]))
            .allow_headers(AllowHeaders::mirror_request())
            .expose_headers([
                header::LINK,
                header::RETRY_AFTER,
                header::WWW_AUTHENTICATE,
                HeaderName::from_static("x-request-id"),
            ])
            .max_age(Duration::from_mins(10))
    }
}

/// An origin as browsers send it: scheme, host, port where it is not the usual.
fn origin(text: &str) -> Result<HeaderValue, BadSetting> {
    let bad = |why: &str| {
        BadSetting::new(
            "CORS_ORIGINS",
            format!("`{text}` {why}"),
            "an origin is written as browsers send it: https://postagram.example",
        )
    };
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .ok_or_else(|| bad("does not begin with https:// or http://"))?;
    let is_plain = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-.:[]".contains(letter)
    };
    if host.is_empty() || !host.chars().all(is_plain) {
        return Err(bad("is more than a scheme and a host in small letters"));
    }
    HeaderValue::from_str(text).map_err(|_| bad("cannot be the value of a header"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_origins() {
        let parse = |text| Origins::parse(Some(text));
        assert_eq!(Origins::parse(None), Ok(Origins::Any));
        assert_eq!(parse("*"), Ok(Origins::Any));
        let two = parse("https://a.example, http://localhost:3000").unwrap();
        let Origins::These(list) = two else {
            panic!("{two:?}")
        };
        assert_eq!(list, ["https://a.example", "http://localhost:3000"]);
        for bad in [
            "a.example",
            "https://",
            "https://a.example/",
            "https://a.example,",
            "https://A.example",
            "https://*.example",
            "null",
        ] {
            assert_eq!(parse(bad).unwrap_err().variable, "CORS_ORIGINS", "{bad}");
        }
    }
}
