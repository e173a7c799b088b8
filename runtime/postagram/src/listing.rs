//! Lists of posts: which, how many, what comes next.

use std::num::NonZeroU16;
use std::str::FromStr;

use crate::{Cursor, Post, Refused, UserName};

/// Which posts to list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Listing {
    /// All posts, newest first. A post shows up moments after it was made: the
    /// index it is read from follows the table.
    Feed,
    /// The posts of a user, newest first. A post is there as soon as it is
    /// made. Posts of the system before this one have no time and come first.
    User(UserName),
}

/// The most posts in one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(NonZeroU16);

impl Limit {
    /// The largest there is.
    pub const MAX: u16 = 1000;

    /// The number.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0.get()
    }
}

impl Default for Limit {
    /// 100 posts.
    fn default() -> Self {
        Self(NonZeroU16::MIN.saturating_add(99))
    }
}

impl FromStr for Limit {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        text.parse()
            .ok()
            .filter(|limit: &NonZeroU16| limit.get() <= Self::MAX)
            .map(Self)
            .ok_or_else(|| {
                let why = format!("it is not a number from 1 to {}", Self::MAX);
                Refused::new("limit", why)
            })
    }
}

/// Part of a list.
///
/// It may hold fewer posts than asked for, even none, and still have a next
/// page: posts with long texts end a page early, so that a page stays small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The posts.
    pub posts: Vec<Post>,
    /// Where the next page starts, when there is one.
    pub next: Option<Cursor>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        assert_eq!(Limit::default().get(), 100);
        assert_eq!("1".parse().map(Limit::get), Ok(1));
        assert_eq!("1000".parse().map(Limit::get), Ok(1000));
        for bad in ["", "0", "-1", "1001", "65536", "ten", " 1"] {
            assert!(bad.parse::<Limit>().is_err(), "{bad}");
        }
    }
}
