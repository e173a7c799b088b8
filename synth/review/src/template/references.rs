//! What an expression refers to.

use serde_json::Value;

use super::scan::{self, Piece};

/// The references in the templates of a value, in their order. They are names
/// alone: a key in brackets, which could be any text, ends one.
pub(crate) fn of_value(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    add(value, &mut found);
    found
}

fn add(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(template) => {
            for piece in scan::pieces(template).unwrap_or_default() {
                if let Piece::Expression(expression) = piece {
                    of_expression(expression, found);
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| add(value, found)),
        Value::Object(map) => map.values().for_each(|value| add(value, found)),
        _ => {}
    }
}

/// What stands for a value that is hidden and refers to these.
pub(crate) fn label(references: &[String]) -> String {
    let each: Vec<String> = references
        .iter()
        .map(|reference| format!("${{{reference}}}"))
        .collect();
    format!("(sensitive value of {})", each.join(", "))
}

/// A reference without what is in brackets, which could be any text.
pub(crate) fn plain(reference: &str) -> &str {
    let mut rest = reference;
    let mut length = 0;
    loop {
        let next = rest.find('[').unwrap_or(rest.len());
        length += next;
        rest = rest.get(next..).unwrap_or_default();
        match index(rest) {
            0 => return reference.get(..length).unwrap_or_default(),
            more => {
                length += more;
                rest = rest.get(more..).unwrap_or_default();
            }
        }
    }
}

/// The length of an index in brackets at the beginning: a number, or all.
fn index(text: &str) -> usize {
    let Some(end) = text.find(']').filter(|_| text.starts_with('[')) else {
        return 0;
    };
    let inside = text.get(1..end).unwrap_or_default();
    let is_number = !inside.is_empty() && inside.bytes().all(|c| c.is_ascii_digit());
    if is_number || inside == "*" {
        end + 1
    } else {
        0
    }
}

fn of_expression(expression: &str, found: &mut Vec<String>) {
    let bytes = expression.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' {
            let Some(end) = scan::quoted(bytes, at, 0) else {
                return;
            };
            let inside = expression.get(at + 1..end).unwrap_or_default();
            add(&Value::String(inside.to_owned()), found);
            at = end + 1;
        } else if is_start(byte) {
            let rest = expression.get(at..).unwrap_or_default();
            let length = length(rest);
            let reference = rest.get(..length).unwrap_or_default();
            let called = rest.get(length..).is_some_and(|rest| rest.starts_with('('));
            if reference.contains('.') && !called && !found.iter().any(|other| other == reference) {
                found.push(reference.to_owned());
            }
            at += length.max(1);
        } else if byte.is_ascii_digit() {
            // `1e3` has no name in it.
            let rest = expression.get(at..).unwrap_or_default();
            let digits = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
            at += digits;
        } else {
            at += 1;
        }
    }
}

fn is_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// How long the reference at the beginning is.
fn length(text: &str) -> usize {
    let mut length = 0;
    loop {
        let rest = text.get(length..).unwrap_or_default();
        let name = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
            .unwrap_or(rest.len());
        if name == 0 {
            // A dot without a name after it.
            return length.saturating_sub(1);
        }
        length += name;
        loop {
            let index = index(text.get(length..).unwrap_or_default());
            if index == 0 {
                break;
            }
            length += index;
        }
        if !text.get(length..).is_some_and(|rest| rest.starts_with('.')) {
            return length;
        }
        length += 1;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_are_names() {
        for (template, expected) in [
            ("plain var.x", vec![]),
            ("${aws_a.b.arn}/*", vec!["aws_a.b.arn"]),
            (
                "${data.terraform_remote_state.cross-stack.outputs.cross-out}",
                vec!["data.terraform_remote_state.cross-stack.outputs.cross-out"],
            ),
            (
                "${f(\"secret-${var.x}\", aws_a.b[0].c[*].d, {key = local.y})}",
                vec!["var.x", "aws_a.b[0].c[*].d", "local.y"],
            ),
            ("${var.m[\"hunter2\"].z}", vec!["var.m"]),
            ("${var.x}${var.x}", vec!["var.x"]),
            ("${1.5 + 1e3 - each.value}", vec!["each.value"]),
            ("${provider::aws::arn_parse(var.a)}", vec!["var.a"]),
            ("$${var.x}", vec![]),
        ] {
            assert_eq!(of_value(&json!([template])), expected, "{template}");
        }
        for (reference, expected) in [
            ("a.b[0].c", "a.b[0].c"),
            ("a.b[\"hunter2\"].c", "a.b"),
            ("a.b[", "a.b"),
            ("", ""),
        ] {
            assert_eq!(plain(reference), expected, "{reference}");
        }
    }
}
