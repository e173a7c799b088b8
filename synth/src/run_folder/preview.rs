//! A preview: the plan of a stack as it may be once others are applied.
//!
//! Outputs that are not known yet are replaced by what Terraform does not know
//! while it plans. An override file cannot do that: the reads themselves have
//! to go. So the document is rewritten, in a folder that nothing is ever
//! applied from.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::remote_state::RemoteState;
use super::{Kind, OVERRIDE, RunFolder, TERRAFORM, copy, json_text, offline};
use crate::document::Document;
use crate::error::Result;
use crate::manifest::Stack;
use crate::output::write_if_different;
use crate::project::{Project, Stage};

/// Terraform evaluates it at apply, so a plan does not know it, nor its type.
const UNKNOWN: &str = "jsondecode(timestamp())";

/// What is not known of another stack's outputs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Unknown {
    /// It was never deployed.
    All,
    /// Its plan changes these.
    These(BTreeSet<String>),
}

impl RunFolder {
    /// A preview of the stack in another folder. `unknown` tells by the name of
    /// the remote state what is not known of it.
    pub(crate) fn preview(
        project: &Project,
        stage: &Stage,
        of: &RunFolder,
        stack: &Stack,
        reads: &[RemoteState],
        unknown: &BTreeMap<String, Unknown>,
    ) -> Result<Self> {
        let folder = project.root.join(".synth/preview");
        let name = match of.kind {
            Kind::Offline => format!("{}-offline", stage.folder()),
            Kind::Live | Kind::Preview => stage.folder().to_owned(),
        };
        let folder = folder.join(name).join(&stack.name);
        let document = Path::new(stack.document.file_name().unwrap_or_default());
        let ours = [OVERRIDE.into(), document.to_owned()].into();
        copy::mirror(&of.folder, &folder, &ours)?;
        let permissions = Permissions::from_mode(0o644);
        let rewritten = rewrite(of.document.value(), unknown);
        write_if_different(&folder.join(document), &json_text(&rewritten), &permissions)?;
        let replaced = replacement(of, reads, unknown);
        let file = folder.join(OVERRIDE);
        match replaced {
            Some(replaced) => {
                write_if_different(&file, &json_text(&replaced), &permissions)?;
            }
            // Nothing to remove is as good.
            None => drop(fs::remove_file(&file)),
        }
        Ok(Self {
            stack: stack.name.clone(),
            kind: Kind::Preview,
            folder,
            document: Document::new(rewritten),
            environment: of.environment.clone(),
            providers: Some(of.folder.join(TERRAFORM).join("providers")),
        })
    }
}

/// The local value that stands for a remote state in a preview.
pub(crate) fn local(read: &str) -> String {
    format!("synth-preview-{read}")
}

/// The document without the reads of what is not known.
fn rewrite(document: &Value, unknown: &BTreeMap<String, Unknown>) -> Value {
    let mut document = document.clone();
    let mut locals = Map::new();
    for (name, unknown) in unknown {
        let read = format!("data.terraform_remote_state.{name}");
        let local = local(name);
        replace(
            &mut document,
            &format!("{read}.outputs"),
            &format!("local.{local}"),
        );
        let value = match unknown {
            Unknown::All => {
                forget(&mut document, &read);
                remove(&mut document, name);
                UNKNOWN.to_owned()
            }
            Unknown::These(names) => {
                let fields: Vec<String> = names
                    .iter()
                    .map(|name| format!("{} = {UNKNOWN}", json!(name)))
                    .collect();
                format!("merge({read}.outputs, {{{}}})", fields.join(", "))
            }
        };
        locals.insert(local, json!(format!("${{{value}}}")));
    }
    let existing = document.get_mut("locals");
    match existing {
        Some(Value::Object(existing)) => existing.extend(locals),
        Some(Value::Array(blocks)) => blocks.push(Value::Object(locals)),
        _ => document["locals"] = Value::Object(locals),
    }
    document
}

/// Removes a remote state; Terraform refuses a type without blocks.
fn remove(document: &mut Value, name: &str) {
    let kind = "terraform_remote_state";
    let Some(Value::Object(data)) = document.get_mut("data") else {
        return;
    };
    if let Some(Value::Object(states)) = data.get_mut(kind) {
        states.remove(name);
        if states.is_empty() {
            data.remove(kind);
        }
    }
    let empty = data.is_empty();
    if let Some(fields) = document.as_object_mut().filter(|_| empty) {
        fields.remove("data");
    }
}

/// Replaces a text in all strings.
fn replace(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::String(text) if text.contains(from) => *text = text.replace(from, to),
        Value::Array(values) => values.iter_mut().for_each(|value| replace(value, from, to)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|value| replace(value, from, to)),
        _ => {}
    }
}

/// Removes what lists a whole data source, as `depends_on` does.
fn forget(value: &mut Value, address: &str) {
    match value {
        Value::Array(values) => {
            values.retain(|value| value != address);
            for value in values {
                forget(value, address);
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(|value| forget(value, address)),
        _ => {}
    }
}

/// Paths that lead out of the folder, for a copy that lies elsewhere.
fn replacement(
    of: &RunFolder,
    reads: &[RemoteState],
    unknown: &BTreeMap<String, Unknown>,
) -> Option<Value> {
    let mut replaced = Map::new();
    if let Some(state) = of.state_file() {
        replaced.insert(
            "terraform".to_owned(),
            json!({"backend": {"local": {"path": state}}}),
        );
    }
    let mut states = Map::new();
    for read in reads {
        if unknown.get(&read.name) == Some(&Unknown::All) {
            continue;
        }
        let file = match (of.kind, &read.producer) {
            (Kind::Offline, Some(producer)) => {
                Some(of.folder.join("..").join(producer).join(offline::STATE))
            }
            _ => read.file().map(|file| of.folder.join(file)),
        };
        if let Some(file) = file {
            states.insert(
                read.name.clone(),
                json!({"backend": "local", "config": {"path": file}}),
            );
        }
    }
    if !states.is_empty() {
        replaced.insert(
            "data".to_owned(),
            json!({ "terraform_remote_state": states }),
        );
    }
    (!replaced.is_empty()).then_some(Value::Object(replaced))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_become_unknown() {
        let document = json!({
            "data": {"terraform_remote_state": {"a": {"backend": "s3"}, "b": {"backend": "s3"}}},
            "resource": {"x": {"y": {
                "depends_on": ["data.terraform_remote_state.a", "x.z"],
                "v": "<${data.terraform_remote_state.a.outputs.one}-${data.terraform_remote_state.b.outputs.two}>",
            }}},
        });
        let these = Unknown::These(["two".to_owned()].into());
        let unknown = [("a".to_owned(), Unknown::All), ("b".to_owned(), these)].into();
        assert_eq!(
            rewrite(&document, &unknown),
            json!({
                "data": {"terraform_remote_state": {"b": {"backend": "s3"}}},
                "resource": {"x": {"y": {
                    "depends_on": ["x.z"],
                    "v": "<${local.synth-preview-a.one}-${local.synth-preview-b.two}>",
                }}},
                "locals": {
                    "synth-preview-a": "${jsondecode(timestamp())}",
                    "synth-preview-b": "${merge(data.terraform_remote_state.b.outputs, {\"two\" = jsondecode(timestamp())})}",
                },
            })
        );
    }
}
