//! What requests of several routes are answered when they fail.

use utoipa::IntoResponses;

use crate::problem::{ErrorBody, InvalidBody};

/// What any request may be answered.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers that `Problem` makes")]
pub(crate) enum ReadFailures {
    /// Something in the request is not what it has to be
    #[response(status = 422)]
    Invalid(InvalidBody),
    /// A mistake of the server's
    #[response(status = 500)]
    Internal(ErrorBody),
    /// There is too much to do, or AWS does not answer; `Retry-After` says when
    /// to try again, in seconds
    #[response(status = 503, headers(("Retry-After" = u32)))]
    Unavailable(ErrorBody),
}

/// What a request that needs a caller may be answered besides.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers that `Problem` makes")]
pub(crate) enum CallerFailures {
    /// There is no caller, or not one that is believed
    #[response(status = 401, headers(("WWW-Authenticate" = String)))]
    Unauthorized(ErrorBody),
    /// Something in the request is not what it has to be
    #[response(status = 422)]
    Invalid(InvalidBody),
    /// A mistake of the server's
    #[response(status = 500)]
    Internal(ErrorBody),
    /// There is too much to do, or AWS does not answer; `Retry-After` says when
    /// to try again, in seconds
    #[response(status = 503, headers(("Retry-After" = u32)))]
    Unavailable(ErrorBody),
}
