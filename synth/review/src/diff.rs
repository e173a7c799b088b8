//! What differs between before and after, without noise.
//!
//! No schema is at hand, so what is a set and what a computed attribute is
//! told by the plan and its configuration alone. What is noise is left out or
//! folded; what remains is never less than what Terraform is going to do.

mod compare;
mod configured;
mod document;
mod items;
mod lines;
mod show;
mod text;
mod written;

use serde_json::Value;

use crate::mask::{Mark, Mask};
use crate::model::{Attribute, Difference, Shown};
use crate::plan::{Action, Change, Path};

use compare::{Comparison, Side};

pub(crate) use show::shown;
pub(crate) use written::{Templates, documents, names};

/// What of an object that is going to be destroyed tells which one it is.
const IDENTITY: [&str; 6] = ["name", "bucket", "identifier", "arn", "id", "url"];
/// How much of that is shown.
const MOST_IDENTITY: usize = 2;
/// Attributes that are labels for people.
const TAGS: [&str; 5] = [
    "tags",
    "tags_all",
    "labels",
    "effective_labels",
    "terraform_labels",
];

/// What differs, and what was left out.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    pub(crate) attributes: Vec<Attribute>,
    /// Known after apply, and of no consequence.
    pub(crate) computed: Vec<String>,
    /// Whether nothing differs but tags.
    pub(crate) tags_only: bool,
    /// How many attributes stay.
    pub(crate) unchanged: usize,
}

/// What is known beside the change.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    /// What is not to be shown.
    pub(crate) mask: &'a Mask,
    /// The arguments in the configuration.
    pub(crate) expressions: Option<&'a Value>,
    /// The arguments as they are written, for what is not known yet.
    pub(crate) templates: Templates<'a>,
}

/// Compares before and after.
pub(crate) fn differences(change: &Change, context: Context<'_>) -> Differences {
    if matches!(change.action, Action::Delete | Action::Forget) {
        return Differences {
            attributes: identity(change, context.mask),
            ..Differences::default()
        };
    }
    let mut comparison = Comparison::new(context, &change.replace_paths);
    comparison.value(
        &Path::default(),
        Side::new(
            &change.before,
            Mark::of(&change.before_sensitive, &change.before),
        ),
        Side::new(
            &change.after,
            Mark::of(&change.after_sensitive, &change.after),
        ),
        &change.after_unknown,
    );
    let mut differences = comparison.finish();
    fold_tags(&mut differences.attributes);
    let is_tag = |attribute: &Attribute| TAGS.contains(&top(&attribute.path));
    differences.tags_only = change.action == Action::Update
        && differences.attributes.iter().any(is_tag)
        && differences.attributes.iter().all(is_tag);
    differences.unchanged = unchanged(change, &differences);
    differences
}

/// Compares two values that are not part of a resource.
pub(crate) fn of_output(change: &Change, mask: &Mask) -> Vec<Attribute> {
    let context = Context {
        mask,
        expressions: None,
        templates: Templates::default(),
    };
    let mut comparison = Comparison::new(context, &[]).of_values();
    comparison.value(
        &Path::default(),
        Side::new(
            &change.before,
            Mark::of(&change.before_sensitive, &change.before),
        ),
        Side::new(
            &change.after,
            Mark::of(&change.after_sensitive, &change.after),
        ),
        &change.after_unknown,
    );
    comparison.finish().attributes
}

/// The attribute that a shown path begins with.
pub(crate) fn top(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or(path)
}

/// `tags_all` repeats `tags`, and adds what the provider is configured with.
fn fold_tags(attributes: &mut Vec<Attribute>) {
    for (all, own) in [
        ("tags_all", "tags"),
        ("effective_labels", "labels"),
        ("terraform_labels", "labels"),
    ] {
        if attributes
            .iter()
            .any(|attribute| top(&attribute.path) == own)
        {
            attributes.retain(|attribute| top(&attribute.path) != all);
        }
    }
}

/// A few attributes that say which object it is.
fn identity(change: &Change, mask: &Mask) -> Vec<Attribute> {
    let before = Mark::of(&change.before_sensitive, &change.before);
    let mut seen: Vec<&Value> = Vec::new();
    let mut attributes = Vec::new();
    for name in IDENTITY {
        let Some(value) = change.before.get(name).filter(|value| value.is_string()) else {
            continue;
        };
        if seen.contains(&value) || attributes.len() == MOST_IDENTITY {
            continue;
        }
        seen.push(value);
        attributes.push(Attribute {
            path: name.to_owned(),
            forces_replacement: false,
            references: Vec::new(),
            difference: Difference::Value {
                before: shown(value, &Value::Null, before.key(name, value), mask),
                after: Shown::Absent,
            },
        });
    }
    attributes
}

/// How many attributes have a value and keep it.
fn unchanged(change: &Change, differences: &Differences) -> usize {
    let (Value::Object(before), Value::Object(after)) = (&change.before, &change.after) else {
        return 0;
    };
    let differs = |name: &str| {
        let shown = differences
            .attributes
            .iter()
            .map(|attribute| attribute.path.as_str());
        shown
            .chain(differences.computed.iter().map(String::as_str))
            .any(|path| top(path) == name)
    };
    before
        .iter()
        .filter(|(name, value)| !value.is_null() && after.contains_key(*name) && !differs(name))
        .count()
}
