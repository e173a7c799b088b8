//! Where people sign in at an issuer.

use serde::{Deserialize, Serialize};

use super::settings::safe_url;

/// What a page needs to sign people in, as the issuer describes itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Endpoints {
    /// Where browsers are sent.
    pub(crate) authorization: String,
    /// Where codes become tokens.
    pub(crate) token: String,
    /// Where a sign-in is forgotten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end_session: Option<String>,
}

/// The same in the issuer's description.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Described {
    #[serde(rename = "authorization_endpoint")]
    authorization: Option<String>,
    #[serde(rename = "token_endpoint")]
    token: Option<String>,
    #[serde(rename = "end_session_endpoint")]
    end_session: Option<String>,
}

impl From<Described> for Option<Endpoints> {
    /// An issuer without them, or with some that are not safe, signs nobody in
    /// here; its tokens are as good as others.
    fn from(described: Described) -> Self {
        Some(Endpoints {
            authorization: safe(described.authorization)?,
            token: safe(described.token)?,
            end_session: safe(described.end_session),
        })
    }
}

/// A URL over TLS or on this machine; these may have a query.
fn safe(url: Option<String>) -> Option<String> {
    let url = url?;
    let end = url.find('?').unwrap_or(url.len());
    (!url.contains('#') && safe_url(&url[..end]).is_ok()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoints(authorization: &str, token: &str, end_session: &str) -> Option<Endpoints> {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Described {
            authorization: text(authorization),
            token: text(token),
            end_session: text(end_session),
        }
        .into()
    }

    #[test]
    fn endpoints_that_are_safe() {
        let (good, query) = ("https://a.example/x", "https://a.example/x?y=z");
        let found = endpoints(query, good, good).unwrap();
        assert_eq!(found.authorization, query);
        assert_eq!(found.end_session.as_deref(), Some(good));
        assert_eq!(endpoints(good, good, "").unwrap().end_session, None);
        for bad in [
            "",
            "http://a.example/x",
            "javascript:alert(1)",
            "https://a.example/#x",
        ] {
            assert_eq!(endpoints(bad, good, good), None, "{bad}");
            assert_eq!(endpoints(good, bad, good), None, "{bad}");
            assert_eq!(endpoints(good, good, bad).unwrap().end_session, None);
        }
    }
}
