//! Writes a value the way Terraform does.

use std::fmt::Write;

use serde_json::Value;

use crate::decode;
use crate::mask::{Mark, Mask};
use crate::model::{PLACEHOLDER, Shown};

/// What stands for a value that is not known yet, inside a larger one.
const UNKNOWN: &str = "(known after apply)";

/// Whether anything is `true` in the marks of what is unknown.
pub(super) fn is_unknown(marks: &Value) -> bool {
    match marks {
        Value::Bool(unknown) => *unknown,
        Value::Array(list) => list.iter().any(is_unknown),
        Value::Object(map) => map.values().any(is_unknown),
        _ => false,
    }
}

/// A value as it is shown.
pub(crate) fn shown(value: &Value, unknown: &Value, mark: Mark<'_>, mask: &Mask) -> Shown {
    if *unknown == Value::Bool(true) {
        return Shown::Unknown;
    }
    if mark.is_all() && !value.is_null() {
        return Shown::Sensitive;
    }
    match value {
        Value::Null if !is_unknown(unknown) => Shown::Absent,
        Value::String(text) => match decode::bytes(text) {
            Some(bytes) if decode::text(text).is_none() => Shown::Bytes(bytes),
            _ => Shown::Known(quoted(text, mask)),
        },
        _ => {
            let mut written = String::new();
            write(&mut written, value, unknown, mark, mask);
            Shown::Known(mask.text(&written).into_owned())
        }
    }
}

/// A text in quotes, masked.
fn quoted(text: &str, mask: &Mask) -> String {
    let text = match decode::text(text) {
        // What is not looked for in base64 may be found behind it.
        Some((decoded, _)) if mask.hides(&decoded) => PLACEHOLDER.into(),
        _ => mask.text(text),
    };
    let quoted = Value::String(text.into_owned()).to_string();
    mask.text(&quoted).into_owned()
}

fn write(out: &mut String, value: &Value, unknown: &Value, mark: Mark<'_>, mask: &Mask) {
    static NULL: Value = Value::Null;
    if *unknown == Value::Bool(true) {
        out.push_str(UNKNOWN);
        return;
    }
    if mark.is_all() && !value.is_null() {
        out.push_str(PLACEHOLDER);
        return;
    }
    match value {
        Value::String(text) => out.push_str(&quoted(text, mask)),
        Value::Array(list) => {
            out.push('[');
            for (at, element) in list.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                let unknown = unknown.get(at).unwrap_or(&NULL);
                write(out, element, unknown, mark.index(at, element), mask);
            }
            out.push(']');
        }
        Value::Object(map) => {
            let says = |(key, value): &(&String, &Value)| {
                !is_empty(value) || unknown.get(key.as_str()).is_some_and(is_unknown)
            };
            out.push('{');
            for (at, (key, element)) in map.iter().filter(says).enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                // Writing to a string does not fail.
                let _ = write!(out, "{} = ", mask.text(key));
                let unknown = unknown.get(key).unwrap_or(&NULL);
                write(out, element, unknown, mark.key(key, element), mask);
            }
            out.push('}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            let _ = write!(out, "{value}");
        }
    }
}

/// Whether a part of an object says nothing.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}
