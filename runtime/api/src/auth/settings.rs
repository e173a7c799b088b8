//! How callers are to be told apart.

use std::net::IpAddr;

use contract::ApiEnv;

use super::OidcSettings;
use crate::BadSetting;

/// Who callers are.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum AuthSettings {
    /// Whoever they say, in the `Authorization` header: `AUTH=username`.
    UserName,
    /// Whoever the bearer token in it was made for: `AUTH=oidc`.
    Oidc(OidcSettings),
}

impl AuthSettings {
    /// Reads `AUTH` and what belongs to it, for a server that listens on this
    /// address.
    pub(crate) fn from_environment(
        environment: &ApiEnv<String>,
        host: IpAddr,
    ) -> Result<Self, BadSetting> {
        let insecure_ok = match environment.auth_insecure_ok.as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(other) => {
                let why = format!("`{other}` is neither `true` nor `false`");
                let hint = "`true` lets anyone who reaches the server act as any user";
                return Err(BadSetting::new("AUTH_INSECURE_OK", why, hint));
            }
        };
        match environment.auth.as_str() {
            "username" if host.is_loopback() || insecure_ok => Ok(Self::UserName),
            "username" => Err(BadSetting::new(
                "AUTH",
                format!(
                    "with `username`, anyone who reaches {host} could act as any user, so it is \
                     refused there"
                ),
                "use AUTH=oidc, or HOST=127.0.0.1, or say AUTH_INSECURE_OK=true if that is fine",
            )),
            "oidc" => OidcSettings::from_environment(environment).map(Self::Oidc),
            other => Err(BadSetting::new(
                "AUTH",
                format!("`{other}` is neither `username` nor `oidc`"),
                "`oidc` checks bearer tokens, `username` believes the Authorization header",
            )),
        }
    }
}
