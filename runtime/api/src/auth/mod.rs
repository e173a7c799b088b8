//! Who callers are.
//!
//! Reading posts is open to all. What changes something needs a [`Caller`],
//! which handlers ask for by taking one.

mod oidc;
mod settings;
mod username;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, HeaderValue};
use axum::http::request::Parts;
use postagram::UserName;

pub(crate) use oidc::{Endpoints, SignIn};
pub use oidc::{KeyPatience, OidcSettings};
pub use settings::AuthSettings;

use crate::app::App;
use crate::metrics::Metrics;
use crate::middleware::admission::Place;
use crate::problem::Problem;
use oidc::Verifier;

/// Whoever sent the request.
#[derive(Debug)]
pub(crate) struct Caller(pub(crate) UserName);

/// How people sign in, unless they just say their name.
#[derive(Debug)]
pub(crate) struct HowToSignIn(pub(crate) Option<SignIn>);

/// How callers are told apart.
#[derive(Debug)]
pub(crate) enum Auth {
    /// By what they say their name is.
    UserName,
    /// By tokens of an issuer.
    Oidc(Verifier),
}

/// Why a request has no caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Denied {
    /// One word, for metrics.
    pub(crate) reason: &'static str,
    /// What the caller is told.
    pub(crate) detail: &'static str,
}

impl Auth {
    pub(crate) fn new(settings: &AuthSettings, metrics: &Metrics) -> std::io::Result<Self> {
        Ok(match settings {
            AuthSettings::UserName => Self::UserName,
            AuthSettings::Oidc(settings) => Self::Oidc(Verifier::new(settings, metrics)?),
        })
    }

    /// Gets what is needed to know callers, so that the first one does not
    /// have to wait for it.
    pub(crate) async fn prepare(&self) {
        if let Self::Oidc(verifier) = self {
            verifier.prepare().await;
        }
    }

    async fn sign_in(&self) -> Option<SignIn> {
        match self {
            Self::UserName => None,
            Self::Oidc(verifier) => Some(verifier.sign_in().await),
        }
    }

    async fn caller(&self, headers: &HeaderMap) -> Result<UserName, Problem> {
        let header = one_header(headers);
        match self {
            Self::UserName => match header {
                Ok(header) => username::caller(header),
                Err(denied) => Err(username::challenge(denied)),
            },
            Self::Oidc(verifier) => verifier.caller(header).await,
        }
    }
}

/// The one `Authorization` header of a request.
fn one_header(headers: &HeaderMap) -> Result<&HeaderValue, Denied> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    match (all.next(), all.next()) {
        (Some(header), None) if !header.is_empty() => Ok(header),
        (Some(_), Some(_)) => Err(Denied {
            reason: "malformed",
            detail: "there is more than one Authorization header",
        }),
        _ => Err(Denied {
            reason: "missing",
            detail: "the request has no Authorization header",
        }),
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let asked = app.auth.caller(&parts.headers);
        outside(parts.extensions.get(), asked).await.map(Self)
    }
}

impl FromRequestParts<App> for HowToSignIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let asked = async { Ok(app.auth.sign_in().await) };
        outside(parts.extensions.get(), asked).await.map(Self)
    }
}

/// Waits for the issuer. It may be slow, and that is no reason to send others
/// away: meanwhile the request leaves its place.
async fn outside<T>(
    place: Option<&Place>,
    asked: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem> {
    place.inspect(|place| place.leave());
    let answer = asked.await?;
    if place.is_some_and(|place| !place.take()) {
        return Err(Place::none_left());
    }
    Ok(answer)
}
