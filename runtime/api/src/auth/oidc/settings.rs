//! Which issuer's tokens are taken.

use std::time::Duration;

use contract::ApiEnv;
use hyper::Uri;

use crate::BadSetting;

/// Which tokens are taken: of whom, for whom, and naming the user how.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OidcSettings {
    /// The issuer, as tokens name it. Its keys are found from it.
    pub issuer: String,
    /// The client that tokens have to be made for.
    pub client_id: String,
    /// The claim that names the user. It has to be one that nobody can change
    /// for themselves: `sub`, or a user name that was given once.
    pub user_claim: String,
    /// How long the issuer's keys are believed.
    pub patience: KeyPatience,
}

/// How long keys are believed, and how often they are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyPatience {
    /// So long they are taken as they are; then they are fetched anew, while
    /// the old ones still do.
    pub fresh: Duration,
    /// So long they do when they cannot be fetched anew.
    pub stale: Duration,
    /// At least so long after the last time they are fetched for a key that is
    /// not among them.
    pub floor: Duration,
    /// The same while there are none at all.
    pub retry: Duration,
    /// So long the issuer may take to answer.
    pub answer: Duration,
    /// So much do the clocks of the issuer and of this machine differ.
    pub skew: Duration,
}

impl Default for KeyPatience {
    fn default() -> Self {
        Self {
            fresh: Duration::from_mins(15),
            stale: Duration::from_hours(24),
            floor: Duration::from_secs(30),
            retry: Duration::from_secs(2),
            answer: Duration::from_secs(3),
            skew: Duration::from_mins(1),
        }
    }
}

impl OidcSettings {
    /// The claim where nothing else is said.
    pub const USER_CLAIM: &str = "sub";

    /// Tokens of an issuer for a client.
    ///
    /// # Errors
    ///
    /// When the issuer is no URL that its keys can be fetched from safely.
    pub fn new(
        issuer: impl Into<String>,
        client_id: impl Into<String>,
    ) -> Result<Self, BadSetting> {
        let issuer = issuer.into();
        safe_url(&issuer).map_err(|why| {
            BadSetting::new(
                "OIDC_ISSUER",
                format!("`{issuer}` {why}"),
                "it is what tokens have as `iss`: https://cognito-idp.REGION.amazonaws.com/POOL",
            )
        })?;
        Ok(Self {
            issuer,
            client_id: client_id.into(),
            user_claim: Self::USER_CLAIM.to_owned(),
            patience: KeyPatience::default(),
        })
    }

    /// The same with another claim that names the user.
    #[must_use]
    pub fn user_claim(mut self, claim: impl Into<String>) -> Self {
        self.user_claim = claim.into();
        self
    }

    /// The same with another patience.
    #[must_use]
    pub fn patience(mut self, patience: KeyPatience) -> Self {
        self.patience = patience;
        self
    }

    pub(in crate::auth) fn from_environment(
        environment: &ApiEnv<String>,
    ) -> Result<Self, BadSetting> {
        let missing = |variable| {
            let hint = "AUTH=oidc needs OIDC_ISSUER and OIDC_CLIENT_ID";
            BadSetting::new(variable, "the environment variable is not set", hint)
        };
        let issuer = environment.oidc_issuer.clone();
        let client = environment.oidc_client_id.clone();
        let settings = Self::new(
            issuer.ok_or_else(|| missing("OIDC_ISSUER"))?,
            client.ok_or_else(|| missing("OIDC_CLIENT_ID"))?,
        )?;
        Ok(match &environment.oidc_user_claim {
            Some(claim) => settings.user_claim(claim),
            None => settings,
        })
    }
}

/// Reads a URL that keys may be fetched from: over TLS, or from this machine.
pub(super) fn safe_url(text: &str) -> Result<Uri, &'static str> {
    let url: Uri = text.parse().map_err(|_| "is not a URL")?;
    let host = url.host().ok_or("is not a URL with a host")?;
    if text.contains(['?', '#']) {
        return Err("has a query or a fragment");
    }
    match url.scheme_str() {
        Some("https") => Ok(url),
        Some("http") if matches!(host, "127.0.0.1" | "[::1]" | "localhost") => Ok(url),
        _ => Err("does not begin with https://"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_that_are_safe() {
        for good in [
            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc",
            "https://issuer.example/",
            "http://127.0.0.1:9000/x",
            "http://[::1]:1",
        ] {
            assert!(safe_url(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "issuer.example",
            "/path",
            "http://issuer.example",
            "http://127.0.0.1.example/",
            "ftp://issuer.example",
            "https://issuer.example/?x",
        ] {
            assert!(safe_url(bad).is_err(), "{bad}");
        }
    }
}
