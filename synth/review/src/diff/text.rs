//! Compares texts for what they are: JSON, policies, base64, lines.

use super::document;
pub(super) use super::document::parse;
use super::lines;
use crate::decode;
use crate::diff::show::shown;
use crate::mask::{Mark, Mask};
use crate::model::{Difference, Shown, TextKind};
use crate::policy::{self, Names};

use serde_json::Value;

/// How long a JSON document may be to be shown on one line.
const SHORT_DOCUMENT: usize = 60;

/// What differs; `None` if it is only the writing.
///
/// `names` are what to write in the place of texts in policies.
pub(super) fn difference(
    before: Option<&str>,
    after: Option<&str>,
    names: &Names,
    mask: &Mask,
) -> Option<Difference> {
    if let Some(difference) = encoded(before, after, mask) {
        return difference;
    }
    if let Some(difference) = json(before, after, names, mask) {
        return difference;
    }
    let long = |text: Option<&str>| text.is_some_and(|text| text.trim_end().contains('\n'));
    if long(before) || long(after) {
        return by_line(before, after, TextKind::Plain, mask);
    }
    Some(Difference::Value {
        before: value(before, mask),
        after: value(after, mask),
    })
}

fn value(text: Option<&str>, mask: &Mask) -> Shown {
    text.map_or(Shown::Absent, |text| {
        shown(&Value::from(text), &Value::Null, Mark::None, mask)
    })
}

/// `Some(None)` is: the same, written differently.
pub(super) type Judged = Option<Option<Difference>>;

/// Base64 of texts: the texts are compared.
fn encoded(before: Option<&str>, after: Option<&str>, mask: &Mask) -> Judged {
    let (old, new) = (before.and_then(decode::text), after.and_then(decode::text));
    let kind = new.as_ref().or(old.as_ref())?.1;
    // A hash in place of what it is of, say.
    if (old.is_none() && before.is_some()) || (new.is_none() && after.is_some()) {
        return None;
    }
    let (old, new) = (old.map(|(text, _)| text), new.map(|(text, _)| text));
    Some(by_line(old.as_deref(), new.as_deref(), kind, mask))
}

fn json(before: Option<&str>, after: Option<&str>, names: &Names, mask: &Mask) -> Judged {
    let (old, new) = (
        before.and_then(document::parse),
        after.and_then(document::parse),
    );
    if (old.is_none() && before.is_some_and(|text| !text.is_empty()))
        || (new.is_none() && after.is_some_and(|text| !text.is_empty()))
    {
        return None;
    }
    documents(old, new, names, mask)
}

/// What differs between two documents.
pub(super) fn documents(
    old: Option<Value>,
    new: Option<Value>,
    names: &Names,
    mask: &Mask,
) -> Judged {
    if old.is_some() && old == new {
        return Some(None);
    }
    let policies = (
        old.as_ref().and_then(policy::Policy::of),
        new.as_ref().and_then(policy::Policy::of),
    );
    if old.is_some() == policies.0.is_some()
        && new.is_some() == policies.1.is_some()
        && (policies.0.is_some() || policies.1.is_some())
    {
        let nothing = policy::Policy::default();
        let (old, new) = policies;
        let changes = policy::compare(
            &old.unwrap_or_else(|| nothing.clone()),
            &new.unwrap_or(nothing),
            names,
        );
        return Some(Some(Difference::Policy { changes }).filter(|difference| {
            !matches!(difference, Difference::Policy { changes } if changes.is_empty())
        }));
    }
    let added = new.is_some();
    match (old, new) {
        (Some(old), Some(new)) => {
            let changes = document::changes(&old, &new, mask);
            let differs = !changes.is_empty();
            Some(differs.then_some(Difference::Document { changes }))
        }
        (Some(one), None) | (None, Some(one)) => {
            if one.to_string().len() <= SHORT_DOCUMENT {
                return None;
            }
            let pretty = format!("{one:#}");
            let (old, new) = if added {
                (None, Some(pretty.as_str()))
            } else {
                (Some(pretty.as_str()), None)
            };
            Some(by_line(old, new, TextKind::Plain, mask))
        }
        (None, None) => None,
    }
}

/// Masked first and compared then: what is hidden may go over several lines.
fn by_line(
    before: Option<&str>,
    after: Option<&str>,
    kind: TextKind,
    mask: &Mask,
) -> Option<Difference> {
    let old = before.map(|text| mask.text(text));
    let new = after.map(|text| mask.text(text));
    let lines = lines::difference(old.as_deref().unwrap_or(""), new.as_deref().unwrap_or(""));
    if lines.is_empty() {
        // Line ends differ, or what is hidden does.
        if old == new && before != after {
            return Some(Difference::Value {
                before: Shown::Sensitive,
                after: Shown::Sensitive,
            });
        }
        return None;
    }
    Some(Difference::Lines { text: kind, lines })
}
