//! `/page/{version}/{file}`: what the page is made of.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};

use super::etag::{digest, tagged};
use crate::app::not_found;

const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// A file with its digest.
#[derive(Debug)]
struct File {
    kind: &'static str,
    bytes: &'static [u8],
    digest: String,
}

/// All files, in alphabetical order.
macro_rules! files {
    ($($name:literal: $kind:expr,)*) => {
        const FILES: &[(&str, &str, &[u8])] = &[
            $(($name, $kind, include_bytes!(concat!("../../page/", $name))),)*
        ];
    };
}

files! {
    "account.js": SCRIPT,
    "announce.js": SCRIPT,
    "api.js": SCRIPT,
    "base.css": STYLE,
    "compose.js": SCRIPT,
    "confirm.js": SCRIPT,
    "dom.js": SCRIPT,
    "drop.js": SCRIPT,
    "failure.js": SCRIPT,
    "feed.js": SCRIPT,
    "forms.css": STYLE,
    "icon.svg": "image/svg+xml",
    "jwt.js": SCRIPT,
    "label-watch.js": SCRIPT,
    "layout.css": STYLE,
    "locate.js": SCRIPT,
    "main.js": SCRIPT,
    "name-session.js": SCRIPT,
    "news.js": SCRIPT,
    "offline.js": SCRIPT,
    "oidc-flow.js": SCRIPT,
    "oidc-session.js": SCRIPT,
    "pending.js": SCRIPT,
    "photo-file.js": SCRIPT,
    "post-card.js": SCRIPT,
    "post.css": STYLE,
    "post.js": SCRIPT,
    "random.js": SCRIPT,
    "route.js": SCRIPT,
    "settings.js": SCRIPT,
    "storage.js": SCRIPT,
    "time.js": SCRIPT,
    "transfer.js": SCRIPT,
    "trouble.js": SCRIPT,
    "upload.js": SCRIPT,
    "wait.js": SCRIPT,
}

static TAGGED: LazyLock<Vec<File>> = LazyLock::new(|| {
    let file = |&(_, kind, bytes): &(&str, &'static str, &'static [u8])| File {
        kind,
        bytes,
        digest: digest([bytes]),
    };
    FILES.iter().map(file).collect()
});

/// What all files have as part of their path: it changes when one of them does,
/// so they can be kept for ever.
pub(super) static VERSION: LazyLock<String> = LazyLock::new(|| {
    digest(
        FILES
            .iter()
            .flat_map(|(name, _, bytes)| [name.as_bytes(), bytes]),
    )
});

/// The names of the modules.
pub(super) fn modules() -> impl Iterator<Item = &'static str> {
    let scripts = FILES.iter().filter(|(_, kind, _)| *kind == SCRIPT);
    scripts.map(|(name, ..)| *name)
}

/// Nothing is loaded by a file itself.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

pub(super) async fn file(
    Path((version, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let place = FILES.binary_search_by_key(&name.as_str(), |(name, ..)| name);
    let Some(file) = place.ok().and_then(|place| TAGGED.get(place)) else {
        return not_found().await.into_response();
    };
    // While a new version is rolled out, a page may ask an instance that has
    // another one for its files. It gets what there is, but not to keep.
    let keep = if version == *VERSION {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let head = [
        header(CONTENT_TYPE, file.kind),
        header(CACHE_CONTROL, keep),
        header(CONTENT_SECURITY_POLICY, POLICY),
    ];
    tagged(&headers, &file.digest, (head, file.bytes).into_response())
}

fn header(name: HeaderName, value: &'static str) -> (HeaderName, HeaderValue) {
    (name, HeaderValue::from_static(value))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    fn text(bytes: &[u8]) -> &str {
        std::str::from_utf8(bytes).unwrap()
    }

    #[test]
    fn all_files_are_in_the_table_and_in_order() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("page");
        let there: BTreeSet<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "index.html")
            .collect();
        let names: Vec<&str> = FILES.iter().map(|(name, ..)| *name).collect();
        assert!(names.is_sorted());
        assert_eq!(names, there.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// What a module imports.
    fn imports(script: &str) -> impl Iterator<Item = &str> {
        let lines = script
            .lines()
            .filter(|line| !line.trim_start().starts_with('*'));
        lines.filter_map(|line| line.split("from \"./").nth(1)?.split('"').next())
    }

    #[test]
    fn every_module_is_used_and_there() {
        let mut reached = BTreeSet::new();
        let mut open = vec!["main.js"];
        while let Some(name) = open.pop() {
            let place = FILES.iter().find(|(other, ..)| *other == name);
            let (_, kind, bytes) = place.unwrap_or_else(|| panic!("there is no {name}"));
            assert_eq!(*kind, SCRIPT);
            if reached.insert(name) {
                open.extend(imports(text(bytes)));
            }
        }
        assert_eq!(reached, modules().collect());
    }

    #[test]
    fn nothing_parses_what_users_write() {
        for (name, _, bytes) in FILES.iter().filter(|(_, kind, _)| *kind == SCRIPT) {
            let script = text(bytes);
            for word in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "DOMParser",
                "eval(",
                "new Function",
                "setHTML",
                "createContextualFragment",
                "srcdoc",
                "javascript:",
            ] {
                assert!(!script.contains(word), "{name} has {word}");
            }
        }
    }
}
