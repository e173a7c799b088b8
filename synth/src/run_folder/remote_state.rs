//! Which outputs of other stacks a document reads.

use serde_json::Value;

use super::backend;
use crate::manifest::{Manifest, Stack};

/// What CDKTF's name of a cross-stack read starts with; the construct path of
/// the other stack follows.
const CROSS_STACK: &str = "cross-stack-reference-input-";

/// A `terraform_remote_state` in a document.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct RemoteState {
    /// Its name in the document.
    pub(crate) name: String,
    /// The stack of this app whose state it reads.
    pub(crate) producer: Option<String>,
    /// The type of the backend, and its configuration.
    backend: String,
    config: Value,
}

/// The remote states that a document reads. `documents` finds the document of
/// a stack of the app.
pub(crate) fn find<'a>(
    document: &Value,
    manifest: &Manifest,
    documents: impl Fn(&Stack) -> Option<&'a Value>,
) -> Vec<RemoteState> {
    let reads = document
        .get("data")
        .and_then(|data| data.get("terraform_remote_state"))
        .and_then(Value::as_object);
    let mut found = Vec::new();
    for (name, read) in reads.into_iter().flatten() {
        let mut state = RemoteState {
            name: name.clone(),
            producer: None,
            backend: read["backend"].as_str().unwrap_or_default().to_owned(),
            config: read["config"].clone(),
        };
        let by_name = name.strip_prefix(CROSS_STACK);
        state.producer = manifest
            .stacks()
            .find(|stack| by_name == Some(&stack.construct_path))
            .or_else(|| {
                manifest
                    .stacks()
                    .find(|stack| documents(stack).is_some_and(|document| state.reads(document)))
            })
            .map(|stack| stack.name.clone());
        found.push(state);
    }
    found
}

impl RemoteState {
    /// Whether it reads the state of this document: their settings agree.
    fn reads(&self, document: &Value) -> bool {
        backend::of(document).is_some_and(|(kind, settings)| {
            kind == self.backend && !settings.is_null() && subset(&self.config, settings)
        })
    }

    /// The file that it reads, relative to the folder it is read in; none if
    /// it reads no file.
    pub(super) fn file(&self) -> Option<&str> {
        if self.backend != "local" {
            return None;
        }
        self.config.get("path")?.as_str()
    }
}

/// Whether everything that is set in `part` is the same in `whole`, and there
/// is something.
fn subset(part: &Value, whole: &Value) -> bool {
    let Some(fields) = part.as_object() else {
        return false;
    };
    let mut set = fields
        .iter()
        .filter(|(_, value)| !value.is_null())
        .peekable();
    set.peek().is_some() && set.all(|(key, value)| whole.get(key) == Some(value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn producers_are_found() {
        let stack = |name: &str| {
            json!({"name": name, "constructPath": name, "workingDirectory": format!("stacks/{name}"),
                "synthesizedStackPath": format!("stacks/{name}/cdk.tf.json")})
        };
        let manifest = json!({"stacks": {"a": stack("a"), "b": stack("b"), "c": stack("c")}});
        let manifest = Manifest::parse(&manifest.to_string()).unwrap();
        let b =
            json!({"terraform": {"backend": {"s3": {"bucket": "x", "key": "b", "encrypt": true}}}});
        let document = json!({"data": {"terraform_remote_state": {
            "cross-stack-reference-input-a": {"backend": "local", "config": {"path": "../a"}},
            "by_hand": {"backend": "s3", "config": {"bucket": "x", "key": "b", "profile": null}},
            "foreign": {"backend": "s3", "config": {"bucket": "x", "key": "other"}},
        }}});
        let found = find(&document, &manifest, |stack| {
            (stack.name == "b").then_some(&b)
        });
        let found: Vec<_> = found
            .iter()
            .map(|state| (state.name.as_str(), state.producer.as_deref()))
            .collect();
        assert_eq!(
            found,
            [
                ("by_hand", Some("b")),
                ("cross-stack-reference-input-a", Some("a")),
                ("foreign", None),
            ]
        );
    }
}
