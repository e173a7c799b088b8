//! Keys of images in the bucket.

use std::fmt;
use std::str::FromStr;

use contract::image::{KEY_SEPARATOR, MAX_KEY_BYTES};
use uuid::Uuid;

use crate::post_id::hyphenated;
use crate::{PostId, Refused, UserName};

/// The key of an uploaded image: `<user>/<post uuid>/<upload>`, where `upload`
/// is the uuid of the upload and the name of the file, without a separator.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ObjectKey {
    key: String,
    user: UserName,
    post: PostId,
    /// Where the part after the post begins.
    upload: usize,
}

/// Which of two uploads for one post wins: the greater one, compared as text.
///
/// It is what the key says of the upload, so two keys of one post never have
/// the same rank. An upload whose uuid is not version 7 has no time in it and
/// loses against all that have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(String);

/// How many bytes of a file name are kept.
const MAX_FILE_NAME: usize = 100;

impl ObjectKey {
    /// A key for a new upload.
    ///
    /// Of the file's name its last part is kept, of that its safe characters.
    pub(crate) fn for_upload(user: &UserName, post: PostId, file_name: &str) -> Self {
        let prefix = Self::prefix(user, post);
        let upload = prefix.len();
        let key = format!("{prefix}{}{}", Uuid::now_v7(), safe_file_name(file_name));
        Self {
            key,
            user: user.clone(),
            post,
            upload,
        }
    }

    /// What the keys of all uploads for a post begin with.
    pub(crate) fn prefix(user: &UserName, post: PostId) -> String {
        format!("{user}{KEY_SEPARATOR}{post}{KEY_SEPARATOR}")
    }

    /// The key of the upload for a post that has a rank.
    pub(crate) fn ranked(user: &UserName, post: PostId, rank: &Rank) -> Option<Self> {
        let upload = rank.0.strip_prefix('-').unwrap_or(&rank.0);
        let key = format!("{}{upload}", Self::prefix(user, post));
        key.parse().ok()
    }

    /// The whole key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.key
    }

    /// Whose image it is.
    #[must_use]
    pub const fn user(&self) -> &UserName {
        &self.user
    }

    /// Which post it belongs to.
    #[must_use]
    pub const fn post(&self) -> PostId {
        self.post
    }

    /// What decides between the uploads for one post.
    #[must_use]
    pub fn rank(&self) -> Rank {
        let upload = &self.key[self.upload..];
        let timed = upload
            .get(..uuid::fmt::Hyphenated::LENGTH)
            .filter(|text| !text.bytes().any(|byte| byte.is_ascii_uppercase()))
            .and_then(hyphenated)
            .is_some_and(|uuid| uuid.get_version_num() == 7);
        // `-` sorts before every hexadecimal digit.
        Rank(if timed {
            upload.to_owned()
        } else {
            format!("-{upload}")
        })
    }
}

impl Rank {
    /// The text that is stored, and compared by the table.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A rank that was stored.
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }
}

impl FromStr for ObjectKey {
    type Err = Refused;

    fn from_str(key: &str) -> Result<Self, Refused> {
        let refused = |why: String| Err(Refused::new("object key", why));
        if key.len() > MAX_KEY_BYTES {
            return refused(format!("it has more than {MAX_KEY_BYTES} bytes"));
        }
        let mut parts = key.splitn(3, KEY_SEPARATOR);
        let (Some(user), Some(post), Some(upload)) = (parts.next(), parts.next(), parts.next())
        else {
            return refused("it is not `<user>/<post uuid>/<upload>`".to_owned());
        };
        if upload.is_empty() {
            return refused("nothing is after the post's uuid".to_owned());
        }
        let user: UserName = user.parse()?;
        // Only the form we write: another one names no post that there can be.
        let Some(post) = hyphenated(post)
            .map(PostId::from_uuid)
            .filter(|id| id.to_string() == post)
        else {
            return refused(format!("`{post}` is not the uuid of a post"));
        };
        Ok(Self {
            upload: key.len() - upload.len(),
            key: key.to_owned(),
            user,
            post,
        })
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.key)
    }
}

/// Letters, digits and `.-_` of a name's last part; of a long one its end,
/// where the extension is.
fn safe_file_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe: String = base
        .chars()
        .map(|one| match one {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' => one,
            _ => '_',
        })
        .collect();
    let start = safe.len().saturating_sub(MAX_FILE_NAME);
    safe[start..].to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POST: &str = "0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11";

    #[test]
    fn the_parts_of_a_key() {
        let text = format!("zoé/{POST}/0190b5e0-5c32-7d1e-8b7a-2f6d0a4c9e11cat/1.png");
        let key: ObjectKey = text.parse().unwrap();
        assert_eq!(key.to_string(), text);
        assert_eq!(key.user().as_str(), "zoé");
        assert_eq!(key.post().to_string(), POST);
        assert_eq!(
            key.rank().as_str(),
            "0190b5e0-5c32-7d1e-8b7a-2f6d0a4c9e11cat/1.png"
        );
    }

    #[test]
    fn a_rank_leads_back_to_its_key() {
        for version in ['7', '4'] {
            let upload = format!("0190b5e0-5c32-{version}d1e-8b7a-2f6d0a4c9e11a.png");
            let key: ObjectKey = format!("zoé/{POST}/{upload}").parse().unwrap();
            let found = ObjectKey::ranked(key.user(), key.post(), &key.rank());
            assert_eq!(found, Some(key));
        }
    }

    #[test]
    fn keys_that_are_none_of_ours() {
        for bad in [
            "",
            "a",
            "a/b",
            "/",
            "//",
            "a//c",
            "a/b/c",
            &format!("a/{POST}"),
            &format!("a/{POST}/"),
            &format!("/{POST}/x"),
            &format!("a#b/{POST}/x"),
            &format!("a/{}/x", POST.to_uppercase()),
            &format!("a/{}/x", POST.replace('-', "")),
            &format!("a/{POST}/{}", "x".repeat(1024)),
        ] {
            assert!(bad.parse::<ObjectKey>().is_err(), "{bad}");
        }
        let longest = format!("a/{POST}/");
        let longest = format!("{longest}{}", "x".repeat(1024 - longest.len()));
        assert!(longest.parse::<ObjectKey>().is_ok());
    }

    #[test]
    fn only_version_7_has_a_time() {
        let rank = |upload: &str| {
            format!("a/{POST}/{upload}")
                .parse::<ObjectKey>()
                .unwrap()
                .rank()
        };
        let old = rank("ffffffff-ffff-4fff-bfff-ffffffffffffx");
        let new = rank("00000000-0000-7000-8000-000000000000x");
        assert!(old < new && rank("zzz") < new && rank("é") < new);
        assert!(rank("0190B5E0-5C32-7D1E-8B7A-2F6D0A4C9E11") < new);
        assert_ne!(rank("x"), rank("-x"));
    }

    #[test]
    fn file_names_become_safe() {
        assert_eq!(safe_file_name("C:\\pics\\my cat.PNG"), "my_cat.PNG");
        assert_eq!(safe_file_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_file_name(""), "");
        assert_eq!(safe_file_name("é+%?#&.jpg"), "______.jpg");
        assert!(safe_file_name(&format!("{}.jpeg", "x".repeat(5000))).ends_with("xx.jpeg"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = text.parse::<ObjectKey>();
            let _ = format!("a/{POST}/{text}").parse::<ObjectKey>().map(|key| key.rank());
        }

        #[test]
        fn what_we_make_parses(user in "[^/#\\p{Cc}]{1,64}", file in any::<String>()) {
            prop_assume!(user != "." && user != "..");
            let user: UserName = user.parse().unwrap();
            let post: PostId = POST.parse().unwrap();
            let first = ObjectKey::for_upload(&user, post, &file);
            let second = ObjectKey::for_upload(&user, post, &file);
            prop_assert_eq!(first.as_str().parse(), Ok(first.clone()));
            prop_assert!(first.as_str().len() <= MAX_KEY_BYTES);
            prop_assert!(first.rank() < second.rank());
        }
    }
}
