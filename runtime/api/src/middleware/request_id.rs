//! Names of requests.

use axum::http::HeaderValue;
use uuid::Uuid;

/// The longest id that is taken over, in bytes.
const MOST: usize = 64;

/// The id that whoever is before us gave the request, if it is harmless, or a
/// new one.
pub(super) fn of(header: Option<&HeaderValue>) -> String {
    header
        .and_then(|value| value.to_str().ok())
        .filter(|id| (1..=MOST).contains(&id.len()) && id.bytes().all(is_harmless))
        .map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

fn is_harmless(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.=:;".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_ids_are_kept() {
        let of = |id: &str| super::of(Some(&HeaderValue::from_str(id).unwrap()));
        for good in [
            "a",
            "Root=1-67891233-abcdef012345678912345678",
            &"x".repeat(64),
        ] {
            assert_eq!(of(good), good);
        }
        for bad in ["", "a b", "{\"a\":1}", &"x".repeat(65)] {
            assert_eq!(of(bad).len(), 36, "{bad}");
        }
        assert_eq!(super::of(None).len(), 36);
    }
}
