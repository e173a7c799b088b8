//! Callers who say their name: the `Authorization` header is the user name.
//!
//! Nothing is checked. It is how the system before this one works, and what
//! its client sends.

use axum::http::HeaderValue;
use postagram::UserName;

use super::Denied;
use crate::problem::Problem;

/// The name in the header.
///
/// Browsers send the header's characters as Latin-1, other clients as UTF-8.
/// What is valid UTF-8 is taken as that: names that read well in both are rare
/// (`Ã©`), and a client that sends one in Latin-1 rarer.
pub(super) fn caller(header: &HeaderValue) -> Result<UserName, Problem> {
    text(header.as_bytes()).parse().map_err(Problem::invalid)
}

fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// The answer to a request without a name.
pub(super) fn challenge(denied: Denied) -> Problem {
    Problem::unauthorized(
        denied,
        HeaderValue::from_static("Username realm=\"postagram\""),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_in_both_encodings() {
        for (bytes, name) in [
            (&b"zoe"[..], "zoe"),
            (b"zo\xE9", "zoé"),
            ("zoé".as_bytes(), "zoé"),
            ("日本".as_bytes(), "日本"),
            (b"\xFF", "ÿ"),
        ] {
            let header = HeaderValue::from_bytes(bytes).unwrap();
            assert_eq!(caller(&header).unwrap().as_str(), name);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_some_text(bytes: Vec<u8>) {
            let text = text(&bytes);
            prop_assert!(text.as_bytes() == bytes || text.chars().count() == bytes.len());
        }
    }
}
