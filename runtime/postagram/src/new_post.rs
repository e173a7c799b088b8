//! What a post is made from.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::Refused;

/// The title and the text of a post to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    title: String,
    body: String,
}

impl NewPost {
    /// The longest title, in bytes of UTF-8.
    pub const MAX_TITLE_BYTES: usize = 1024;

    /// The longest text, in bytes of UTF-8. An item of the table holds 400 KB;
    /// this leaves pages of posts at a bearable size.
    pub const MAX_BODY_BYTES: usize = 64 * 1024;

    /// Checks the lengths. Both may be empty.
    ///
    /// # Errors
    ///
    /// When one is too long.
    pub fn parse(title: impl Into<String>, body: impl Into<String>) -> Result<Self, Refused> {
        let (title, body) = (title.into(), body.into());
        for (what, text, most) in [
            ("title", &title, Self::MAX_TITLE_BYTES),
            ("body", &body, Self::MAX_BODY_BYTES),
        ] {
            if text.len() > most {
                let why = format!("it has {} bytes, {most} are allowed", text.len());
                return Err(Refused::new(what, why));
            }
        }
        Ok(Self { title, body })
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The text.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Tells two requests with the same idempotency key apart.
    pub(crate) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.title.len().to_be_bytes());
        hash.update(&self.title);
        hash.update(&self.body);
        URL_SAFE_NO_PAD.encode(hash.finalize())
    }

    pub(crate) fn into_parts(self) -> (String, String) {
        (self.title, self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_checked() {
        assert!(NewPost::parse("", "").is_ok());
        assert!(NewPost::parse("x".repeat(1024), "y".repeat(65536)).is_ok());
        let error = NewPost::parse("é".repeat(513), "").unwrap_err();
        assert_eq!(
            error.to_string(),
            "title: it has 1026 bytes, 1024 are allowed"
        );
        let error = NewPost::parse("", "y".repeat(65537)).unwrap_err();
        assert_eq!(error.what, "body");
    }

    #[test]
    fn what_moves_between_title_and_body_changes_the_digest() {
        let digest = |title: &str, body: &str| NewPost::parse(title, body).unwrap().digest();
        assert_eq!(digest("a", "b"), digest("a", "b"));
        assert_ne!(digest("ab", ""), digest("a", "b"));
        assert_eq!(digest("", "").len(), 43);
    }
}
