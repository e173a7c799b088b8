//! The blocks of a stack's document that are nodes, and what else is needed
//! to follow a reference.

use std::collections::BTreeMap;

use serde_json::Value;

use super::scan::{self, Traversal};

/// The kinds that are nodes: the key in the document and the prefix of the
/// address.
const KINDS: &[(&str, &str)] = &[
    ("resource", ""),
    ("data", "data."),
    ("ephemeral", "ephemeral."),
];
/// The data source that reads another stack's outputs.
pub(crate) const REMOTE_STATE: &str = "data.terraform_remote_state.";
/// CDKTF's name for the remote state of a stack starts so, and ends with the
/// name of the stack.
const CROSS_STACK: &str = "cross-stack-reference-input-";
/// The settings that tell the states in a backend apart.
const LOCATIONS: &[&str] = &["path", "key", "prefix", "address", "workspaces"];

/// A document, by address.
#[derive(Debug)]
pub(crate) struct Blocks<'a> {
    document: &'a Value,
    blocks: BTreeMap<String, &'a Value>,
}

impl<'a> Blocks<'a> {
    pub(crate) fn new(document: &'a Value) -> Self {
        let mut blocks = BTreeMap::new();
        for (kind, prefix) in KINDS {
            for (r#type, named) in entries(&document[*kind]) {
                for (name, block) in entries(named) {
                    blocks.insert(format!("{prefix}{type}.{name}"), block);
                }
            }
        }
        for (name, block) in entries(&document["module"]) {
            blocks.insert(format!("module.{name}"), block);
        }
        Self { document, blocks }
    }

    /// Every address, sorted.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        self.blocks.keys().map(String::as_str)
    }

    /// The address that a reference starts with.
    pub(crate) fn address(&self, parts: &[String]) -> Option<String> {
        let length = match parts.first()?.as_str() {
            "data" | "ephemeral" => 3,
            _ => 2,
        };
        let address = parts.get(..length)?.join(".");
        self.blocks.contains_key(&address).then_some(address)
    }

    /// What a block refers to.
    pub(crate) fn references(&self, address: &str) -> Vec<Traversal> {
        let mut found = Vec::new();
        let Some(block) = self.blocks.get(address) else {
            return found;
        };
        let lists = [
            &block["depends_on"],
            &block["lifecycle"]["replace_triggered_by"],
        ];
        for list in lists {
            let entries = list.as_array().into_iter().flatten();
            found.extend(entries.filter_map(Value::as_str).flat_map(scan::expression));
        }
        collect(block, &mut found);
        found
    }

    /// What an output refers to; none if there is no such output.
    pub(crate) fn output(&self, name: &str) -> Option<Vec<Traversal>> {
        let output = self.document["output"].get(name)?;
        let mut found = Vec::new();
        collect(&output["value"], &mut found);
        Some(found)
    }

    /// What a local value refers to.
    pub(crate) fn local(&self, name: &str) -> Vec<Traversal> {
        let mut found = Vec::new();
        collect(&self.document["locals"][name], &mut found);
        found
    }

    /// Whether a remote state of `reader`, by its address, is configured as the
    /// backend of this stack is.
    pub(crate) fn is_state(&self, reader: &Blocks<'_>, address: &str) -> bool {
        let Some(state) = reader.blocks.get(address) else {
            return false;
        };
        let Some(backend) = state["backend"].as_str() else {
            return false;
        };
        let own = &self.document["terraform"]["backend"][backend];
        let config = &state["config"];
        // Inside the reader's own folder, the same path is another file.
        let elsewhere = |path: &str| path.starts_with('/') || path.starts_with("..");
        (backend != "local" || own["path"].as_str().is_some_and(elsewhere))
            && LOCATIONS.iter().any(|key| own.get(key).is_some())
            && LOCATIONS.iter().all(|key| own.get(key) == config.get(key))
            && entries(own).all(|(key, value)| config.get(key).is_none_or(|other| other == value))
    }
}

/// The stack that a remote state is named after, as CDKTF does.
pub(crate) fn producer_in_name(address: &str) -> Option<&str> {
    address
        .strip_prefix(REMOTE_STATE)?
        .strip_prefix(CROSS_STACK)
}

/// The references in every string of a value. Keys are templates as well;
/// CDKTF's comments are not.
fn collect(value: &Value, found: &mut Vec<Traversal>) {
    match value {
        Value::String(text) => found.extend(scan::template(text)),
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        Value::Object(object) => {
            for (key, value) in object.iter().filter(|(key, _)| *key != "//") {
                found.extend(scan::template(key));
                collect(value, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| *key != "//")
}
