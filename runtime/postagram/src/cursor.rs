//! Cursors: where the next page of a list starts.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{Error, Listing, PostId, Refused};

/// An opaque place in a [`Listing`], right behind a post.
///
/// It holds a version, which list it belongs to, the id of the post, and a
/// checksum, as base64url. The checksum has no key: it is there to catch what
/// was cut off, changed or made by another version. Nothing in a cursor needs
/// protection. It cannot name a partition or an index, the list it is used on
/// comes from the request, and the id only says before which post to go on in
/// that list, which is public. So who forges one reaches nothing that a plain
/// request does not give, and no secret has to be shared between servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    listing: [u8; 8],
    after: PostId,
}

const VERSION: u8 = 1;
const BYTES: usize = 1 + 8 + 16 + 8;
/// The length of a cursor; nothing longer is looked at.
const LENGTH: usize = BYTES.div_ceil(3) * 4;

impl Cursor {
    pub(crate) fn new(listing: &Listing, after: PostId) -> Self {
        Self {
            listing: fingerprint(listing),
            after,
        }
    }

    /// The post that it stands behind.
    ///
    /// # Errors
    ///
    /// [`Error::BadCursor`] if it comes from another list.
    pub(crate) fn after(&self, listing: &Listing) -> Result<PostId, Error> {
        if self.listing == fingerprint(listing) {
            Ok(self.after)
        } else {
            Err(Error::BadCursor(refused("it belongs to another list")))
        }
    }

    fn body(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(BYTES);
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.listing);
        bytes.extend_from_slice(self.after.uuid().as_bytes());
        bytes
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.body();
        let checksum = digest("checksum", &bytes);
        bytes.extend_from_slice(&checksum);
        formatter.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for Cursor {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        if text.len() > LENGTH {
            return Err(refused("it is too long"));
        }
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| refused("it was changed"))?;
        if bytes.first().is_some_and(|version| *version != VERSION) {
            return Err(refused("it was made by another version"));
        }
        let bytes: [u8; BYTES] = bytes.try_into().map_err(|_| refused("it was changed"))?;
        let (listing, after, checksum) = (part(&bytes, 1), part(&bytes, 9), part(&bytes, 25));
        let cursor = Self {
            listing,
            after: PostId::from_uuid(Uuid::from_bytes(after)),
        };
        if digest("checksum", &cursor.body()) == checksum {
            Ok(cursor)
        } else {
            Err(refused("it was changed"))
        }
    }
}

/// `N` bytes from `start` on.
fn part<const N: usize>(bytes: &[u8; BYTES], start: usize) -> [u8; N] {
    std::array::from_fn(|index| bytes[start + index])
}

fn fingerprint(listing: &Listing) -> [u8; 8] {
    match listing {
        Listing::Feed => digest("feed", &[]),
        Listing::User(name) => digest("user", name.as_str().as_bytes()),
    }
}

fn digest(purpose: &str, bytes: &[u8]) -> [u8; 8] {
    let mut hash = Sha256::new();
    hash.update(b"postagram cursor ");
    hash.update(purpose);
    hash.update(b"\0");
    hash.update(bytes);
    let hash = hash.finalize();
    std::array::from_fn(|index| hash[index])
}

fn refused(why: &str) -> Refused {
    Refused::new("cursor", why)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn user(name: &str) -> Listing {
        Listing::User(name.parse().unwrap())
    }

    #[test]
    fn a_cursor_is_bound_to_its_list() {
        let id = PostId::generate();
        for (made_for, used_on) in [
            (Listing::Feed, user("feed")),
            (user("a"), user("b")),
            (user("a"), Listing::Feed),
        ] {
            let cursor = Cursor::new(&made_for, id);
            assert_eq!(cursor.after(&made_for).unwrap(), id);
            let error = cursor.after(&used_on).unwrap_err();
            assert!(matches!(error, Error::BadCursor(_)));
        }
    }

    #[test]
    fn another_version_and_anything_long_is_refused() {
        let why = |text: &str| text.parse::<Cursor>().unwrap_err().why;
        let text = Cursor::new(&Listing::Feed, PostId::generate()).to_string();
        assert_eq!(text.len(), LENGTH);
        let mut bytes = URL_SAFE_NO_PAD.decode(&text).unwrap();
        bytes[0] = 2;
        assert_eq!(
            why(&URL_SAFE_NO_PAD.encode(bytes)),
            "it was made by another version"
        );
        assert_eq!(why(&format!("{text}A")), "it is too long");
        assert_eq!(why(&text[..text.len() - 1]), "it was changed");
        assert_eq!(why(""), "it was changed");
    }

    proptest! {
        #[test]
        fn cursors_come_back(bits in any::<u128>(), name in "[a-zé]{1,64}") {
            for listing in [Listing::Feed, user(&name)] {
                let cursor = Cursor::new(&listing, PostId::from_uuid(Uuid::from_u128(bits)));
                prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
            }
        }

        #[test]
        fn a_changed_letter_is_noticed(bits in any::<u128>(), at in 0..LENGTH, to in "[A-Za-z0-9_-]") {
            let cursor = Cursor::new(&Listing::Feed, PostId::from_uuid(Uuid::from_u128(bits)));
            let mut text = cursor.to_string();
            prop_assume!(text[at..=at] != to);
            text.replace_range(at..=at, &to);
            prop_assert!(text.parse::<Cursor>().is_err());
        }

        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            prop_assert!(text.parse::<Cursor>().is_err());
        }
    }
}
