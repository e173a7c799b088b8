//! Texts of a document (`cdk.tf.json`), as Terraform reads them: literals, and
//! expressions between them.
//!
//! What a plan does not know yet, or may not be shown, is told by what is
//! written there. Nothing is evaluated: an expression stands for itself, as
//! `${...}`, and two that are written differently are different.

mod align;
mod references;
mod scan;
mod value;

use std::fmt::Write;

use serde_json::Value;

pub(crate) use align::{Aligned, leaves, pieces};
pub(crate) use references::{label, of_value as references, plain as plain_reference};

use scan::Piece;

/// Stand for an expression while the JSON around it is read.
const MARKS: [char; 2] = ['\u{e000}', '\u{e001}'];

/// The document that a template becomes: written out as JSON, or by
/// `jsonencode`. `None` if it becomes anything else, or that cannot be told.
pub(crate) fn document(template: &str) -> Option<Value> {
    let pieces = scan::pieces(template)?;
    if let [Piece::Expression(expression)] = pieces.as_slice() {
        let inside = expression.strip_prefix("jsonencode(")?.strip_suffix(')')?;
        return value::parse(inside).filter(|value| value.is_object() || value.is_array());
    }
    if !template.trim_start().starts_with(['{', '[']) || template.contains(MARKS) {
        return None;
    }
    let mut text = String::with_capacity(template.len());
    let mut expressions = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Literal(literal) => text.push_str(literal),
            Piece::Expression(expression) => {
                let [begin, end] = MARKS;
                // Writing to a string does not fail.
                let _ = write!(text, "{begin}{}{end}", expressions.len());
                expressions.push(expression);
            }
        }
    }
    let mut document = serde_json::from_str(&text).ok()?;
    put_back(&mut document, &expressions);
    Some(document)
}

/// How long the reference at the beginning of a text is, with what is around
/// it; `None` if there is none.
pub(crate) fn reference(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    bytes
        .starts_with(b"${")
        .then(|| scan::end(bytes, 2, 0))?
        .map(|end| end + 1)
}

/// Puts expressions back where they were taken out.
fn put_back(document: &mut Value, expressions: &[&str]) {
    let [begin, end] = MARKS;
    each_text(document, &mut |text| {
        if !text.contains(MARKS) {
            return;
        }
        for (at, expression) in expressions.iter().enumerate() {
            *text = text.replace(&format!("{begin}{at}{end}"), &format!("${{{expression}}}"));
        }
    });
}

/// Changes every text of a document; keys stay.
pub(crate) fn each_text(document: &mut Value, edit: &mut impl FnMut(&mut String)) {
    match document {
        Value::String(text) => edit(text),
        Value::Array(list) => list.iter_mut().for_each(|value| each_text(value, edit)),
        Value::Object(map) => map.values_mut().for_each(|value| each_text(value, edit)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn documents_with_expressions() {
        for (template, expected) in [
            (
                r#"${jsonencode({"A" = [x.y.arn, "${x.y.arn}/*"], b = 1, c: true, "d" = null})}"#,
                json!({"A": ["${x.y.arn}", "${x.y.arn}/*"], "b": 1, "c": true, "d": null}),
            ),
            (
                r#"${jsonencode([f("a}", {b = "c"}), x ? "y" : "z", "q\"\n\u00e4$${v}"])}"#,
                json!([
                    "${f(\"a}\", {b = \"c\"})}",
                    "${x ? \"y\" : \"z\"}",
                    "q\"\nä$${v}"
                ]),
            ),
            (
                r#"${jsonencode({a = {for k in x.y : k => "v"}, b = [1][0], c = {} })}"#,
                json!({"a": "${{for k in x.y : k => \"v\"}}", "b": "${[1][0]}", "c": {}}),
            ),
            (
                "${jsonencode({\n  a = 1\n  b = -2.5\n})}",
                json!({"a": 1, "b": -2.5}),
            ),
            (
                r#"{"a": "x${replace(y.z, "\"", "-")}", "b": ["$${v}"]}"#,
                json!({"a": "x${replace(y.z, \"\\\"\", \"-\")}", "b": ["$${v}"]}),
            ),
        ] {
            assert_eq!(document(template), Some(expected), "{template}");
        }
    }

    #[test]
    fn what_is_no_document() {
        for template in [
            "",
            "text",
            "${x.y}",
            "${jsonencode(x.y)}",
            "${jsonencode(\"text\")}",
            "${jsonencode({a = 1}) == \"\"}",
            "${jsonencode({a = 1}",
            "${jsonencode({a = \"unfinished)}",
            "${jsonencode({a = 1})}${jsonencode({b = 1})}",
            "{\"a\": ${x.y}",
            "%{ if x }{}%{ endif }",
            "{\"a\": \"\u{e000}0\u{e001}\"}",
        ] {
            assert_eq!(document(template), None, "{template}");
        }
        let deep = format!(
            "${{jsonencode({}{})}}",
            "[".repeat(9_000),
            "]".repeat(9_000)
        );
        assert!(document(&deep).is_some_and(|value| value.is_array()));
    }
}
