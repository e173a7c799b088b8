//! Compares lists and sets. A plan does not say which of both one is.

use std::collections::HashMap;

use serde_json::Value;

use super::compare::{Comparison, Side};
use super::show::{is_unknown, shown};
use crate::model::{Difference, Shown};
use crate::plan::Path;

/// How many pairs of elements are weighed at most.
const MOST_PAIRS: usize = 10_000;
/// How alike elements have to be to be taken for the same, in thousandths.
const ALIKE: usize = 400;
/// What tells the elements of a list apart, in many schemas.
const IDENTITY: [&str; 9] = [
    "id",
    "name",
    "key",
    "sid",
    "rule_id",
    "device_name",
    "priority",
    "attribute_name",
    "container_name",
];
/// Stands for the marks of what is known.
static KNOWN: Value = Value::Bool(false);

impl<'a> Comparison<'a> {
    pub(super) fn list(
        &mut self,
        path: &Path,
        before: Side<'a>,
        after: Side<'a>,
        unknown: &'a Value,
    ) {
        let empty = Vec::new();
        let old = before.value.as_array().unwrap_or(&empty);
        let new = after.value.as_array().unwrap_or(&empty);
        let unknown_at = |at: usize| unknown.get(at).unwrap_or(&KNOWN);
        let marks = unknown.as_array().map_or(0, Vec::len);
        let length = new.len().max(marks);
        if old.is_empty() && length == 0 {
            // Nothing and an empty list.
            self.only_form(path);
            return;
        }
        if old.len() <= 1 && length <= 1 {
            self.value(
                &path.index(0),
                before.index(0),
                after.index(0),
                unknown_at(0),
            );
            return;
        }
        let (gone, come) = rest(old, new, length, unknown_at);
        if gone.is_empty() && come.is_empty() {
            self.only_form(path);
            return;
        }
        let kept = old.len() - gone.len();
        let (pairs, gone, come) = pair(old, new, gone, come);
        for (from, to) in pairs {
            self.value(
                &path.index(to),
                before.index(from),
                after.index(to),
                unknown_at(to),
            );
        }
        if gone.is_empty() && come.is_empty() {
            return;
        }
        let mask = self.context.mask;
        let show = |side: Side<'_>, unknown: &Value| shown(side.value, unknown, side.mark, mask);
        let added: Vec<Shown> = come
            .iter()
            .map(|at| show(after.index(*at), unknown_at(*at)))
            .collect();
        let removed: Vec<Shown> = gone
            .iter()
            .map(|at| show(before.index(*at), &KNOWN))
            .collect();
        self.push(
            path,
            Difference::Items {
                added,
                removed,
                kept,
            },
        );
    }
}

/// The places of elements that have no equal on the other side.
fn rest<'a>(
    old: &[Value],
    new: &[Value],
    length: usize,
    unknown_at: impl Fn(usize) -> &'a Value,
) -> (Vec<usize>, Vec<usize>) {
    let mut waiting: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, element) in old.iter().enumerate().rev() {
        waiting.entry(element.to_string()).or_default().push(at);
    }
    let mut come = Vec::new();
    for at in 0..length {
        let equal = match new.get(at) {
            Some(element) if !is_unknown(unknown_at(at)) => {
                waiting.get_mut(&element.to_string()).and_then(Vec::pop)
            }
            _ => None,
        };
        if equal.is_none() {
            come.push(at);
        }
    }
    let mut gone: Vec<usize> = waiting.into_values().flatten().collect();
    gone.sort_unstable();
    (gone, come)
}

/// Pairs of places, and the places without a partner before and after.
type Pairs = (Vec<(usize, usize)>, Vec<usize>, Vec<usize>);

/// Finds which element became which: those at the same place if only those
/// differ, else those that are most alike.
fn pair(old: &[Value], new: &[Value], gone: Vec<usize>, come: Vec<usize>) -> Pairs {
    let structured = |list: &[Value], places: &[usize]| {
        places
            .iter()
            .all(|at| list.get(*at).is_none_or(|v| v.is_object() || v.is_array()))
    };
    if !structured(old, &gone) || !structured(new, &come) {
        return (one_text(old, new, &gone, &come), gone, come).without_paired();
    }
    if gone == come && old.len() == new.len() {
        return (gone.into_iter().zip(come).collect(), Vec::new(), Vec::new());
    }
    if gone.len().saturating_mul(come.len()) > MOST_PAIRS {
        return (Vec::new(), gone, come);
    }
    let mut weighed: Vec<(usize, usize, usize)> = Vec::new();
    for from in &gone {
        for to in &come {
            if let (Some(a), Some(b)) = (old.get(*from), new.get(*to)) {
                weighed.push((likeness(a, b), *from, *to));
            }
        }
    }
    weighed.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (weight, from, to) in weighed {
        let free = pairs.iter().all(|(f, t)| *f != from && *t != to);
        if weight >= ALIKE && free {
            pairs.push((from, to));
        }
    }
    pairs.sort_by_key(|(_, to)| *to);
    (pairs, gone, come).without_paired()
}

/// Texts that are worth comparing by line, if it is one that became another.
fn one_text(old: &[Value], new: &[Value], gone: &[usize], come: &[usize]) -> Vec<(usize, usize)> {
    let long = |list: &[Value], at: usize| {
        list.get(at)
            .and_then(Value::as_str)
            .is_some_and(|text| text.contains('\n') || text.starts_with(['{', '[']))
    };
    match (gone, come) {
        ([from], [to]) if long(old, *from) && long(new, *to) => vec![(*from, *to)],
        _ => Vec::new(),
    }
}

trait WithoutPaired {
    fn without_paired(self) -> Self;
}

impl WithoutPaired for Pairs {
    fn without_paired(mut self) -> Self {
        let (pairs, gone, come) = &mut self;
        gone.retain(|at| pairs.iter().all(|(from, _)| from != at));
        come.retain(|at| pairs.iter().all(|(_, to)| to != at));
        self
    }
}

/// How much two elements have in common, in thousandths.
fn likeness(a: &Value, b: &Value) -> usize {
    let (Value::Object(a), Value::Object(b)) = (a, b) else {
        return 0;
    };
    for key in IDENTITY {
        match (a.get(key), b.get(key)) {
            (Some(x), Some(y)) if !x.is_null() && !y.is_null() => {
                return if x == y { 1000 } else { 0 };
            }
            _ => {}
        }
    }
    let says = |value: &&Value| match value {
        Value::Null => false,
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
        Value::String(text) => !text.is_empty(),
        _ => true,
    };
    let total = a.values().filter(says).count() + b.values().filter(says).count();
    let same = a
        .iter()
        .filter(|(key, value)| says(value) && b.get(*key) == Some(*value))
        .count();
    (same * 2000).checked_div(total).unwrap_or(0)
}
