//! Texts in Markdown: whatever is in them, nothing breaks out.

use std::fmt::Write;

use crate::escape::escaped;
use crate::render::describe::{Row, Sign, clean};

/// How many lines of a resource's differences are shown.
const MOST_ROWS: usize = 120;

/// Text inside a line of HTML; calls nobody.
pub(super) fn inline(text: &str) -> String {
    escaped(&clean(text))
        .replace('@', "@\u{2060}")
        .replace("://", ":\u{2060}//")
}

/// The rows as a coloured block. The fence is longer than any in it.
pub(super) fn fenced(rows: &[Row], indent: &str) -> String {
    let longest = rows.iter().map(|row| run(&row.text)).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let mut text = format!("{indent}{fence}diff\n");
    for row in rows.iter().take(MOST_ROWS) {
        // In such a block `!` is what is changed.
        let sign = match row.sign {
            Sign::Changed => '!',
            other => other.symbol(),
        };
        let line = format!("{indent}{sign} {}{}", "  ".repeat(row.depth), row.text);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if rows.len() > MOST_ROWS {
        let _ = writeln!(text, "{indent}# {} more lines", rows.len() - MOST_ROWS);
    }
    let _ = writeln!(text, "{indent}{fence}");
    text
}

/// The longest run of backticks.
fn run(text: &str) -> usize {
    let mut longest = 0;
    let mut current = 0;
    for c in text.chars() {
        current = if c == '`' { current + 1 } else { 0 };
        longest = longest.max(current);
    }
    longest
}

/// A span of code, whatever is in it.
pub(super) fn code(text: &str) -> String {
    let text = clean(text);
    if text.is_empty() {
        return "` `".to_owned();
    }
    let fence = "`".repeat(run(&text) + 1);
    if text.starts_with('`') || text.ends_with('`') {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

/// A span of code in a table.
pub(super) fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// Text that means nothing to Markdown or HTML, and calls nobody.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // Nobody is mentioned and nothing is linked.
            '@' | '#' => {
                escaped.push(c);
                escaped.push('\u{2060}');
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped.replace("://", ":\u{2060}//")
}

/// A sentence of a rule: what is between backticks is code.
pub(super) fn sentence(text: &str) -> String {
    let mut written = String::new();
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 0 {
            written.push_str(&plain(part));
        } else {
            written.push_str(&code(part));
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(cell("a|b"), "`a\\|b`");
        assert_eq!(
            plain("<b>@me #1 *x*"),
            "&lt;b&gt;@\u{2060}me #\u{2060}1 \\*x\\*"
        );
        assert_eq!(sentence("see `a*b`."), "see `a*b`.");
        assert_eq!(inline("<b>@me"), "&lt;b&gt;@\u{2060}me");
    }
}
