//! Callers with bearer tokens of an `OpenID` Connect issuer.

mod claims;
mod endpoints;
mod fetch;
mod key_cache;
mod key_set;
mod settings;

use axum::http::HeaderValue;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Validation, decode, decode_header};
use postagram::UserName;
use serde_json::{Map, Value};

pub(crate) use endpoints::Endpoints;
pub use settings::{KeyPatience, OidcSettings};

use super::Denied;
use crate::metrics::Metrics;
use crate::problem::Problem;
use key_cache::{KeyCache, NoKey};

/// The longest token that is looked at, in bytes. Issuers stay below 4 KB.
const MOST_BYTES: usize = 8 * 1024;

/// Verifies tokens.
#[derive(Debug)]
pub(crate) struct Verifier {
    settings: OidcSettings,
    keys: KeyCache,
}

/// How people sign in at the issuer.
#[derive(Debug)]
pub(crate) struct SignIn {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    /// The claim of an access token that names the user.
    pub(crate) user_claim: String,
    /// Nothing while the issuer has not said.
    pub(crate) endpoints: Option<Endpoints>,
}

/// Why a token does not make a caller.
#[derive(Debug, PartialEq, Eq)]
enum Failed {
    Denied(Denied),
    Unavailable,
}

impl Verifier {
    pub(super) fn new(settings: &OidcSettings, metrics: &Metrics) -> std::io::Result<Self> {
        Ok(Self {
            settings: settings.clone(),
            keys: KeyCache::new(settings, metrics)?,
        })
    }

    pub(super) async fn prepare(&self) {
        self.keys.prepare().await;
    }

    pub(super) async fn sign_in(&self) -> SignIn {
        let settings = &self.settings;
        SignIn {
            issuer: settings.issuer.clone(),
            client_id: settings.client_id.clone(),
            user_claim: settings.user_claim.clone(),
            endpoints: self.keys.endpoints().await,
        }
    }

    /// Who the token in the header was made for.
    pub(super) async fn caller(
        &self,
        header: Result<&HeaderValue, Denied>,
    ) -> Result<UserName, Problem> {
        let result = match header {
            Ok(header) => match bearer(header) {
                Ok(token) => self.verify(token).await,
                Err(denied) => Err(Failed::Denied(denied)),
            },
            Err(denied) => Err(Failed::Denied(denied)),
        };
        result.map_err(|failed| match failed {
            Failed::Denied(denied) => Problem::unauthorized(denied, challenge(denied)),
            Failed::Unavailable => {
                Problem::unavailable("the issuer's keys are not known, and cannot be fetched")
            }
        })
    }

    async fn verify(&self, token: &str) -> Result<UserName, Failed> {
        let malformed = denied("malformed", "the token is no JWT");
        let header = decode_header(token).map_err(|error| match error.kind() {
            // An algorithm that has no name here, `none` among them.
            ErrorKind::Json(_) | ErrorKind::InvalidAlgorithmName => unsupported(),
            _ => malformed,
        });
        let header = header.map_err(Failed::Denied)?;
        if header.crit.is_some() || !is_token_type(header.typ.as_deref()) {
            return Err(Failed::Denied(unsupported()));
        }
        let key = self.keys.get(header.kid.as_deref().unwrap_or_default());
        let key = key.await.map_err(|error| match error {
            NoKey::Unknown => {
                Failed::Denied(denied("unknown_key", "the token's key is not the issuer's"))
            }
            NoKey::Unavailable => Failed::Unavailable,
        })?;
        let mut validation = Validation::new(key.algorithm);
        validation.leeway = self.settings.patience.skew.as_secs();
        validation.validate_nbf = true;
        validation.set_issuer(&[&self.settings.issuer]);
        validation.set_required_spec_claims(&["exp", "iss"]);
        // Looked at below: not every token has one.
        validation.validate_aud = false;
        let token = decode::<Map<String, Value>>(token, &key.key, &validation)
            .map_err(|error| Failed::Denied(why(error.kind())))?;
        claims::user(&token.claims, &self.settings).map_err(Failed::Denied)
    }
}

/// The token in the header.
fn bearer(header: &HeaderValue) -> Result<&str, Denied> {
    let not_bearer = denied("malformed", "the Authorization header is no bearer token");
    if header.len() > MOST_BYTES {
        return Err(denied("too_long", "the token is too long"));
    }
    let (scheme, token) = header
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .ok_or(not_bearer)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(token.trim())
    } else {
        Err(not_bearer)
    }
}

/// Whether it may be the type of an access or identity token.
fn is_token_type(typ: Option<&str>) -> bool {
    typ.is_none_or(|typ| {
        let typ = typ.to_ascii_lowercase();
        matches!(
            typ.strip_prefix("application/").unwrap_or(&typ),
            "jwt" | "at+jwt"
        )
    })
}

fn why(kind: &ErrorKind) -> Denied {
    match kind {
        ErrorKind::ExpiredSignature => denied("expired", "the token is expired"),
        ErrorKind::ImmatureSignature => denied("not_yet_valid", "the token is not yet valid"),
        ErrorKind::InvalidIssuer => denied("issuer", "the token is of another issuer"),
        ErrorKind::InvalidSignature => denied("signature", "the token's signature is wrong"),
        ErrorKind::InvalidAlgorithm => unsupported(),
        ErrorKind::MissingRequiredClaim(_) => denied("claims", "the token lacks `exp` or `iss`"),
        _ => denied("malformed", "the token is no JWT"),
    }
}

fn unsupported() -> Denied {
    denied("algorithm", "the token is not of a kind that is taken here")
}

const fn denied(reason: &'static str, detail: &'static str) -> Denied {
    Denied { reason, detail }
}

/// What `WWW-Authenticate` says, after RFC 6750.
fn challenge(denied: Denied) -> HeaderValue {
    let plain = "Bearer realm=\"postagram\"";
    if denied.reason == "missing" {
        return HeaderValue::from_static(plain);
    }
    let detail = denied.detail.replace(['"', '\\'], "'");
    HeaderValue::from_str(&format!(
        "{plain}, error=\"invalid_token\", error_description=\"{detail}\""
    ))
    .unwrap_or(HeaderValue::from_static(plain))
}
