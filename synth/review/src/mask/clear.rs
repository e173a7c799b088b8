//! Outputs that are marked whatever their value is.
//!
//! CDKTF marks everything that one stack gives to another. Such an output says
//! nothing about its value, which may stand unmarked where it comes from, and is
//! shown there. Whether it does is told by the plan: a value counts as clear only
//! where the plan has it, unmarked, as the attribute that the output is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Mask;
use super::marks::Mark;
use crate::plan::{Plan, PriorResource, without_keys};
use crate::subject::Subject;

/// What another stack's outputs are read with, whose marks Terraform forgets.
const REMOTE_STATE: &str = "terraform_remote_state";
/// What begins a reference that leads to no attribute.
const NO_RESOURCE: [&str; 10] = [
    "var",
    "local",
    "module",
    "each",
    "count",
    "self",
    "path",
    "terraform",
    "ephemeral",
    "output",
];

/// The clear values of a plan's outputs, by the output's name.
#[derive(Debug, Default)]
pub(super) struct Clear<'a>(BTreeMap<&'a str, Vec<&'a Value>>);

/// An attribute of a resource or data source.
struct Attribute<'a> {
    address: &'a str,
    path: Vec<&'a str>,
}

/// The values of an attribute, as long as nothing is said against them.
struct Evidence<'a> {
    values: Vec<&'a Value>,
    refuted: bool,
}

impl<'a> Clear<'a> {
    /// Of the outputs that a subject says are attributes.
    pub(super) fn of(subject: &'a Subject<'_>) -> Self {
        let mut clear = BTreeMap::new();
        if subject.attributes.is_empty() || has_unread(subject) {
            return Self(clear);
        }
        let foreign = foreign(subject.plan);
        for (output, reference) in &subject.attributes {
            if let Some(mut values) = values(subject.plan, output, reference) {
                values.retain(|value| !foreign.is_in(value));
                clear.insert(output.as_str(), values);
            }
        }
        Self(clear)
    }

    /// Whether an output is an attribute that nothing marks, whatever its value.
    pub(super) fn knows(&self, output: &str) -> bool {
        self.0.contains_key(output)
    }

    /// Whether a value of an output is clear.
    pub(super) fn has(&self, output: &str, value: &Value) -> bool {
        let values = self.0.get(output);
        values.is_some_and(|values| values.contains(&value))
    }
}

/// The values of an output that the plan has unmarked as its attribute; `None` if it
/// is no attribute, or a marked one.
fn values<'a>(plan: &'a Plan, output: &str, reference: &'a str) -> Option<Vec<&'a Value>> {
    let attribute = Attribute::parse(reference)?;
    // The plan may be of another configuration than the document.
    let configured = plan.configuration.outputs.get(output);
    let agrees = configured.is_some_and(|output| {
        output.references.len() == 1 && output.references.contains(attribute.address)
    });
    if !agrees {
        return None;
    }
    let mut evidence = Evidence {
        values: Vec::new(),
        refuted: false,
    };
    for resource in &plan.prior_state {
        if resource.address == attribute.address {
            evidence.add(&resource.values, &resource.sensitive, &attribute.path);
        }
    }
    for marked in &plan.marked {
        if marked.place.is_resource(attribute.address) {
            evidence.add(&marked.value, &marked.sensitive, &attribute.path);
        }
    }
    let deferred = plan.deferred_changes.iter().map(|it| &it.change);
    let changes = plan.resource_changes.iter().chain(&plan.resource_drift);
    for resource in changes.chain(deferred) {
        if resource.address == attribute.address {
            let change = &resource.change;
            evidence.add(&change.before, &change.before_sensitive, &attribute.path);
            evidence.add(&change.after, &change.after_sensitive, &attribute.path);
        }
    }
    (!evidence.refuted).then_some(evidence.values)
}

impl<'a> Evidence<'a> {
    /// Adds a place where the attribute may be: a resource with its marks.
    fn add(&mut self, resource: &'a Value, sensitive: &'a Value, path: &[&str]) {
        // Plans of old versions have no marks.
        self.refuted |= sensitive.is_null() && !resource.is_null();
        let mut mark = Mark::of(sensitive, resource);
        let mut value = Some(resource);
        for key in path {
            value = value.and_then(|value| value.get(key));
            mark = mark.key(key, value.unwrap_or(&Value::Null));
        }
        self.refuted |= mark.is_something();
        self.values.extend(value.filter(|value| !value.is_null()));
    }
}

impl<'a> Attribute<'a> {
    /// Of a reference that is made of names alone.
    fn parse(reference: &'a str) -> Option<Self> {
        let is_name = |word: &str| {
            let mut chars = word.chars();
            chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
                && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
        };
        let words: Vec<&str> = reference.split('.').collect();
        let first = *words.first()?;
        if NO_RESOURCE.contains(&first) || !words.iter().all(|word| is_name(word)) {
            return None;
        }
        let of_address = if first == "data" { 3 } else { 2 };
        if first == "data" && words.get(1) == Some(&REMOTE_STATE) {
            return None;
        }
        let (address, path) = words.split_at_checked(of_address)?;
        let length = address.iter().map(|word| word.len() + 1).sum::<usize>() - 1;
        (!path.is_empty()).then_some(Self {
            address: reference.get(..length)?,
            path: path.to_vec(),
        })
    }
}

/// Whether the stack reads another state that the plan has not read: what an
/// attribute was made of cannot be told then.
fn has_unread(subject: &Subject<'_>) -> bool {
    let configured = subject.plan.configuration.resources.iter();
    let configured = configured
        .filter(|(_, resource)| resource.resource_type == REMOTE_STATE)
        .map(|(address, _)| address);
    let read = subject.reads.iter().map(|read| &read.address);
    configured
        .chain(read)
        .any(|address| states(subject.plan, address).next().is_none())
}

/// The states that a plan has read for a data source, by its address without keys.
pub(super) fn states<'a>(plan: &'a Plan, address: &str) -> impl Iterator<Item = &'a PriorResource> {
    plan.prior_state.iter().filter(move |resource| {
        resource.resource_type == REMOTE_STATE
            && without_keys(&resource.address) == address
            && resource.values.get("outputs").is_some()
    })
}

/// What a plan reads of other states: an attribute made of it is not marked,
/// whatever it is there.
fn foreign(plan: &Plan) -> Mask {
    let mut texts = BTreeSet::new();
    for resource in &plan.prior_state {
        if resource.resource_type == REMOTE_STATE {
            let outputs = resource.values.get("outputs");
            super::collect::leaves(outputs.unwrap_or(&Value::Null), 0, &mut texts);
        }
    }
    Mask::hiding(&texts)
}
