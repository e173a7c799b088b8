//! What a token with a good signature has to say.

use std::time::SystemTime;

use postagram::UserName;
use serde_json::{Map, Value};

use super::OidcSettings;
use crate::auth::Denied;

/// The user of a token whose signature, times and issuer are right.
///
/// It has to be made for our client: `aud` names it, or, where there is none,
/// `client_id` does and it is an access token, which is what Cognito makes.
pub(super) fn user(
    claims: &Map<String, Value>,
    settings: &OidcSettings,
) -> Result<UserName, Denied> {
    if !is_for(claims, &settings.client_id) {
        return Err(Denied {
            reason: "audience",
            detail: "the token was made for another client",
        });
    }
    if is_of_the_future(claims, settings.patience.skew.as_secs()) {
        return Err(Denied {
            reason: "not_yet_valid",
            detail: "the token is not yet valid",
        });
    }
    claims
        .get(&settings.user_claim)
        .and_then(Value::as_str)
        .and_then(|name| name.parse().ok())
        .ok_or(Denied {
            reason: "user",
            detail: "the token names no user who may have posts",
        })
}

fn is_for(claims: &Map<String, Value>, client: &str) -> bool {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    match claims.get("aud") {
        Some(Value::String(one)) => one == client,
        Some(Value::Array(several)) => several.iter().any(|one| one == client),
        Some(_) => false,
        None => text("client_id") == Some(client) && text("token_use") == Some("access"),
    }
}

fn is_of_the_future(claims: &Map<String, Value>, skew: u64) -> bool {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let latest = now.unwrap_or_default().as_secs() + skew;
    let issued = claims.get("iat").and_then(Value::as_u64);
    issued.is_some_and(|issued| issued > latest)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reason(claims: &Value) -> Result<String, &'static str> {
        let settings = OidcSettings::new("https://issuer.example", "client").unwrap();
        user(claims.as_object().unwrap(), &settings)
            .map(|user| user.to_string())
            .map_err(|denied| denied.reason)
    }

    #[test]
    fn whom_a_token_is_for() {
        for (claims, expected) in [
            (json!({"sub": "zoe", "aud": "client"}), Ok("zoe")),
            (json!({"sub": "zoe", "aud": ["x", "client"]}), Ok("zoe")),
            (
                json!({"sub": "zoe", "client_id": "client", "token_use": "access"}),
                Ok("zoe"),
            ),
            (json!({"sub": "zoe"}), Err("audience")),
            (json!({"sub": "zoe", "aud": "other"}), Err("audience")),
            (json!({"sub": "zoe", "aud": []}), Err("audience")),
            (json!({"sub": "zoe", "aud": 5}), Err("audience")),
            (
                json!({"sub": "zoe", "client_id": "client"}),
                Err("audience"),
            ),
            (
                json!({"sub": "zoe", "client_id": "client", "token_use": "id"}),
                Err("audience"),
            ),
            // A token for somebody else that also names our client.
            (
                json!({"sub": "zoe", "aud": "other", "client_id": "client", "token_use": "access"}),
                Err("audience"),
            ),
            (json!({"aud": "client"}), Err("user")),
            (json!({"sub": 5, "aud": "client"}), Err("user")),
            (json!({"sub": "a/b", "aud": "client"}), Err("user")),
            (
                json!({"sub": "zoe", "aud": "client", "iat": u64::MAX}),
                Err("not_yet_valid"),
            ),
            (json!({"sub": "zoe", "aud": "client", "iat": 1}), Ok("zoe")),
        ] {
            assert_eq!(reason(&claims), expected.map(str::to_owned), "{claims}");
        }
    }
}
