//! Keys that make a request repeatable.

use std::str::FromStr;
use std::time::Duration;

use contract::table;

use crate::Refused;

/// What a client calls a request, so that sending it again does nothing new:
/// 1 to 255 visible ASCII characters. A key belongs to the user who sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The longest key, in characters.
    pub const MAX_LENGTH: usize = 255;

    /// How long a key is remembered.
    pub const LIFE: Duration = Duration::from_hours(24);

    /// The sort key of its record, in the partition of the user.
    pub(crate) fn sort_key(&self) -> String {
        format!("{}{}", table::IDEMPOTENCY_PREFIX, self.0)
    }
}

impl FromStr for IdempotencyKey {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            let why = "it is not 1 to 255 visible ASCII characters";
            Err(Refused::new("idempotency key", why))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_taken_and_refused() {
        for good in [
            "a",
            "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"",
            &"x".repeat(255),
        ] {
            assert!(good.parse::<IdempotencyKey>().is_ok(), "{good}");
        }
        for bad in ["", "a b", "é", "a\n", &"x".repeat(256)] {
            assert!(bad.parse::<IdempotencyKey>().is_err(), "{bad}");
        }
    }
}
