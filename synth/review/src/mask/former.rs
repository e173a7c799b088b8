//! What a hidden read was before.
//!
//! An attribute that is made of a read may still have what the other stack gave out
//! at an earlier time, or what somebody put there: a secret that no plan marks any
//! more. It is found by the template of the attribute.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::collect::leaves;
use super::reads::Hidden;
use super::{Mask, SHORTEST};
use crate::decode;
use crate::plan::{Change, without_keys};
use crate::subject::{Subject, block};
use crate::template;

/// How many locals may lead from an attribute to a read.
const DEEPEST: usize = 8;
/// What is there where no other side is.
static NOTHING: Value = Value::Null;

/// A side of a change, and the other one.
type Sides = fn(&Change) -> (&Value, &Value);

/// Adds what attributes and outputs have that was made of hidden reads, and is not
/// what these are now.
pub(super) fn of(subject: &Subject<'_>, hidden: &Hidden<'_>, secrets: &mut BTreeSet<String>) {
    if hidden.is_empty() {
        return;
    }
    let now = hidden.iter().map(|(reference, values)| {
        let values = values.iter().map(|value| Now::of(value)).collect();
        (reference.as_str(), values)
    });
    let now: BTreeMap<&str, Vec<Now>> = now.collect();
    let plan = subject.plan;
    let before = subject.documents.before.as_ref();
    let after = subject.documents.after.as_ref();
    let sides: [(Option<&Value>, Sides); 2] = [
        (before.or(after), |change| (&change.before, &change.after)),
        (after.or(before), |change| (&change.after, &change.before)),
    ];
    for (document, sides) in sides {
        let Some(document) = document else { continue };
        let mut former = Former {
            now: &now,
            locals: locals(document),
            secrets,
        };
        let deferred = plan.deferred_changes.iter().map(|it| &it.change);
        let changes = plan.resource_changes.iter().chain(&plan.resource_drift);
        for resource in changes.chain(deferred).filter(|it| it.module.is_none()) {
            let (value, other) = sides(&resource.change);
            if let Some(template) = block(document, resource) {
                former.walk(template, value, other, false);
            }
        }
        for (name, change) in &plan.output_changes {
            let (value, other) = sides(change);
            let output = document.get("output").and_then(|outputs| outputs.get(name));
            if let Some(template) = output.and_then(|output| output.get("value")) {
                former.walk(template, value, other, false);
            }
        }
    }
}

/// What a read is now.
enum Now {
    /// Nothing that could be looked for.
    Nothing,
    /// Too short for a mask.
    Short(String),
    Masked(Mask),
}

impl Now {
    fn of(value: &Value) -> Self {
        let mut texts = BTreeSet::new();
        leaves(value, 0, &mut texts);
        let is_short = |text: &String| text.chars().count() < SHORTEST;
        match (texts.pop_first(), texts.is_empty()) {
            (None, _) => Self::Nothing,
            (Some(text), true) if is_short(&text) => Self::Short(text),
            (Some(text), _) => {
                texts.insert(text);
                Self::Masked(Mask::hiding(&texts))
            }
        }
    }

    fn is_in(&self, text: &str) -> bool {
        match self {
            Self::Nothing => true,
            Self::Short(short) => text.contains(short),
            Self::Masked(mask) => mask.hides(text),
        }
    }
}

/// The local values of a document, by name.
fn locals(document: &Value) -> BTreeMap<&str, &Value> {
    let blocks = match document.get("locals") {
        Some(Value::Array(blocks)) => blocks.iter().collect(),
        Some(block) => vec![block],
        None => Vec::new(),
    };
    let blocks = blocks.into_iter().filter_map(Value::as_object);
    blocks
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
        .collect()
}

/// A search on one side of a plan.
struct Former<'a> {
    now: &'a BTreeMap<&'a str, Vec<Now>>,
    locals: BTreeMap<&'a str, &'a Value>,
    secrets: &'a mut BTreeSet<String>,
}

impl Former<'_> {
    /// Goes through a value beside the template that it may be made of. `unsure` says
    /// that it may be made of a neighbour: elements of sets have no order.
    fn walk(&mut self, template: &Value, value: &Value, other: &Value, unsure: bool) {
        match (template, value) {
            (_, Value::Null | Value::Bool(_)) => {}
            (Value::String(template), Value::String(text)) => {
                self.text(template, text, other, unsure);
            }
            (Value::String(template), _) if !self.reads(template).is_empty() => {
                self.differing(value, other);
            }
            (Value::Object(templates), Value::Object(values)) => {
                for (key, template) in templates {
                    // Which element it is beside is not known.
                    let other = match other {
                        Value::Array(_) => other,
                        _ => other.get(key).unwrap_or(&NOTHING),
                    };
                    if let Some(value) = values.get(key) {
                        self.walk(template, value, other, unsure);
                    }
                }
            }
            (Value::Array(templates), Value::Array(values)) => {
                let unsure = unsure || templates.len() > 1 || values.len() > 1;
                for template in templates {
                    for value in values {
                        self.walk(template, value, other, unsure);
                    }
                }
            }
            // A block that may stand once is an object in a document.
            (Value::Object(_), Value::Array(values)) => {
                let unsure = unsure || values.len() > 1;
                for value in values {
                    self.walk(template, value, other, unsure);
                }
            }
            (Value::Array(templates), Value::Object(_)) => {
                for template in templates {
                    self.walk(template, value, other, unsure);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, template: &str, text: &str, other: &Value, unsure: bool) {
        let reads = self.reads(template);
        let is_now = |read: &&str| self.now[*read].iter().any(|now| now.is_in(text));
        if reads.iter().all(is_now) {
            return;
        }
        if let Some(written) = template::document(template)
            && let Ok(document) = serde_json::from_str(text)
        {
            let other = other.as_str().and_then(|it| serde_json::from_str(it).ok());
            self.walk(&written, &document, &other.unwrap_or_default(), unsure);
            return;
        }
        let Some(parts) = template::pieces(template, text) else {
            self.differing(&Value::from(text), other);
            return;
        };
        for part in parts {
            let Some(expression) = part.expression else {
                continue;
            };
            let expression = format!("${{{expression}}}");
            if self.reads(&expression).is_empty() {
                continue;
            }
            let references = template::references(&Value::from(expression.as_str()));
            // A local may be made by a function.
            let is_plain = matches!(references.as_slice(), [one]
                if !one.starts_with("local.") && expression == format!("${{{one}}}"));
            if is_plain && !unsure {
                leaves(&Value::from(part.value), 0, self.secrets);
            } else {
                self.differing(&Value::from(part.value), other);
            }
        }
    }

    /// Adds the texts of a value that the other side does not have: what a function
    /// makes of a secret may be a word that has nothing secret.
    fn differing(&mut self, value: &Value, other: &Value) {
        let [mut here, mut there] = [BTreeSet::new(), BTreeSet::new()];
        for (value, texts) in [(value, &mut here), (other, &mut there)] {
            leaves(value, 0, texts);
            let decoded: Vec<String> = texts.iter().filter_map(|text| decoded(text)).collect();
            texts.extend(decoded);
            let lines = texts.iter().flat_map(|text| text.lines());
            let lines: Vec<String> = lines.map(|line| line.trim().to_owned()).collect();
            texts.extend(lines);
        }
        // Lines are secrets each, so that those which stay are none.
        here.retain(|text| !text.contains('\n') && !there.contains(text));
        self.secrets.append(&mut here);
    }

    /// The hidden reads that a template refers to, also by locals.
    fn reads(&self, template: &str) -> Vec<&str> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![(0, Value::from(template))];
        while let Some((depth, value)) = waiting.pop() {
            for reference in template::references(&value) {
                let reference = without_keys(&reference);
                let mut words = reference.split('.');
                if words.next() == Some("local") && depth < DEEPEST {
                    let local = words.next().and_then(|name| self.locals.get(name));
                    waiting.extend(local.map(|value| (depth + 1, (*value).clone())));
                }
                let leads = |read: &&&str| is_part(&reference, read) || is_part(read, &reference);
                found.extend(self.now.keys().filter(leads).copied());
            }
        }
        found.into_iter().collect()
    }
}

/// What base64 stands for, also where that is no text for people.
fn decoded(text: &str) -> Option<String> {
    let readable = decode::text(text).map(|(readable, _)| readable);
    readable.or_else(|| {
        let bytes = STANDARD.decode(text.trim()).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    })
}

/// Whether a reference is another one, or leads into what that is.
fn is_part(reference: &str, of: &str) -> bool {
    let rest = reference.strip_prefix(of);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
