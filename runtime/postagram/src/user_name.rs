//! User names.

use std::fmt;
use std::str::FromStr;

use contract::table;

use crate::Refused;

/// The name of a user: 1 to 64 characters, none of them `/`, `#` or a control
/// character, and not `.` or `..`.
///
/// It is a segment of object keys, hence the `/`; `#` separates parts of keys
/// in the table. Clients resolve `.` and `..` in the path of a URL, so a key
/// with such a segment could never be uploaded to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserName(String);

impl UserName {
    /// The most characters a name has.
    pub const MAX_CHARACTERS: usize = 64;

    /// The name as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition key of the user's posts: `USER#<name>`.
    #[must_use]
    pub fn partition(&self) -> String {
        format!("{}{}", table::USER_PREFIX, self.0)
    }

    /// A name that no user has.
    pub(crate) fn nobody() -> Self {
        Self("/".to_owned())
    }

    /// Reads a partition key back.
    pub(crate) fn from_partition(key: &str) -> Result<Self, Refused> {
        key.strip_prefix(table::USER_PREFIX)
            .ok_or_else(|| refused(format!("`{key}` does not begin with `USER#`")))?
            .parse()
    }
}

impl FromStr for UserName {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let characters = text.chars().take(Self::MAX_CHARACTERS + 1).count();
        if characters == 0 {
            return Err(refused("it is empty"));
        }
        if characters > Self::MAX_CHARACTERS {
            return Err(refused("it has more than 64 characters"));
        }
        if text == "." || text == ".." {
            return Err(refused("`.` and `..` are no names"));
        }
        match text
            .chars()
            .find(|one| matches!(one, '/' | '#') || one.is_control())
        {
            Some(one) if one.is_control() => Err(refused("it holds a control character")),
            Some(one) => Err(refused(format!("it holds `{one}`"))),
            None => Ok(Self(text.to_owned())),
        }
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn refused(why: impl Into<String>) -> Refused {
    Refused::new("user name", why)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_are_taken_and_refused() {
        for good in ["a", "zoé", "a b+c%d", "日本", &"é".repeat(64), "..."] {
            assert_eq!(good.parse::<UserName>().unwrap().as_str(), good);
        }
        let why = |text: &str| text.parse::<UserName>().unwrap_err().why;
        assert_eq!(why(""), "it is empty");
        assert_eq!(why(&"é".repeat(65)), "it has more than 64 characters");
        assert_eq!(why("a/b"), "it holds `/`");
        assert_eq!(why("a#b"), "it holds `#`");
        assert_eq!(why("a\nb"), "it holds a control character");
        assert_eq!(why(".."), "`.` and `..` are no names");
    }

    proptest! {
        #[test]
        fn any_text_is_taken_whole_or_refused(text in any::<String>()) {
            if let Ok(name) = text.parse::<UserName>() {
                prop_assert_eq!(name.as_str(), &text);
                prop_assert_eq!(UserName::from_partition(&name.partition()), Ok(name));
            }
        }
    }
}
