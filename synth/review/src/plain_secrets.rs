//! Recognizes secrets that nobody marked, by their form.
//!
//! Only forms that are made to be recognized: whoever issues them gives them a
//! prefix. What is found is reported and hidden like a marked value.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

/// What is recognized: what it is, texts of which each has one, and how it
/// looks.
const FORMS: &[(&str, &[&str], &str)] = &[
    (
        "an access key of AWS",
        &["AKIA", "ASIA"],
        r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    ),
    (
        "a private key",
        &["PRIVATE KEY"],
        r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----|\z)",
    ),
    (
        "a token of GitHub",
        &["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
        r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b",
    ),
    (
        "a token of GitLab",
        &["glpat-"],
        r"\bglpat-[A-Za-z0-9_-]{20,}",
    ),
    (
        "a token of Slack",
        &["xox"],
        r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
    ),
    (
        "a key of Stripe",
        &["k_live_"],
        r"\b[rs]k_live_[A-Za-z0-9]{20,}\b",
    ),
    ("a key of Google", &["AIza"], r"\bAIza[0-9A-Za-z_-]{35}\b"),
    ("a token of npm", &["npm_"], r"\bnpm_[A-Za-z0-9]{36}\b"),
    (
        "a key of SendGrid",
        &["SG."],
        r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}",
    ),
    (
        "a JSON web token",
        &["eyJ"],
        r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}",
    ),
    (
        "a password in an address",
        &["://"],
        r"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:([^\s/:@${}]{4,})@",
    ),
];

/// Endings of names whose values are secret.
const NAMES: [&str; 12] = [
    "password",
    "passwd",
    "secret",
    "secret_key",
    "secretkey",
    "api_key",
    "apikey",
    "private_key",
    "access_key",
    "token",
    "credentials",
    "connection_string",
];

struct Form {
    what: &'static str,
    needles: &'static [&'static str],
    looks: Regex,
}

/// The forms, compiled. A test compiles each.
static COMPILED: LazyLock<Vec<Form>> = LazyLock::new(|| {
    FORMS
        .iter()
        .filter_map(|(what, needles, looks)| {
            let looks = Regex::new(looks).ok()?;
            Some(Form {
                what,
                needles,
                looks,
            })
        })
        .collect()
});

/// The forms that a text may have: a search for fixed texts is much quicker
/// than one for patterns.
fn candidates(text: &str) -> impl Iterator<Item = &'static Form> {
    COMPILED
        .iter()
        .filter(move |form| form.needles.iter().any(|needle| text.contains(needle)))
}

/// The first recognized secret in a text: what it is.
pub(crate) fn kind(text: &str) -> Option<&'static str> {
    candidates(text)
        .find(|form| form.looks.is_match(text))
        .map(|form| form.what)
}

/// Whether the name says that the value is a secret, and the value is one: no
/// address of one, no reference.
pub(crate) fn is_named(path: &str, value: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path).to_ascii_lowercase();
    let named = NAMES.iter().any(|ending| {
        name.strip_suffix(ending)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with(['_', '-']))
    });
    let reference = value.starts_with("arn:")
        || value.starts_with('/')
        || value.starts_with("http")
        || value.contains("{{")
        || value.contains("${")
        || value.chars().any(char::is_whitespace);
    named
        && !reference
        && value.chars().count() >= 6
        && !matches!(
            value,
            "enabled" | "disabled" | "required" | "optional" | "default"
        )
}

/// Adds the recognized secrets in a value, also in what base64 stands for.
pub(crate) fn of(value: &Value, secrets: &mut BTreeSet<String>) {
    let mut waiting = vec![("", value)];
    while let Some((name, value)) = waiting.pop() {
        match value {
            Value::String(text) => {
                of_text(text, secrets);
                if let Some((decoded, _)) = crate::decode::text(text) {
                    of_text(&decoded, secrets);
                }
                if is_named(name, text) {
                    secrets.insert(text.clone());
                }
            }
            Value::Array(list) => waiting.extend(list.iter().map(|value| (name, value))),
            Value::Object(map) => {
                waiting.extend(map.iter().map(|(name, value)| (name.as_str(), value)));
            }
            _ => {}
        }
    }
}

fn of_text(text: &str, secrets: &mut BTreeSet<String>) {
    // Each has at least this many characters.
    if text.len() < 12 {
        return;
    }
    for form in candidates(text) {
        for found in form.looks.captures_iter(text) {
            // The group is the secret part, where there is one.
            if let Some(secret) = found.get(1).or_else(|| found.get(0)) {
                secrets.insert(secret.as_str().to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_compiles() {
        assert_eq!(COMPILED.len(), FORMS.len());
    }

    #[test]
    fn forms_are_recognized() {
        for (text, expected) in [
            ("key AKIAIOSFODNN7EXAMPLE.", Some("an access key of AWS")),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nMII",
                Some("a private key"),
            ),
            ("-----BEGIN PUBLIC KEY-----\nMII", None),
            (
                "postgres://app:hunter2@db/x",
                Some("a password in an address"),
            ),
            ("postgres://app:${var.password}@db/x", None),
            ("https://example.com/a:b@c", None),
            ("arn:aws:s3:::AKIA", None),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }
}
