//! Takes what is sensitive out of texts.
//!
//! Terraform marks values; it does not mark what a value was built into with
//! `nonsensitive`, by a provider, or in a message. So every marked value of the
//! plan is remembered, together with the forms it takes inside larger values,
//! and every text of a review goes through here.

mod clear;
mod collect;
mod former;
mod forms;
mod marks;
mod reads;
mod views;

use std::borrow::Cow;
use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};
use serde_json::Value;

use crate::model::PLACEHOLDER;
use crate::subject::Subject;
use clear::Clear;

pub(crate) use marks::Mark;

/// A sensitive value shorter than this, in characters, is not looked for in
/// other values: `no` or `1` would be found everywhere. Where it is marked it
/// is masked all the same.
pub(crate) const SHORTEST: usize = 4;

/// Words that are values of attributes everywhere.
const COMMON: [&str; 4] = ["true", "false", "null", "none"];

/// Everything that is not to be shown.
#[derive(Debug, Default)]
pub(crate) struct Mask {
    secrets: Secrets,
}

#[derive(Debug, Default)]
enum Secrets {
    #[default]
    Nothing,
    These(AhoCorasick),
    /// There are more than can be looked for.
    Everything,
}

impl Mask {
    /// What the plans mark, and what looks like a secret in them or in the
    /// documents of their stacks.
    pub(crate) fn of(subjects: &[Subject<'_>]) -> Self {
        let mut secrets = BTreeSet::new();
        let clear: Vec<Clear<'_>> = subjects.iter().map(Clear::of).collect();
        // Nothing of a stack's outputs is clear whose plan is not at hand.
        let is_clear = |stack: &str, output: &str, value: Option<&Value>| {
            let mut producers = subjects
                .iter()
                .zip(&clear)
                .filter(|(it, _)| it.name == stack)
                .peekable();
            producers.peek().is_some()
                && producers.all(|(_, clear)| match value {
                    Some(value) => clear.has(output, value),
                    None => clear.knows(output),
                })
        };
        for (subject, clear) in subjects.iter().zip(&clear) {
            collect::of_plan(subject.plan, clear, &mut secrets);
            for value in reads::hidden(subject, is_clear).values().flatten() {
                collect::leaves(value, 0, &mut secrets);
            }
            let documents = &subject.documents;
            for document in documents.before.iter().chain(&documents.after) {
                collect::of_document(document, &mut secrets);
            }
        }
        if subjects.iter().any(|subject| !subject.reads.is_empty()) {
            let marked = Self::hiding(&secrets);
            // What is clear but for a part of it may have been secret altogether.
            let is_clear = |stack: &str, output: &str, value: Option<&Value>| {
                is_clear(stack, output, value) && value.is_none_or(|value| !marked.is_in(value))
            };
            for subject in subjects {
                former::of(subject, &reads::hidden(subject, is_clear), &mut secrets);
            }
        }
        Self::hiding(&secrets)
    }

    /// Hides these texts, in every form that is known.
    pub(crate) fn hiding(secrets: &BTreeSet<String>) -> Self {
        let mut patterns = BTreeSet::new();
        for secret in secrets {
            forms::of(secret, &mut patterns);
        }
        patterns.retain(|pattern| {
            pattern.chars().count() >= SHORTEST
                && !COMMON.contains(&pattern.as_str())
                && !PLACEHOLDER.contains(pattern.as_str())
        });
        if patterns.is_empty() {
            return Self::default();
        }
        // It fails when there are more than its numbers can count.
        let secrets = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&patterns)
            .map_or(Secrets::Everything, Secrets::These);
        Self { secrets }
    }

    /// Whether a text has anything sensitive in it.
    pub(crate) fn hides(&self, text: &str) -> bool {
        match &self.secrets {
            Secrets::Nothing => false,
            Secrets::These(secrets) => {
                secrets.is_match(text)
                    || views::of(text)
                        .iter()
                        .any(|view| secrets.is_match(&view.bytes))
            }
            Secrets::Everything => true,
        }
    }

    /// Whether a value has anything sensitive in it.
    fn is_in(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.hides(text),
            Value::Number(number) => self.hides(&number.to_string()),
            Value::Array(list) => list.iter().any(|value| self.is_in(value)),
            Value::Object(map) => map
                .iter()
                .any(|(key, value)| self.hides(key) || self.is_in(value)),
            Value::Null | Value::Bool(_) => false,
        }
    }

    /// Where in a text there is anything sensitive, in order. Overlapping
    /// secrets are hidden together.
    pub(crate) fn spans(&self, text: &str) -> Vec<(usize, usize)> {
        let secrets = match &self.secrets {
            Secrets::Nothing => return Vec::new(),
            Secrets::These(secrets) => secrets,
            Secrets::Everything => return vec![(0, text.len())],
        };
        let mut spans: Vec<(usize, usize)> = Vec::new();
        let mut found: Vec<(usize, usize)> = secrets
            .find_overlapping_iter(text)
            .map(|found| (found.start(), found.end()))
            .collect();
        for view in views::of(text) {
            let inside = secrets.find_overlapping_iter(&view.bytes);
            found.extend(inside.filter_map(|it| view.span(it.start(), it.end())));
        }
        found.sort_unstable();
        for (start, end) in found {
            match spans.last_mut() {
                Some((_, last)) if start <= *last => *last = end.max(*last),
                _ => spans.push((start, end)),
            }
        }
        spans
    }

    /// The text with placeholders for what is sensitive.
    pub(crate) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if matches!(self.secrets, Secrets::Everything) {
            return Cow::Borrowed(PLACEHOLDER);
        }
        let spans = self.spans(text);
        if spans.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut masked = String::with_capacity(text.len());
        let mut at = 0;
        for (start, end) in spans {
            masked.push_str(text.get(at..start).unwrap_or_default());
            masked.push_str(PLACEHOLDER);
            at = end;
        }
        masked.push_str(text.get(at..).unwrap_or_default());
        Cow::Owned(masked)
    }

    /// An address. Types and names in it stand in the configuration and stay;
    /// keys of instances are values.
    pub(crate) fn address(&self, address: &str) -> String {
        if !self.hides(address) {
            return address.to_owned();
        }
        let mut masked = String::with_capacity(address.len());
        let mut rest = address;
        while let Some(start) = rest.find("[\"") {
            let (before, key) = rest.split_at(start);
            masked.push_str(before);
            let (key, after) = key.split_at(end_of_key(key));
            masked.push_str(&self.text(key));
            rest = after;
        }
        masked.push_str(rest);
        masked
    }
}

/// Where a key ends that begins with `["`; quotes in it are escaped.
fn end_of_key(key: &str) -> usize {
    let mut escaped = false;
    for (at, c) in key.char_indices().skip(2) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' if key[at..].starts_with("\"]") => return at + 2,
            _ => {}
        }
    }
    key.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hiding(secrets: &[&str]) -> Mask {
        Mask::hiding(&secrets.iter().map(|secret| (*secret).to_owned()).collect())
    }

    #[test]
    fn a_secret_is_hidden_inside_texts() {
        let mask = hiding(&["hunter2!"]);
        assert_eq!(
            mask.text("postgres://u:hunter2!@h"),
            "postgres://u:(sensitive value)@h"
        );
        assert_eq!(mask.text("nothing"), "nothing");
        assert_eq!(mask.text("hunter2!hunter2!"), "(sensitive value)");
    }

    #[test]
    fn overlapping_secrets_leave_no_rest() {
        let mask = hiding(&["abcdef", "defghi"]);
        assert_eq!(mask.text("-abcdefghi-"), "-(sensitive value)-");
    }

    #[test]
    fn forms_inside_larger_values_are_hidden() {
        use base64::Engine;
        let secret = "pa\"ss<w>ör\\d";
        let mask = hiding(&[secret]);
        let json = serde_json::json!({"p": secret}).to_string();
        let twice = serde_json::json!({"j": json}).to_string();
        for text in [
            json.clone(),
            twice,
            json.replace('<', "\\u003c").replace('>', "\\u003e"),
            "p=pa%22ss%3Cw%3E%C3%B6r%5Cd".to_owned(),
        ] {
            assert!(mask.hides(&text), "{text}");
        }
        for prefix in ["", "a", "ab", "abc"] {
            let text = format!("{prefix}{secret} and more");
            let encoded = base64::engine::general_purpose::STANDARD.encode(text);
            assert!(mask.hides(&encoded), "{prefix}");
        }
    }

    #[test]
    fn what_everything_has_is_not_looked_for() {
        let mask = hiding(&["", "a", "abc", "true", "sensitive"]);
        assert_eq!(mask.text("abc true sensitive"), "abc true sensitive");
    }

    #[test]
    fn names_in_addresses_stay() {
        let mask = hiding(&["postgres"]);
        assert_eq!(
            mask.address("aws_db.postgres[\"my-postgres\"].x"),
            "aws_db.postgres[\"my-(sensitive value)\"].x"
        );
        let mask = hiding(&["a\"]b"]);
        assert_eq!(
            mask.address("x.y[\"a\\\"]b\"].z[0]"),
            "x.y[\"(sensitive value)\"].z[0]"
        );
    }
}
