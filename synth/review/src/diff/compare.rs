//! Walks two values side by side.

use std::collections::BTreeSet;

use serde_json::Value;

use super::show::{is_unknown, shown};
use super::{Context, Differences};
use crate::mask::Mark;
use crate::model::{Attribute, Difference, Shown};
use crate::plan::Path;

/// Stands for what is not there.
static NULL: Value = Value::Null;
/// Stands for the marks of what is known.
static KNOWN: Value = Value::Bool(false);

/// A value with its mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'a> {
    pub(super) value: &'a Value,
    pub(super) mark: Mark<'a>,
}

impl<'a> Side<'a> {
    pub(super) fn new(value: &'a Value, mark: Mark<'a>) -> Self {
        Self { value, mark }
    }

    fn key(self, key: &str) -> Self {
        let value = self.value.get(key).unwrap_or(&NULL);
        Self::new(value, self.mark.key(key, value))
    }

    pub(super) fn index(self, index: usize) -> Self {
        let value = self.value.get(index).unwrap_or(&NULL);
        Self::new(value, self.mark.index(index, value))
    }
}

/// A comparison under way.
pub(super) struct Comparison<'a> {
    pub(super) context: Context<'a>,
    replace: &'a [Path],
    found: Vec<Attribute>,
    computed: Vec<String>,
    /// Where nothing but order or writing differs.
    form: Vec<Path>,
    /// Whether what is unknown is always of consequence.
    every_unknown: bool,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(context: Context<'a>, replace: &'a [Path]) -> Self {
        Self {
            context,
            replace,
            found: Vec::new(),
            computed: Vec::new(),
            form: Vec::new(),
            every_unknown: false,
        }
    }

    /// A comparison of values that no provider computes.
    pub(super) fn of_values(mut self) -> Self {
        self.every_unknown = true;
        self
    }

    /// Compares what is at `path`.
    pub(super) fn value(
        &mut self,
        path: &Path,
        before: Side<'a>,
        after: Side<'a>,
        unknown: &'a Value,
    ) {
        if *unknown == Value::Bool(true) {
            self.unknown(path, before, after);
            return;
        }
        let unknown_inside = is_unknown(unknown);
        if before.value == after.value && !unknown_inside {
            return;
        }
        if before.mark.is_all() || after.mark.is_all() {
            let show = |side: Side<'_>| match side.value {
                Value::Null => Shown::Absent,
                _ => Shown::Sensitive,
            };
            let after = if unknown_inside {
                Shown::Sensitive
            } else {
                show(after)
            };
            self.push(
                path,
                Difference::Value {
                    before: show(before),
                    after,
                },
            );
            self.refers_to(self.hidden_references(path));
            return;
        }
        match (before.value, after.value) {
            (Value::Object(_), Value::Object(_) | Value::Null)
            | (Value::Null, Value::Object(_)) => self.object(path, before, after, unknown),
            (Value::Array(_), Value::Array(_) | Value::Null) | (Value::Null, Value::Array(_)) => {
                self.list(path, before, after, unknown);
            }
            (Value::Null, Value::Null) if unknown.is_object() => {
                self.object(path, before, after, unknown);
            }
            (Value::Null, Value::Null) => self.unknown(path, before, after),
            (Value::String(_), Value::String(_) | Value::Null)
            | (Value::Null, Value::String(_)) => {
                self.text(path, before, after);
            }
            (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => {}
            _ => self.whole(path, before, after, unknown),
        }
    }

    /// The values as they are.
    pub(super) fn whole(
        &mut self,
        path: &Path,
        before: Side<'a>,
        after: Side<'a>,
        unknown: &Value,
    ) {
        let mask = self.context.mask;
        let difference = Difference::Value {
            before: shown(before.value, &NULL, before.mark, mask),
            after: shown(after.value, unknown, after.mark, mask),
        };
        self.push(path, difference);
    }

    fn object(&mut self, path: &Path, before: Side<'a>, after: Side<'a>, unknown: &'a Value) {
        let mut keys = BTreeSet::new();
        for value in [before.value, after.value, unknown] {
            keys.extend(value.as_object().into_iter().flat_map(|map| map.keys()));
        }
        if keys.is_empty() {
            self.form.push(path.clone());
        }
        for key in keys {
            let unknown = unknown.get(key).unwrap_or(&KNOWN);
            self.value(&path.key(key), before.key(key), after.key(key), unknown);
        }
    }

    /// What is known after apply: told as it is written, where that is at hand;
    /// folded, unless it stands in the configuration or forces a replacement.
    fn unknown(&mut self, path: &Path, before: Side<'a>, after: Side<'a>) {
        let mask = self.context.mask;
        let marked = before.mark.is_something() || after.mark.is_something();
        if !marked && self.written(path, before) {
            return;
        }
        let references = if marked {
            self.hidden_references(path)
        } else {
            self.references(path)
        };
        if references.is_none() && !self.forces(path) && !self.every_unknown {
            self.fold(path);
            return;
        }
        let before = shown(before.value, &NULL, before.mark, mask);
        self.push(
            path,
            Difference::Value {
                before,
                after: Shown::Unknown,
            },
        );
        self.refers_to(references);
    }

    /// Counts a value that is known after apply, and says nothing.
    fn fold(&mut self, path: &Path) {
        let path = self.context.mask.text(&path.to_string()).into_owned();
        self.computed.push(path);
    }

    /// Notes what the difference that was noted last refers to.
    pub(super) fn refers_to(&mut self, references: Option<Vec<String>>) {
        if let Some(last) = self.found.last_mut() {
            let references = references.unwrap_or_default();
            last.references = references
                .iter()
                .map(|it| self.context.mask.address(it))
                .collect();
        }
    }

    /// Notes a difference.
    pub(super) fn push(&mut self, path: &Path, difference: Difference) {
        let forces_replacement = self.forces(path);
        self.found.push(Attribute {
            path: self.context.mask.text(&path.to_string()).into_owned(),
            forces_replacement,
            references: Vec::new(),
            difference,
        });
    }

    /// Notes that only order or writing differs.
    pub(super) fn only_form(&mut self, path: &Path) {
        self.form.push(path.clone());
    }

    fn forces(&self, path: &Path) -> bool {
        self.replace
            .iter()
            .any(|replace| path.starts_with(replace) || replace.starts_with(path))
    }

    /// What was found. Differences of form are told where there is nothing
    /// else to tell, or where they force a replacement.
    pub(super) fn finish(mut self) -> Differences {
        let form = std::mem::take(&mut self.form);
        let silent = self.found.is_empty();
        for path in form {
            if silent || self.forces(&path) {
                self.push(&path, Difference::Form);
            }
        }
        Differences {
            attributes: self.found,
            computed: self.computed,
            ..Differences::default()
        }
    }
}
