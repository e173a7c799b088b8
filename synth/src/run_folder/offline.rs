//! A rehearsal: the stack in a folder of its own, with a state of its own.
//!
//! An override file replaces the backend and the configuration of remote
//! states, so that nothing is asked of where the real ones are. Built
//! artifacts are placeholders, whatever the output folder has.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::remote_state::RemoteState;
use super::{Kind, OVERRIDE, RunFolder, copy, json_text, read};
use crate::error::{Error, Result};
use crate::manifest::Stack;
use crate::output::write_if_different;
use crate::placeholder;
use crate::project::{Project, Stage};
use crate::terraform::mock::Mock;

/// The state of a rehearsal, in its folder.
pub(crate) const STATE: &str = "terraform.tfstate";

/// Variables of Terraform's that would lead a rehearsal elsewhere.
const UNWANTED: &[&str] = &[
    "TF_WORKSPACE",
    "TF_DATA_DIR",
    "TF_CLI_ARGS",
    "TF_CLI_ARGS_init",
    "TF_CLI_ARGS_plan",
    "TF_CLI_ARGS_apply",
];

/// The folder for the rehearsals of a stack.
pub(crate) fn folder(project: &Project, stage: &Stage, stack: &str) -> PathBuf {
    let folder = project.root.join(".synth/offline");
    folder.join(stage.folder()).join(stack)
}

/// What is rehearsed.
#[derive(Debug)]
pub(crate) struct Copied<'a> {
    /// The folder that the stack is installed in.
    pub(crate) output: &'a Path,
    /// The workspace with the programs that the stack ships.
    pub(crate) sources: &'a Path,
    pub(crate) stack: &'a Stack,
    /// The remote states of its document.
    pub(crate) reads: &'a [RemoteState],
}

impl RunFolder {
    /// Brings the copy of a stack up to date with the output folder, and
    /// attaches the mock to it.
    pub(crate) fn offline(
        project: &Project,
        stage: &Stage,
        copied: &Copied<'_>,
        mock: Option<&Mock>,
    ) -> Result<Self> {
        let Copied {
            output,
            sources,
            stack,
            reads,
        } = copied;
        let to = folder(project, stage, &stack.name);
        let built: BTreeSet<PathBuf> = stack
            .assets
            .iter()
            .map(|asset| asset.path.clone())
            .collect();
        let mut skipped = built;
        skipped.insert(OVERRIDE.into());
        copy::mirror(&output.join(&stack.working_directory), &to, &skipped)?;
        for asset in &stack.assets {
            placeholder::replace(sources, &to, asset)?;
        }
        let replaced = replacement(&stack.name, reads)?;
        write_if_different(
            &to.join(OVERRIDE),
            &json_text(&replaced),
            &Permissions::from_mode(0o644),
        )?;
        let mut environment: Vec<_> = UNWANTED.iter().map(|name| (name.into(), None)).collect();
        if let Some(mock) = mock {
            let address = Some(mock.address.clone().into());
            environment.push(("TF_REATTACH_PROVIDERS".into(), address));
        }
        let document = stack.document.file_name().unwrap_or_default();
        Ok(Self {
            stack: stack.name.clone(),
            kind: Kind::Offline,
            document: read(&to.join(document))?,
            folder: to,
            environment,
            providers: None,
        })
    }
}

/// What the override file says.
fn replacement(stack: &str, reads: &[RemoteState]) -> Result<Value> {
    let mut states = Map::new();
    for read in reads {
        let Some(producer) = &read.producer else {
            return Err(Error::Config {
                what: format!(
                    "stack `{stack}` reads the remote state `{}`, which belongs to no stack of the app",
                    read.name
                ),
                hint: Some(
                    "a rehearsal has nothing to put in its place; plan without `--offline`"
                        .to_owned(),
                ),
            });
        };
        let config =
            json!({"backend": "local", "config": {"path": format!("../{producer}/{STATE}")}});
        states.insert(read.name.clone(), config);
    }
    let mut replaced = json!({"terraform": {"backend": {"local": {"path": STATE}}}});
    if !states.is_empty() {
        replaced["data"] = json!({ "terraform_remote_state": states });
    }
    Ok(replaced)
}

/// The types that the mock has to know for these stacks: those of their
/// documents, and those that their states still have.
pub(crate) fn types<'a>(
    documents: impl Iterator<Item = &'a Value>,
    states: impl Iterator<Item = PathBuf>,
) -> BTreeSet<String> {
    let mut types = BTreeSet::new();
    for document in documents {
        for kind in ["resource", "data", "ephemeral"] {
            let kinds = document.get(kind).and_then(Value::as_object);
            types.extend(kinds.into_iter().flat_map(|map| map.keys().cloned()));
        }
    }
    for state in states {
        let state = fs::read(state).ok();
        let state: Value = state
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let resources = state["resources"].as_array();
        let names = resources
            .into_iter()
            .flatten()
            .filter_map(|resource| resource["type"].as_str());
        types.extend(names.map(str::to_owned));
    }
    types
}

/// Whether a document asks for a provider that Terraform does not bring along.
pub(crate) fn needs_providers(document: &Value) -> bool {
    let required = document
        .get("terraform")
        .and_then(|terraform| terraform.get("required_providers"));
    required.is_some_and(|required| !required.as_object().is_some_and(Map::is_empty))
        || document.get("provider").is_some()
}
