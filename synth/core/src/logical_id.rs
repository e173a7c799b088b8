//! Logical ids: the names of elements in the document.
//!
//! The same as CDKTF's, so that the resource addresses of an existing state
//! stay as they are.

use std::fmt::Write;

use md5::{Digest, Md5};

/// Left out of ids altogether.
const DEFAULT: &str = "Default";
/// Left out of the readable part, but hashed.
const RESOURCE: &str = "Resource";
const MAX_READABLE: usize = 240;
const MAX_LENGTH: usize = 255;

/// The id for a construct path below its stack, its parts joined by `/`.
///
/// One part is used as it is, without the characters that Terraform forbids.
/// Of several parts the readable rest is followed by eight hexadecimal digits
/// of an MD5 over the original parts. `None` when nothing is left to name.
pub(crate) fn logical_id(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').filter(|part| *part != DEFAULT).collect();
    if let [only] = parts.as_slice() {
        let id = allowed(only);
        if id.len() <= MAX_LENGTH {
            return (!id.is_empty()).then_some(id);
        }
    }
    if parts.is_empty() {
        return None;
    }
    let mut id = readable(&parts);
    id.push('_');
    id.push_str(&hash8(&parts.join("/")));
    Some(id)
}

/// Eight upper-case hexadecimal digits of an MD5.
pub(crate) fn hash8(text: &str) -> String {
    let digest = Md5::digest(text.as_bytes());
    let mut hash = String::with_capacity(8);
    for byte in digest.iter().take(4) {
        // Writing to a String cannot fail.
        let _ = write!(hash, "{byte:02X}");
    }
    hash
}

fn readable(parts: &[&str]) -> String {
    let mut joined = String::new();
    let mut previous: Option<&str> = None;
    for part in parts {
        if previous.is_some_and(|previous| previous.ends_with(part)) {
            continue;
        }
        previous = Some(part);
        if *part == RESOURCE {
            continue;
        }
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(&allowed(part));
    }
    // Everything that is left is ASCII, so any index is a boundary.
    joined.truncate(MAX_READABLE);
    joined
}

/// Drops what may not stand in a Terraform name.
pub(crate) fn allowed(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '-'))
        .collect()
}

/// Whether Terraform takes it as a name.
pub(crate) fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|next| next.is_ascii_alphanumeric() || matches!(next, '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn agrees_with_ids_computed_by_cdktf() {
        for (path, expected) in [
            ("uploads", "uploads"),
            ("my bucket!", "mybucket"),
            ("nested/Resource", "nested_C2B9FD2A"),
            ("nested/nested/Default", "nested_B1FF0A48"),
            ("a/my other.bucket!", "a_myotherbucket_37506C25"),
            ("Default/uploads", "uploads"),
        ] {
            assert_eq!(logical_id(path).as_deref(), Some(expected), "{path}");
        }
    }

    #[test]
    fn nothing_to_name_is_none() {
        assert_eq!(logical_id("Default"), None);
        assert_eq!(logical_id("!!!"), None);
    }

    #[test]
    fn an_overlong_single_part_is_hashed() {
        let id = logical_id(&"x".repeat(300)).unwrap();
        assert_eq!(id.len(), MAX_READABLE + 9);
    }

    proptest! {
        #[test]
        fn ids_fit_and_are_clean(path in "[ -~]{1,80}(/[ -~]{1,300}){0,4}") {
            if let Some(id) = logical_id(&path) {
                prop_assert!(id.len() <= MAX_LENGTH);
                prop_assert_eq!(allowed(&id), id);
            }
        }

        #[test]
        fn different_paths_of_several_parts_differ(
            left in "[a-c.]{1,3}(/[a-c.]{1,3}){1,3}",
            right in "[a-c.]{1,3}(/[a-c.]{1,3}){1,3}",
        ) {
            prop_assume!(left != right);
            prop_assert_ne!(logical_id(&left), logical_id(&right));
        }
    }
}
