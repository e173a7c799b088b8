//! Rules of a project.

use serde_json::Value;

use super::case::{Case, code};
use crate::diff::{self, Context, Templates};
use crate::glob;
use crate::mask::Mask;
use crate::model::{Attribute, Finding, Verb};
use crate::plan::Action;
use crate::settings::{CustomRule, Settings};

/// What is done to a resource, if nothing else is said.
const USUAL: [Verb; 4] = [Verb::Create, Verb::Update, Verb::Replace, Verb::Delete];

pub(super) fn findings(case: &Case<'_>, settings: &Settings, mask: &Mask) -> Vec<Finding> {
    settings
        .custom
        .iter()
        .filter(|rule| applies(rule, case))
        .filter_map(|rule| {
            let attribute = match &rule.attribute {
                Some(pattern) => Some(differing(rule, pattern, case)?),
                None => None,
            };
            let configured = case.change.configured_address();
            let origin = case.subject.origins.get(&configured);
            let verb = match verb(case.action()) {
                Verb::Delete => "destroyed",
                Verb::Replace => "replaced",
                Verb::Create => "created",
                Verb::Forget => "forgotten",
                Verb::Read => "read",
                _ => "changed",
            };
            let what = match &attribute {
                Some(path) => format!("It is {verb}, with another {}.", code(path)),
                None => format!("It is {verb}."),
            };
            Some(Finding {
                rule: rule.id.clone(),
                severity: rule.severity,
                title: rule.title.clone(),
                address: Some(mask.address(&case.change.address)),
                attribute,
                construct: origin.map(|origin| origin.construct.clone()),
                source: origin.and_then(|origin| origin.source.clone()),
                what,
                advice: rule.advice.clone(),
                docs: None,
            })
        })
        .collect()
}

fn verb(action: &Action) -> Verb {
    match action {
        Action::Create => Verb::Create,
        Action::Update => Verb::Update,
        Action::Delete => Verb::Delete,
        Action::Forget | Action::ForgetAndCreate => Verb::Forget,
        Action::Read => Verb::Read,
        Action::NoOp => Verb::Keep,
        Action::Ephemeral | Action::Other(_) => Verb::Other,
        Action::DeleteThenCreate | Action::CreateThenDelete => Verb::Replace,
    }
}

fn applies(rule: &CustomRule, case: &Case<'_>) -> bool {
    let of_type = rule
        .resource_type
        .as_ref()
        .is_none_or(|pattern| glob::matches(pattern, &case.change.resource_type));
    let actions = rule.actions.as_deref().unwrap_or(&USUAL);
    of_type && actions.contains(&verb(case.action()))
}

/// The first differing attribute that is meant.
fn differing(rule: &CustomRule, pattern: &str, case: &Case<'_>) -> Option<String> {
    // Nothing is masked here: what is asked for is the real value.
    let mask = Mask::default();
    let mut change = case.change.change.clone();
    change.before_sensitive = Value::Null;
    change.after_sensitive = Value::Null;
    // What an object had counts, when it goes.
    if change.action == Action::Delete {
        change.action = Action::Update;
    }
    let context = Context {
        mask: &mask,
        expressions: None,
        templates: Templates::default(),
    };
    let differences = diff::differences(&change, context);
    let fits = |attribute: &&Attribute| {
        let value = |value: &Value, pattern: &Option<crate::Pattern>| {
            pattern.as_ref().is_none_or(|pattern| match value {
                Value::Null => false,
                Value::String(text) => pattern.matches(text),
                other => pattern.matches(&other.to_string()),
            })
        };
        glob::matches(pattern, &attribute.path)
            && value(at(&change.after, &attribute.path), &rule.value)
            && value(at(&change.before, &attribute.path), &rule.previous)
    };
    differences
        .attributes
        .iter()
        .find(fits)
        .map(|attribute| attribute.path.clone())
}

/// Where a shown path leads. Null if nowhere, or if a key in it is written in
/// brackets with a quote inside.
fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    static NULL: Value = Value::Null;
    let mut value = value;
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix("[\"") {
            let Some((key, after)) = inside.split_once("\"]") else {
                return &NULL;
            };
            value = value.get(key).unwrap_or(&NULL);
            rest = after;
        } else if let Some(inside) = rest.strip_prefix('[') {
            let Some((index, after)) = inside.split_once(']') else {
                return &NULL;
            };
            let index = index.parse::<usize>().unwrap_or(usize::MAX);
            value = value.get(index).unwrap_or(&NULL);
            rest = after;
        } else {
            rest = rest.strip_prefix('.').unwrap_or(rest);
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (key, after) = rest.split_at(end);
            if key.is_empty() {
                return &NULL;
            }
            value = value.get(key).unwrap_or(&NULL);
            rest = after;
        }
    }
    value
}
