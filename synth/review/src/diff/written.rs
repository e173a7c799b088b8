//! What a value is made of, where the plan does not know it or it is hidden.
//!
//! The rule for what is sensitive: at a place that the plan marks, nothing is
//! shown but names of what the value refers to, since a literal beside them may
//! be the secret. At any other place the value itself is shown, but for the
//! parts that are sensitive elsewhere; the document may tell what these refer
//! to, and its literals are what is shown of the value anyway. A literal that is
//! itself in such a part is not shown. A value that is not known yet and not
//! marked is shown as it is written.

use serde_json::Value;

use super::compare::{Comparison, Side};
use super::configured;
use super::show::shown;
use super::text;
use crate::mask::Mask;
use crate::model::{Difference, PLACEHOLDER, Shown};
use crate::plan::{Path, Plan, Step};
use crate::policy::Names;
use crate::template::{self, Aligned};

/// How long a text may be to be shown beside one that is not known yet.
const SHORT: usize = 200;
/// How short a value may be that is found again in a text.
const SHORTEST: usize = 4;

/// Arguments as they are written in documents before and after.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Templates<'a> {
    pub(crate) before: Option<&'a Value>,
    pub(crate) after: Option<&'a Value>,
    /// Knows what references were until now.
    pub(crate) plan: Option<&'a Plan>,
}

/// A document before and after, as it is written. What was known is written
/// with references, too, as far as they can be told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Documents {
    pub(crate) before: Option<Value>,
    pub(crate) after: Value,
}

/// A document that is not known yet. `value` is what it is until now, `old` and
/// `new` how it is written.
pub(crate) fn documents(
    value: &Value,
    old: Option<&Value>,
    new: Option<&Value>,
    plan: Option<&Plan>,
) -> Option<Documents> {
    let written = |template: &Value| template::document(template.as_str()?);
    let after = written(new?)?;
    let before = match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(if let Some(written) = old.and_then(written) {
            written
        } else {
            let mut known = text::parse(text)?;
            restate(&mut known, &after, plan);
            known
        }),
        _ => return None,
    };
    Some(Documents { before, after })
}

/// Where a path leads in a block; to all of a list whose elements cannot be told
/// apart, because a set may have another order in the plan.
fn follow<'a>(block: &'a Value, path: &Path) -> Option<&'a Value> {
    let is_index = |step: &Step| matches!(step, Step::Index(_));
    for (at, _) in path.0.iter().enumerate().filter(|(_, step)| is_index(step)) {
        let outer = Path(path.0.get(..at)?.to_vec());
        let list = configured::follow(block, &outer)?;
        if list.as_array().is_some_and(|list| list.len() > 1) {
            return Some(list);
        }
    }
    configured::follow(block, path)
}

/// Puts references in the place of what they are until now.
fn restate(known: &mut Value, written: &Value, plan: Option<&Plan>) {
    let Some(plan) = plan else { return };
    let mut pairs: Vec<(&str, String)> = template::references(written)
        .iter()
        .filter_map(|reference| Some((plan.prior_text(reference)?, format!("${{{reference}}}"))))
        .filter(|(value, _)| value.chars().count() >= SHORTEST)
        .collect();
    // What is a part of another one comes later.
    pairs.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
    template::each_text(known, &mut |text| {
        for (value, reference) in &pairs {
            if text.contains(value) && !text.contains("${") {
                *text = text.replace(value, reference);
            }
        }
    });
}

/// The texts of a document that hide something, with the way they are written.
pub(crate) fn names(value: &Value, template: Option<&Value>, mask: &Mask) -> Names {
    let found = || {
        let text = value.as_str().filter(|text| mask.hides(text))?;
        let written = template::document(template?.as_str()?)?;
        template::leaves(&written, &text::parse(text)?)
    };
    let mut names = found().unwrap_or_default();
    names.retain(|text, _| mask.hides(text));
    for (text, template) in &mut names {
        if let Some(parts) = template::pieces(template, text)
            && hides_literal(&parts, text, mask)
        {
            *template = whole_label(template);
        }
    }
    names
}

/// Whether a part that stands in the template is, or is in, what is hidden.
fn hides_literal(parts: &[Aligned<'_, '_>], text: &str, mask: &Mask) -> bool {
    let spans = mask.spans(text);
    let mut at = 0;
    parts.iter().any(|part| {
        let (start, end) = (at, at + part.value.len());
        at = end;
        part.expression.is_none() && spans.iter().any(|(from, to)| *from < end && start < *to)
    })
}

/// What stands for all of a text: what it refers to.
fn whole_label(template: &str) -> String {
    match template::references(&Value::from(template)).as_slice() {
        [] => PLACEHOLDER.to_owned(),
        references => template::label(references),
    }
}

impl<'a> Comparison<'a> {
    fn template(&self, path: &Path) -> (Option<&'a Value>, Option<&'a Value>) {
        let templates = self.context.templates;
        let at = |block: Option<&'a Value>| follow(block?, path);
        (at(templates.before), at(templates.after))
    }

    /// Notes what becomes of a text.
    pub(super) fn text(&mut self, path: &Path, before: Side<'a>, after: Side<'a>) {
        let mask = self.context.mask;
        let sides = [before, after].map(|side| side.value.as_str());
        let hidden = sides.into_iter().flatten().any(|text| mask.hides(text));
        let (old, new) = if hidden {
            self.template(path)
        } else {
            (None, None)
        };
        let mut all = names(before.value, old, mask);
        all.extend(names(after.value, new, mask));
        let Some(mut difference) = text::difference(sides[0], sides[1], &all, mask) else {
            self.only_form(path);
            return;
        };
        if let Difference::Value {
            before: shown_before,
            after: shown_after,
        } = &mut difference
        {
            for (shown, value, template) in [(shown_before, before, old), (shown_after, after, new)]
            {
                if let Some(label) = labelled(value.value, template, mask) {
                    *shown = Shown::Known(label);
                }
            }
        }
        self.push(path, difference);
    }

    /// Notes what becomes of a value that is not known yet and is written in
    /// the document. False if it is not.
    pub(super) fn written(&mut self, path: &Path, before: Side<'a>) -> bool {
        let mask = self.context.mask;
        let (old, new) = self.template(path);
        let Some(new) = new else { return false };
        let plan = self.context.templates.plan;
        let documents = documents(before.value, old, Some(new), plan);
        let judged = documents.and_then(|Documents { before, after }| {
            text::documents(before, Some(after), &Names::new(), mask)
        });
        let same = matches!(judged, Some(None));
        if let Some(Some(difference)) = judged {
            self.push(path, difference);
            return true;
        }
        let references = template::references(new);
        if references.is_empty() {
            return false;
        }
        let before = match before.value {
            Value::String(text) if same || text.chars().count() > SHORT => {
                Shown::Known(if same || old == Some(new) {
                    "(written as it is now)".to_owned()
                } else {
                    format!("(a text of {} characters)", text.chars().count())
                })
            }
            value => labelled(value, old, mask).map_or_else(
                || shown(value, &Value::Null, before.mark, mask),
                Shown::Known,
            ),
        };
        self.push(
            path,
            Difference::Value {
                before,
                after: Shown::Unknown,
            },
        );
        self.refers_to(Some(references));
        true
    }

    /// What a value refers to, by the configuration.
    pub(super) fn references(&self, path: &Path) -> Option<Vec<String>> {
        let found = configured::references(self.context.expressions, path)?;
        let mask = self.context.mask;
        Some(found.iter().map(|one| mask.address(one)).collect())
    }

    /// What a value that is marked refers to: names alone.
    pub(super) fn hidden_references(&self, path: &Path) -> Option<Vec<String>> {
        let written = self.template(path).1.map(template::references);
        if let Some(written) = written.filter(|written| !written.is_empty()) {
            return Some(written);
        }
        let found = configured::references(self.context.expressions, path)?;
        let mut names: Vec<String> = Vec::new();
        for one in &found {
            let name = template::plain_reference(one);
            if !names.iter().any(|other| other == name) {
                names.push(name.to_owned());
            }
        }
        Some(names)
    }
}

/// A text in quotes, with what its hidden parts refer to; `None` if nothing is
/// hidden, or that cannot be told.
fn labelled(value: &Value, template: Option<&Value>, mask: &Mask) -> Option<String> {
    let text = value.as_str().filter(|text| mask.hides(text))?;
    let parts = template::pieces(template?.as_str()?, text)?;
    if let [whole] = parts.as_slice() {
        return whole.label();
    }
    if hides_literal(&parts, text, mask) {
        return Some(whole_label(template?.as_str()?));
    }
    let mut written = String::new();
    for part in parts {
        match part.label().filter(|_| mask.hides(part.value)) {
            Some(label) => written.push_str(&label),
            None => written.push_str(&mask.text(part.value)),
        }
    }
    Some(Value::String(written).to_string())
}
