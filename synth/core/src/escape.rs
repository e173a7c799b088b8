//! Escaping literals by position.
//!
//! Terraform reads some strings of a JSON document as templates and others as
//! they stand (design: "Escaping depends on the position"). In a template
//! `${` and `%{` have to be doubled; in HCL's quoted strings backslashes and
//! quotes as well.

/// Where a string stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    /// Terraform parses it as a template.
    Template,
    /// Terraform takes it as it is.
    Literal,
}

/// Doubles what would begin an interpolation or a directive.
///
/// HCL reads `$${` as a literal `${`, and any other `$` as itself; the same
/// with `%`.
pub(crate) fn template_into(target: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['$', '%']) {
        let (before, from) = rest.split_at(at);
        target.push_str(before);
        // Both are one byte long.
        let (sign, after) = from.split_at(1);
        target.push_str(sign);
        if after.starts_with('{') {
            target.push_str(sign);
        }
        rest = after;
    }
    target.push_str(rest);
}

/// Whether a template would read it differently.
pub(crate) fn needs_template_escape(text: &str) -> bool {
    text.contains("${") || text.contains("%{")
}

/// A quoted HCL string.
pub(crate) fn quoted_into(target: &mut String, text: &str) {
    target.push('"');
    quoted_content_into(target, text);
    target.push('"');
}

/// The inside of a quoted HCL string.
pub(crate) fn quoted_content_into(target: &mut String, text: &str) {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => target.push_str("\\\""),
            '\\' => target.push_str("\\\\"),
            '\n' => target.push_str("\\n"),
            '\r' => target.push_str("\\r"),
            '\t' => target.push_str("\\t"),
            '$' | '%' if characters.peek() == Some(&'{') => {
                target.push(character);
                target.push(character);
            }
            control if control.is_control() => {
                use std::fmt::Write;
                let _ = write!(target, "\\u{:04x}", u32::from(control));
            }
            other => target.push(other),
        }
    }
}

/// Splits the `$` off the end of a text that an interpolation follows: `$` and
/// `${` would together be read as an escaped `${`. They have to be written as
/// an interpolation of their own.
pub(crate) fn before_interpolation(text: &str) -> (&str, &str) {
    text.split_at(text.trim_end_matches('$').len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_begins_a_template_is_doubled() {
        for (text, expected) in [
            ("plain $5 100%", "plain $5 100%"),
            ("${x} %{if}", "$${x} %%{if}"),
            ("$${x}", "$$${x}"),
            ("é${ü}", "é$${ü}"),
            ("$", "$"),
        ] {
            let mut escaped = String::new();
            template_into(&mut escaped, text);
            assert_eq!(escaped, expected);
        }
    }

    #[test]
    fn quoted_strings_escape_what_hcl_would_read() {
        let mut quoted = String::new();
        quoted_into(&mut quoted, "a\"b\\c\n${x}\u{1}");
        assert_eq!(quoted, "\"a\\\"b\\\\c\\n$${x}\\u0001\"");
    }
}
