//! The formats. Each reads a review and nothing else.

mod describe;
mod markdown;
mod parts;
mod sarif;
mod text;

use crate::model::Review;

pub use markdown::markdown;
pub use sarif::sarif;
pub use text::{TextOptions, text};

/// How many characters GitHub takes in a comment.
pub const COMMENT_LIMIT: usize = 65_536;

/// The review as JSON, with a line end.
#[must_use]
pub fn json(review: &Review) -> String {
    // Maps have texts for keys, so this does not fail.
    let mut text = serde_json::to_string_pretty(review).unwrap_or_default();
    text.push('\n');
    text
}
