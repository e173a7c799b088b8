//! The forms of a secret that are looked for. How a text is written, such as
//! with backslashes, is a matter of `views`.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
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
    if let Some(account) = account(secret) {
        plain(account, forms);
    }
}

/// A principal's account, which stands for the whole of it where policies are
/// compared.
fn account(secret: &str) -> Option<&str> {
    let (_, rest) = secret.split_once(":iam::")?;
    Some(rest.strip_suffix(":root").unwrap_or(rest))
}

fn plain(secret: &str, forms: &mut BTreeSet<String>) {
    if secret.chars().count() < super::SHORTEST {
        return;
    }
    forms.insert(secret.to_owned());
    base64(secret, forms);
    // In base64 of a JSON document, which no view goes into.
    for written in [quoted(secret), go(secret)] {
        if written != secret {
            base64(&written, forms);
        }
    }
    // Where a rule names it, as it is and in JSON.
    for written in [secret, &quoted(secret), &go(secret)] {
        let said = crate::rules::set_apart(written);
        if said != written {
            forms.insert(said);
        }
    }
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

/// What Terraform's `jsonencode` escapes beyond that.
fn go(text: &str) -> String {
    quoted(text)
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
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
        let code = STANDARD.encode(&bytes);
        let code = code.get(first..last).unwrap_or_default();
        if code.len() < SHORTEST_CODE {
            continue;
        }
        if code.contains(['+', '/']) {
            forms.insert(code.replace('+', "-").replace('/', "_"));
        }
        forms.insert(code.to_owned());
    }
}
