//! Requests that are not answered as they hoped.

use std::borrow::Cow;

use axum::http::header::{CONNECTION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use postagram::{Error, Refused};
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Denied;

/// Why a request fails: an outer message, which the caller gets together with
/// the id of the request, and an inner one, which is logged under that id.
///
/// As a response it has no body yet: that is written by
/// [`report`](crate::middleware::report), which knows the id.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    /// In one word, for metrics and log.
    pub(crate) reason: &'static str,
    rest: Box<Rest>,
}

/// Apart, since every result that may be a problem has room for one.
#[derive(Debug, Clone)]
struct Rest {
    outer: Cow<'static, str>,
    /// Never shown.
    inner: Option<String>,
    headers: HeaderMap,
}

/// The body of an answer that is an error.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// What is wrong.
    detail: String,
    /// What to name when asking about it.
    #[schema(example = "0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11")]
    request_id: String,
}

/// The body of an answer to a request that says something impossible.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvalidBody {
    /// Always 10422.
    #[schema(minimum = 10422, maximum = 10422)]
    status_code: u32,
    /// What is wrong.
    message: String,
    /// Always nothing.
    #[schema(value_type = (), nullable)]
    data: Option<()>,
    /// What to name when asking about it.
    #[schema(example = "0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11")]
    request_id: String,
}

impl Problem {
    pub(crate) fn new(
        status: StatusCode,
        reason: &'static str,
        outer: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            reason,
            rest: Box::new(Rest {
                outer: outer.into(),
                inner: None,
                headers: HeaderMap::new(),
            }),
        }
    }

    fn header(mut self, name: axum::http::HeaderName, value: HeaderValue) -> Self {
        self.rest.headers.insert(name, value);
        self
    }

    /// The same, with what only the log gets.
    pub(crate) fn because(mut self, inner: impl Into<String>) -> Self {
        self.rest.inner = Some(inner.into());
        self
    }

    /// What only the log gets.
    pub(crate) fn inner(&self) -> Option<&str> {
        self.rest.inner.as_deref()
    }

    /// 422: something in the request is not what it has to be.
    #[expect(clippy::needless_pass_by_value, reason = "fits `map_err`")]
    pub(crate) fn invalid(refused: Refused) -> Self {
        Self::invalid_text(refused.to_string())
    }

    pub(crate) fn invalid_text(outer: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", outer)
    }

    /// 400: a cursor that leads nowhere.
    #[expect(clippy::needless_pass_by_value, reason = "fits `map_err`")]
    pub(crate) fn bad_cursor(refused: Refused) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_cursor", refused.to_string())
    }

    /// 401: there is no caller.
    pub(crate) fn unauthorized(denied: Denied, challenge: HeaderValue) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, denied.reason, denied.detail)
            .header(WWW_AUTHENTICATE, challenge)
    }

    /// 503: what the request needs does not answer.
    pub(crate) fn unavailable(inner: impl Into<String>) -> Self {
        let outer = "The service is not available at the moment";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", outer)
            .header(RETRY_AFTER, HeaderValue::from_static("1"))
            .because(inner)
    }

    /// 503: there is too much to do. `what` is too much of.
    pub(crate) fn overloaded(what: &'static str) -> Self {
        let outer = "The server has too much to do at the moment";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, what, outer)
            .header(RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// 413 or 408: a body that cannot be read to its end. The connection is of
    /// no use afterwards.
    pub(crate) fn body(status: StatusCode, outer: &'static str) -> Self {
        Self::new(status, "body", outer).header(CONNECTION, HeaderValue::from_static("close"))
    }

    /// 500: a mistake of ours.
    pub(crate) fn internal(inner: impl Into<String>) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "internal", "Internal Server Error").because(inner)
    }

    /// The body, now that the request's id is known.
    pub(crate) fn to_json(&self, request_id: &str) -> Vec<u8> {
        let text = if self.status == StatusCode::UNPROCESSABLE_ENTITY {
            serde_json::to_vec(&InvalidBody {
                status_code: 10422,
                message: self.rest.outer.to_string(),
                data: None,
                request_id: request_id.to_owned(),
            })
        } else {
            serde_json::to_vec(&ErrorBody {
                detail: self.rest.outer.to_string(),
                request_id: request_id.to_owned(),
            })
        };
        // Strings alone: it always can be written.
        text.unwrap_or_default()
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match &error {
            Error::NotFound => {
                let outer = "There is no such post of yours";
                Self::new(StatusCode::NOT_FOUND, "no_such_post", outer)
            }
            Error::BadCursor(refused) => Self::bad_cursor(refused.clone()),
            Error::Conflict => {
                let outer = "The Idempotency-Key came with another title or body before";
                Self::new(StatusCode::CONFLICT, "conflict", outer)
            }
            Error::Unavailable { .. } => Self::unavailable(error.chain()),
            _ => Self::internal(error.chain()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.headers_mut().extend(self.rest.headers.clone());
        response.extensions_mut().insert(self);
        response
    }
}
