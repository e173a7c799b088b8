//! Where Terraform works on a stack.
//!
//! ```text
//! out/stacks/NAME/                 for real
//! .synth/offline/STAGE/NAME/       a rehearsal: local state, no remote state
//! .synth/preview/STAGE/NAME/       what may come of a plan of another stack
//! ```

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::document::Document;
use crate::error::{Error, Result};
use crate::manifest::Stack;

mod backend;
mod copy;
pub(crate) mod offline;
pub(crate) mod preview;
pub(crate) mod remote_state;

/// The name of the file that replaces parts of a document in a copy.
const OVERRIDE: &str = "_override.tf.json";
/// What Terraform fills in the folder.
pub(crate) const TERRAFORM: &str = ".terraform";

/// What a folder is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// Deployments.
    Live,
    /// Rehearsals on the mock provider.
    Offline,
    /// Plans that are only looked at.
    Preview,
}

/// A folder with a stack's document, and what Terraform needs beside it.
#[derive(Debug)]
pub(crate) struct RunFolder {
    pub(crate) stack: String,
    pub(crate) kind: Kind,
    /// Absolute.
    pub(crate) folder: PathBuf,
    /// What the app wrote; overrides are not in it.
    pub(crate) document: Document,
    /// Variables to set, or to remove.
    environment: Vec<(OsString, Option<OsString>)>,
    /// Where another folder has the same providers.
    providers: Option<PathBuf>,
}

impl RunFolder {
    /// The stack's folder in the output folder.
    pub(crate) fn live(output: &Path, stack: &Stack) -> Result<Self> {
        Ok(Self {
            stack: stack.name.clone(),
            kind: Kind::Live,
            folder: output.join(&stack.working_directory),
            document: read(&output.join(&stack.document))?,
            environment: Vec::new(),
            providers: None,
        })
    }

    /// Variables to set, or to remove, for Terraform in this folder.
    pub(crate) fn environment(&self) -> &[(OsString, Option<OsString>)] {
        &self.environment
    }

    /// Where the providers are that `init` need not download.
    pub(crate) fn provider_folder(&self) -> Option<&Path> {
        self.providers.as_deref().filter(|folder| folder.is_dir())
    }

    /// Where the plan of a run is put, until it is applied or given up. It may
    /// contain what is secret.
    pub(crate) fn plan_file(&self) -> PathBuf {
        self.folder.join(TERRAFORM).join("synth.tfplan")
    }

    /// The file that holds the state, if a file does: what Terraform will use
    /// in this folder.
    pub(crate) fn state_file(&self) -> Option<PathBuf> {
        if self.kind == Kind::Offline {
            return Some(self.folder.join(offline::STATE));
        }
        backend::state_file(self.document.value(), &self.folder)
    }
}

/// The document of a stack.
fn read(path: &Path) -> Result<Document> {
    Document::read(path).ok_or_else(|| Error::Unusable {
        what: format!("{} is not JSON", crate::paths::shown(path)),
        hint: Some("run without `--skip-synth`, or look at what the app wrote".to_owned()),
    })
}

/// The text of a JSON file of ours.
fn json_text(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}
