//! Ids of posts.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use contract::table;
use uuid::Uuid;

use crate::Refused;

/// The id of a post: a uuid, version 7 where we made it.
///
/// Parsed from the hyphenated form, with or without `POST#` before it, in
/// letters of either case; written in small letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostId(Uuid);

impl PostId {
    /// A new one: greater than all that this process made before.
    pub(crate) fn generate() -> Self {
        Self(Uuid::now_v7())
    }

    pub(crate) const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The bare uuid.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// When the post was made: nothing where the id does not tell, which is so
    /// for posts of the system before this one.
    #[must_use]
    pub fn created_at(self) -> Option<SystemTime> {
        let (seconds, nanos) = self.version_7_timestamp()?.to_unix();
        SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds, nanos))
    }

    /// The same in milliseconds since 1970; 0 where the id does not tell.
    pub(crate) fn millis(self) -> u64 {
        self.version_7_timestamp().map_or(0, |timestamp| {
            let (seconds, nanos) = timestamp.to_unix();
            seconds * 1000 + u64::from(nanos / 1_000_000)
        })
    }

    fn version_7_timestamp(self) -> Option<uuid::Timestamp> {
        (self.0.get_version_num() == 7)
            .then(|| self.0.get_timestamp())
            .flatten()
    }

    /// The sort key of the post: `POST#<uuid>`.
    #[must_use]
    pub fn sort_key(self) -> String {
        format!("{}{}", table::POST_PREFIX, self.0)
    }
}

impl FromStr for PostId {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let bare = text.strip_prefix(table::POST_PREFIX).unwrap_or(text);
        hyphenated(bare).map(Self).ok_or_else(|| {
            Refused::new(
                "post id",
                "it is not a uuid such as 0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11",
            )
        })
    }
}

/// The uuid in its usual form of 36 characters; other forms are not taken.
pub(crate) fn hyphenated(text: &str) -> Option<Uuid> {
    (text.len() == uuid::fmt::Hyphenated::LENGTH)
        .then(|| Uuid::try_parse(text).ok())
        .flatten()
}

impl fmt::Display for PostId {
    /// The bare uuid.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_forms_of_an_id() {
        let bare = "0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11";
        let id: PostId = bare.parse().unwrap();
        assert_eq!(id.to_string(), bare);
        assert_eq!(id.sort_key(), format!("POST#{bare}"));
        assert_eq!(format!("POST#{bare}").parse(), Ok(id));
        assert_eq!(bare.to_uppercase().parse(), Ok(id));
        for bad in [
            "",
            "POST#",
            "0190b5e05c317d1e8b7a2f6d0a4c9e11",
            &format!("POST#POST#{bare}"),
            &format!("{{{bare}}}"),
        ] {
            assert!(bad.parse::<PostId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_time_is_in_the_id() {
        let before = SystemTime::now() - Duration::from_millis(1);
        let id = PostId::generate();
        let created = id.created_at().unwrap();
        assert!(before <= created && created <= SystemTime::now());
        let millis = created
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap()
            .as_millis();
        assert_eq!(u128::from(id.millis()), millis);
        let original: PostId = "9f1c3e52-8a57-4f0a-9d35-0c5b6a7d8e9f".parse().unwrap();
        assert_eq!((original.created_at(), original.millis()), (None, 0));
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = text.parse::<PostId>();
        }

        #[test]
        fn ids_come_back(bits in any::<u128>()) {
            let id = PostId(Uuid::from_u128(bits));
            prop_assert_eq!(id.to_string().parse(), Ok(id));
            prop_assert_eq!(id.sort_key().parse(), Ok(id));
            let _ = (id.created_at(), id.millis());
        }
    }
}
