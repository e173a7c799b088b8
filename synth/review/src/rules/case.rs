//! A resource that something happens to, as rules see it.

use std::cell::OnceCell;

use serde_json::Value;

use super::others::Others;
use crate::build::templates;
use crate::diff::{self, Templates};
use crate::mask::{Mark, Mask};
use crate::model::Severity;
use crate::plan::{Action, Mode, Plan, ResourceChange};
use crate::policy::{Difference, Names, Policy, differences};
use crate::subject::Subject;

static NULL: Value = Value::Null;

/// A resource that something happens to.
pub(super) struct Case<'a> {
    pub(super) subject: &'a Subject<'a>,
    pub(super) plan: &'a Plan,
    pub(super) change: &'a ResourceChange,
    mask: &'a Mask,
    templates: Templates<'a>,
    pub(super) others: &'a Others<'a>,
    /// Several rules ask for them.
    compared: OnceCell<Vec<(Policies, Vec<Difference>)>>,
}

/// What a rule found.
#[derive(Debug, Default)]
pub(super) struct Hit {
    /// The resource, if it is another one than the rule was asked about.
    pub(super) address: Option<String>,
    pub(super) attribute: Option<String>,
    pub(super) what: String,
    /// If it is not the rule's.
    pub(super) severity: Option<Severity>,
}

impl Hit {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            ..Self::default()
        }
    }

    pub(super) fn at(mut self, attribute: impl Into<String>) -> Self {
        self.attribute = Some(attribute.into());
        self
    }

    pub(super) fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    pub(super) fn on(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }
}

/// A policy in an attribute, before and after.
pub(super) struct Policies {
    pub(super) attribute: String,
    pub(super) before: Policy,
    pub(super) after: Policy,
    /// How what is hidden in it is written.
    pub(super) names: Names,
}

impl<'a> Case<'a> {
    pub(super) fn new(
        subject: &'a Subject<'a>,
        change: &'a ResourceChange,
        mask: &'a Mask,
        others: &'a Others<'a>,
    ) -> Self {
        Self {
            subject,
            plan: subject.plan,
            change,
            mask,
            templates: templates(subject, change),
            others,
            compared: OnceCell::new(),
        }
    }

    /// Whether it is a resource of one of these types.
    pub(super) fn is(&self, types: &[&str]) -> bool {
        self.change.mode == Mode::Managed && types.contains(&self.change.resource_type.as_str())
    }

    pub(super) fn is_managed(&self) -> bool {
        self.change.mode == Mode::Managed
    }

    pub(super) fn action(&self) -> &'a Action {
        &self.change.change.action
    }

    /// Whether there is none until now.
    pub(super) fn is_new(&self) -> bool {
        *self.action() == Action::Create
    }

    /// Whether it is changed, in place or by being replaced.
    pub(super) fn is_changed(&self) -> bool {
        *self.action() == Action::Update || self.action().replaces()
    }

    /// Whether it is gone afterwards.
    pub(super) fn is_gone(&self) -> bool {
        *self.action() == Action::Delete
    }

    /// An attribute until now; of blocks the first. Null if there is none.
    pub(super) fn before(&self, path: &str) -> &'a Value {
        at(&self.change.change.before, path)
    }

    /// An attribute afterwards; null too if it is not known yet.
    pub(super) fn after(&self, path: &str) -> &'a Value {
        at(&self.change.change.after, path)
    }

    /// Whether an attribute, or something around it, is known after apply.
    pub(super) fn is_unknown(&self, path: &str) -> bool {
        let mut marks = &self.change.change.after_unknown;
        for key in path.split('.') {
            if let Value::Array(list) = marks {
                marks = list.first().unwrap_or(&NULL);
            }
            if *marks == Value::Bool(true) {
                return true;
            }
            marks = marks.get(key).unwrap_or(&NULL);
        }
        match marks {
            Value::Bool(unknown) => *unknown,
            Value::Array(list) => list.first() == Some(&Value::Bool(true)),
            _ => false,
        }
    }

    /// Whether an attribute is on until now and is going to be off.
    pub(super) fn turns_off(&self, path: &str) -> bool {
        self.is_changed()
            && is_on(self.before(path))
            && !is_on(self.after(path))
            && !self.is_unknown(path)
    }

    /// Whether an attribute is off until now and is going to be on, also in
    /// what is created.
    pub(super) fn turns_on(&self, path: &str) -> bool {
        (self.is_changed() || self.is_new()) && !is_on(self.before(path)) && is_on(self.after(path))
    }

    /// Whether an attribute gets this value, which it does not have yet.
    pub(super) fn becomes(&self, path: &str, value: &str) -> bool {
        (self.is_changed() || self.is_new())
            && self.before(path) != value
            && self.after(path) == value
    }

    /// Whether the configuration of this resource refers to another one of a
    /// type; if so, the addresses.
    pub(super) fn refers_to(&self, resource_type: &str) -> Vec<&'a str> {
        let configured = self.change.configured_address();
        let resource = self.plan.configuration.resources.get(&configured);
        resource
            .into_iter()
            .flat_map(|resource| &resource.references)
            .map(String::as_str)
            .filter(|address| type_of(address) == resource_type)
            .collect()
    }

    /// Every policy in it, with what differs.
    pub(super) fn compared(&self) -> &[(Policies, Vec<Difference>)] {
        self.compared.get_or_init(|| {
            let policies = self.policies().into_iter();
            let compare = |policies: Policies| {
                let differences = differences(&policies.before, &policies.after);
                (policies, differences)
            };
            policies.map(compare).collect()
        })
    }

    /// Whether an attribute, something around it or in it is marked as
    /// sensitive, before or after.
    fn is_marked(&self, path: &str) -> bool {
        let change = &self.change.change;
        [
            (&change.before_sensitive, &change.before),
            (&change.after_sensitive, &change.after),
        ]
        .into_iter()
        .any(|(marks, value)| marked(marks, value, path))
    }

    /// Every policy in it. What is not known yet is taken from the documents,
    /// where there are any; without them it is left out.
    fn policies(&self) -> Vec<Policies> {
        if !self.is_managed() {
            return Vec::new();
        }
        let mut found: Vec<Policies> = Vec::new();
        let change = &self.change.change;
        let mut paths = Vec::new();
        texts(&change.before, "", &mut paths);
        texts(&change.after, "", &mut paths);
        paths.sort();
        paths.dedup();
        for path in paths {
            let of = |value: &Value| at(value, &path).as_str().and_then(Policy::parse);
            let (before, after) = (of(&change.before), of(&change.after));
            if before.is_none() && after.is_none() || self.is_unknown(&path) {
                continue;
            }
            let names = self.names(&path);
            found.push(Policies {
                attribute: path,
                before: before.unwrap_or_default(),
                after: after.unwrap_or_default(),
                names,
            });
        }
        found.extend(self.written_policies());
        found
    }

    /// How what is hidden in a policy is written.
    fn names(&self, path: &str) -> Names {
        let change = &self.change.change;
        let templates = self.templates;
        let of = |value: &Value, block: Option<&Value>| {
            let template = block.map(|block| at(block, path));
            diff::names(at(value, path), template, self.mask)
        };
        if self.is_marked(path) {
            return Names::new();
        }
        let mut names = of(&change.before, templates.before);
        names.extend(of(&change.after, templates.after));
        names
    }

    /// Policies that are not known yet, as they are written.
    fn written_policies(&self) -> Vec<Policies> {
        let templates = self.templates;
        let Some(after) = templates.after else {
            return Vec::new();
        };
        let mut paths = Vec::new();
        texts(after, "", &mut paths);
        paths
            .into_iter()
            .filter(|path| self.is_unknown(path) && !self.is_marked(path))
            .filter_map(|path| {
                let value = self.before(&path);
                let old = templates.before.map(|block| at(block, &path));
                let documents =
                    diff::documents(value, old, Some(at(after, &path)), templates.plan)?;
                Some(Policies {
                    after: Policy::of(&documents.after)?,
                    before: match &documents.before {
                        Some(before) => Policy::of(before)?,
                        None => Policy::default(),
                    },
                    attribute: path,
                    names: Names::new(),
                })
            })
            .collect()
    }
}

/// Whether marks are for what a path leads to, around it or in it.
fn marked(marks: &Value, value: &Value, path: &str) -> bool {
    let mut mark = Mark::of(marks, value);
    let mut value = value;
    for key in path.split('.') {
        if let Value::Array(list) = value {
            let first = list.first().unwrap_or(&NULL);
            mark = mark.index(0, first);
            value = first;
        }
        let next = value.get(key).unwrap_or(&NULL);
        mark = mark.key(key, next);
        value = next;
    }
    mark.is_something()
}

/// The type in an address without keys.
pub(super) fn type_of(address: &str) -> &str {
    let mut words: Vec<&str> = address.split('.').collect();
    words.pop();
    words.pop().unwrap_or_default()
}

/// Where a path leads; of lists to the first element. Null if nowhere.
pub(super) fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    let mut value = value;
    for key in path.split('.') {
        if let Value::Array(list) = value {
            value = list.first().unwrap_or(&NULL);
        }
        value = value.get(key).unwrap_or(&NULL);
    }
    value
}

/// The paths of texts that may be policies, first elements of lists alone.
fn texts(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains("Statement") => found.push(path.to_owned()),
        Value::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                texts(value, &path, found);
            }
        }
        Value::Array(list) => {
            if let Some(first) = list.first().filter(|first| first.is_object()) {
                texts(first, path, found);
            }
        }
        _ => {}
    }
}

/// Whether a switch is on: providers have many words for that.
pub(super) fn is_on(value: &Value) -> bool {
    match value {
        Value::Bool(on) => *on,
        Value::Number(number) => number.as_f64().is_some_and(|number| number > 0.0),
        Value::String(text) => !matches!(
            text.to_ascii_lowercase().as_str(),
            "" | "false"
                | "off"
                | "no"
                | "none"
                | "0"
                | "disabled"
                | "inactive"
                | "suspended"
                | "optional"
                | "plaintext"
        ),
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
        Value::Null => false,
    }
}

/// A name or value, set apart from the sentence around it.
pub(super) fn code(text: &str) -> String {
    format!("`{}`", set_apart(text))
}

/// The same, without the backticks: in what rules say there are no others, and
/// no lines.
pub(crate) fn set_apart(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '`' => '\'',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect()
}

/// A value of any kind, set apart.
pub(super) fn code_of(value: &Value) -> String {
    match value {
        Value::String(text) => code(text),
        other => code(&other.to_string()),
    }
}
