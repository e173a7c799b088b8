//! Text that comes from a plan, for XML and HTML.

use std::fmt::Write as _;

/// Text for an element or a quoted attribute. What would not be seen, or would
/// make other text be seen elsewhere, is shown by its number.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\n' | '\t' => escaped.push(c),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c if is_hidden(c) => {
                // Writing to a string does not fail.
                let _ = write!(escaped, "\u{27e8}U+{:04X}\u{27e9}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// Control characters, and those that change the direction of text or have no
/// width: they can make a name look like another.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup_and_nothing_hides() {
        for (text, expected) in [
            ("plain é\n\t", "plain é\n\t"),
            (
                "</a b='c' d=\"&\">",
                "&lt;/a b=&apos;c&apos; d=&quot;&amp;&quot;&gt;",
            ),
            ("a\u{202e}b\u{200b}c", "a⟨U+202E⟩b⟨U+200B⟩c"),
            ("\0\r\u{1b}[31m", "⟨U+0000⟩⟨U+000D⟩⟨U+001B⟩[31m"),
            ("\u{ffff}", "\u{fffd}"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }
}
