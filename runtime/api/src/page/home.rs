//! `GET /`

use std::sync::LazyLock;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};

use super::etag::{digest, tagged};
use super::files::{VERSION, modules};
use super::policy::policy;
use crate::app::App;
use crate::auth::HowToSignIn;
use crate::problem::Problem;

/// The page as it is served: with the version of its files, and with all
/// modules named, so that browsers need not find one through the other.
static HTML: LazyLock<String> = LazyLock::new(|| {
    let preloads: Vec<String> = modules()
        .map(|name| format!("<link rel=\"modulepreload\" href=\"page/{{version}}/{name}\">"))
        .collect();
    include_str!("../../page/index.html")
        .replace("{preloads}", &preloads.join("\n"))
        .replace("{version}", &VERSION)
});

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

pub(super) async fn home(
    State(app): State<App>,
    HowToSignIn(sign_in): HowToSignIn,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let photos = app.store.bucket_url().await?;
    let endpoints = sign_in.and_then(|sign_in| sign_in.endpoints);
    let tokens = endpoints.as_ref().map(|endpoints| endpoints.token.as_str());
    let policy = policy(Some(&photos), tokens);
    // Browsers keep the policy with the page, so both have one tag.
    let digest = digest([HTML.as_bytes(), policy.as_bytes()]);
    let policy = HeaderValue::from_str(&policy);
    let policy = policy.map_err(|error| Problem::internal(error.to_string()))?;
    let fixed = HeaderValue::from_static;
    let head = [
        (CONTENT_TYPE, fixed("text/html; charset=utf-8")),
        (CACHE_CONTROL, fixed("no-cache")),
        (CONTENT_SECURITY_POLICY, policy),
        // The address may hold a code of the issuer.
        (REFERRER_POLICY, fixed("no-referrer")),
        (OPENER_POLICY, fixed("same-origin")),
        (
            PERMISSIONS_POLICY,
            fixed("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ),
    ];
    Ok(tagged(
        &headers,
        &digest,
        (head, HTML.as_str()).into_response(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_inline_and_nothing_from_elsewhere() {
        for word in [
            "<style", " style=", " onclick", " onload", " onerror", "http://", "https://", "{",
        ] {
            assert!(!HTML.contains(word), "{word}");
        }
        // Scripts have a source and no text.
        for script in HTML.split("<script").skip(1) {
            let (attributes, rest) = script.split_once('>').unwrap();
            assert!(attributes.contains(" src="), "{attributes}");
            assert!(rest.starts_with("</script>"));
        }
    }

    /// What stands in the attributes of this name.
    fn attributes(name: &str) -> Vec<&'static str> {
        HTML.split(&format!(" {name}=\""))
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect()
    }

    #[test]
    fn ids_are_unique_and_what_is_pointed_at_is_there() {
        let ids = attributes("id");
        for (place, id) in ids.iter().enumerate() {
            assert!(!ids[..place].contains(id), "{id}");
        }
        for name in ["for", "aria-labelledby", "aria-describedby"] {
            for id in attributes(name).iter().flat_map(|ids| ids.split(' ')) {
                assert!(ids.contains(&id), "{name}={id}");
            }
        }
    }

    #[test]
    fn what_the_scripts_look_for_is_there() {
        let ids = attributes("id");
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("page");
        for name in modules() {
            let script = std::fs::read_to_string(folder.join(name)).unwrap();
            for rest in script.split("byId(\"").skip(1) {
                let id = rest.split('"').next().unwrap();
                assert!(ids.contains(&id), "{name}: {id}");
            }
        }
    }
}
