//! What happens to a resource, ready to be shown.

use serde_json::Value;

use super::templates::templates;
use crate::diff::{self, Context};
use crate::is_stateful;
use crate::mask::Mask;
use crate::model::{Change, Verb};
use crate::plan::{Action, Importing, Mode, ResourceChange};
use crate::subject::Subject;

pub(super) fn verb(action: &Action) -> Verb {
    match action {
        Action::NoOp => Verb::Keep,
        Action::Create => Verb::Create,
        Action::Read => Verb::Read,
        Action::Update => Verb::Update,
        Action::Delete => Verb::Delete,
        Action::DeleteThenCreate | Action::CreateThenDelete => Verb::Replace,
        // A new one comes; the old one stays, unmanaged.
        Action::ForgetAndCreate | Action::Forget => Verb::Forget,
        Action::Ephemeral | Action::Other(_) => Verb::Other,
    }
}

pub(super) fn change(change: &ResourceChange, subject: &Subject<'_>, mask: &Mask) -> Change {
    let configured = change.configured_address();
    let resource = subject.plan.configuration.resources.get(&configured);
    let differences = diff::differences(
        &change.change,
        Context {
            mask,
            expressions: resource.map(|resource| &resource.expressions),
            templates: templates(subject, change),
        },
    );
    let origin = subject.origins.get(&configured);
    Change {
        address: mask.address(&change.address),
        module: change.module.as_ref().map(|module| mask.address(module)),
        resource_type: change.resource_type.clone(),
        name: change.name.clone(),
        data: change.mode == Mode::Data,
        verb: verb(&change.change.action),
        create_first: change.change.action == Action::CreateThenDelete,
        reason: reason(change),
        replaced_by: change
            .change
            .replace_paths
            .iter()
            .map(ToString::to_string)
            .collect(),
        stateful: change.mode == Mode::Managed && is_stateful(&change.resource_type),
        deposed: change.deposed.clone(),
        moved_from: change
            .previous_address
            .as_ref()
            .map(|from| mask.address(from)),
        imported: change.change.importing.as_ref().map(imported),
        construct: origin.map(|origin| origin.construct.clone()),
        source: origin.and_then(|origin| origin.source.clone()),
        attributes: differences.attributes,
        computed: differences.computed,
        tags_only: differences.tags_only,
        unchanged: differences.unchanged,
    }
}

fn reason(change: &ResourceChange) -> Option<String> {
    if change.deposed.is_some() {
        return Some("it is left over from a replacement that did not finish".to_owned());
    }
    if let Action::Other(words) = &change.change.action {
        return Some(format!("the plan says: {}", words.join(", ")));
    }
    if change.change.action == Action::Ephemeral {
        return Some("it is opened when the plan is applied, and kept nowhere".to_owned());
    }
    if change.change.action == Action::ForgetAndCreate {
        return Some("the old one stays as it is, and a new one is created".to_owned());
    }
    let reason = change.action_reason.as_ref()?;
    Some(match reason.explanation() {
        Some(explanation) => explanation.to_owned(),
        None => spoken(reason.word()),
    })
}

fn imported(importing: &Importing) -> String {
    match (&importing.id, &importing.identity) {
        (Some(id), _) => id.clone(),
        (None, Some(Value::Object(identity))) => {
            let parts = identity.iter().map(|(key, value)| match value {
                Value::String(text) => format!("{key}={text}"),
                other => format!("{key}={other}"),
            });
            parts.collect::<Vec<_>>().join(", ")
        }
        (None, _) => "an identifier known after apply".to_owned(),
    }
}

pub(super) fn deferred(reason: Option<&str>) -> String {
    match reason {
        Some("instance_count_unknown") => "how many there are is known after apply".to_owned(),
        Some("resource_config_unknown") => "its configuration is known after apply".to_owned(),
        Some("provider_config_unknown") => {
            "the configuration of its provider is known after apply".to_owned()
        }
        Some("deferred_prereq") => "something it depends on is deferred".to_owned(),
        Some("absent_prereq") => "something it depends on is not there yet".to_owned(),
        Some(other) => spoken(other),
        None => "Terraform does not say why".to_owned(),
    }
}

/// A word of a plan that is not known here. What is no such word stays as it
/// is.
fn spoken(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
        word.replace('_', " ")
    } else {
        word.to_owned()
    }
}
