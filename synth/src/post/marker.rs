//! The hidden line that tells our comment from all others.

use std::fmt::Write as _;

/// What the line starts with.
const START: &str = "<!-- synth-review: ";
/// What it ends with.
const END: &str = " -->";

/// Which of our comments is meant: one for each set of stacks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Marker {
    line: String,
}

impl Marker {
    /// The marker of a set of stacks, however it is called. The set's name is
    /// what was asked for, not which stacks there are: a comment is found again
    /// when a stack is added.
    pub(crate) fn new(set: &str) -> Self {
        let mut line = START.to_owned();
        let mut last = None;
        for byte in set.bytes() {
            // Two hyphens would end the comment in the eyes of some parsers.
            let plain = byte.is_ascii_alphanumeric()
                || matches!(byte, b'.' | b'_' | b'/' | b'=')
                || (byte == b'-' && last != Some(b'-'));
            if plain {
                line.push(char::from(byte));
            } else {
                // Writing to a string does not fail.
                let _ = write!(line, "%{byte:02X}");
            }
            last = Some(byte);
        }
        line.push_str(END);
        line.push('\n');
        Self { line }
    }

    /// The first line of the comment.
    pub(super) fn line(&self) -> &str {
        &self.line
    }

    /// Whether a comment is the one. A line that is quoted, or comes later, is
    /// somebody else's text; forges change line ends.
    pub(super) fn is_on(&self, body: &str) -> bool {
        body.lines().next() == Some(self.line.trim_end())
    }

    /// The comment's text.
    pub(super) fn with(&self, markdown: &str) -> String {
        format!("{}{markdown}", self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_the_comment() {
        for (set, line) in [
            ("dev", "<!-- synth-review: dev -->\n"),
            (
                "dev web-* data",
                "<!-- synth-review: dev%20web-%2A%20data -->\n",
            ),
            ("a-->b", "<!-- synth-review: a-%2D%3Eb -->\n"),
            ("a\nb-", "<!-- synth-review: a%0Ab- -->\n"),
            ("\u{e9}", "<!-- synth-review: %C3%A9 -->\n"),
        ] {
            assert_eq!(Marker::new(set).line(), line);
        }
    }

    #[test]
    fn only_the_first_line_counts() {
        let marker = Marker::new("dev");
        assert!(marker.is_on(&marker.with("text")));
        assert!(marker.is_on("<!-- synth-review: dev -->\r\ntext"));
        assert!(!marker.is_on("> <!-- synth-review: dev -->\ntext"));
        assert!(!marker.is_on("text\n<!-- synth-review: dev -->\n"));
        assert!(!marker.is_on(&Marker::new("prod").with("text")));
        assert!(!marker.is_on(""));
    }
}
