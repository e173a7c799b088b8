//! The forms a secret takes inside other values.

use std::collections::BTreeSet;
use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde_json::Value;

/// How short a line of a longer secret may be to be a secret by itself.
const SHORTEST_LINE: usize = 8;
/// How long a piece of base64 has to be to say anything.
const SHORTEST_CODE: usize = 6;

/// Adds a secret in every form.
pub(super) fn of(secret: &str, forms: &mut BTreeSet<String>) {
    plain(secret, forms);
    let trimmed = secret.trim();
    if trimmed.len() != secret.len() {
        plain(trimmed, forms);
    }
    if trimmed.contains(['\n', '\r']) {
        // Indented, or as lines of a difference.
        let lines = trimmed.lines().map(str::trim);
        for line in lines.filter(|line| line.chars().count() >= SHORTEST_LINE) {
            plain(line, forms);
        }
    }
}

fn plain(secret: &str, forms: &mut BTreeSet<String>) {
    if secret.chars().count() < super::SHORTEST {
        return;
    }
    forms.insert(secret.to_owned());
    let once = quoted(secret);
    let twice = quoted(&once);
    // What Terraform's `jsonencode` escapes beyond that.
    let encoded = go(&once);
    forms.insert(quoted(&encoded));
    forms.insert(encoded);
    forms.insert(once);
    forms.insert(twice);
    forms.insert(percent(secret, "%20"));
    forms.insert(percent(secret, "+"));
    base64(secret, forms);
}

/// As inside a JSON string.
fn quoted(text: &str) -> String {
    let quoted = Value::String(text.to_owned()).to_string();
    quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text)
        .to_owned()
}

fn go(text: &str) -> String {
    text.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

fn percent(text: &str, space: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => encoded.push_str(space),
            b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            // Writing to a string does not fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

/// The part of the base64 of any text around the secret that does not depend
/// on that text.
fn base64(secret: &str, forms: &mut BTreeSet<String>) {
    for before in 0..3_usize {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(secret.as_bytes());
        // A character of base64 holds six bits; those shared with neighbours
        // are left out.
        let first = (before * 8).div_ceil(6);
        let last = bytes.len() * 8 / 6;
        for engine in [STANDARD, URL_SAFE] {
            let code = engine.encode(&bytes);
            if let Some(code) = code.get(first..last)
                && code.len() >= SHORTEST_CODE
            {
                forms.insert(code.to_owned());
            }
        }
    }
}
