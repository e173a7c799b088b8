//! What an app comes out as.

use serde_json::{Map, Value as Json};

use crate::annotation::Annotation;
use crate::asset::AssetState;

/// Everything an app comes out as.
#[derive(Debug)]
pub struct Synthesis {
    pub(crate) documents: Vec<Document>,
    pub(crate) manifest: String,
    pub(crate) annotations: Vec<Annotation>,
}

/// One stack's `cdk.tf.json`.
#[derive(Debug)]
pub struct Document {
    pub(crate) stack: String,
    pub(crate) text: String,
    pub(crate) assets: Vec<AssetState>,
}

impl Document {
    /// The stack's name.
    #[must_use]
    pub fn stack(&self) -> &str {
        &self.stack
    }

    /// The document, ending in a newline.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Synthesis {
    /// The document of a stack.
    #[must_use]
    pub fn document(&self, stack: &str) -> Option<&Document> {
        self.documents
            .iter()
            .find(|document| document.stack == stack)
    }

    /// All documents, in the order the stacks were opened.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The manifest, `manifest.json`.
    #[must_use]
    pub fn manifest(&self) -> &str {
        &self.manifest
    }

    /// The notes on all stacks.
    #[must_use]
    pub fn annotations(&self) -> &[Annotation] {
        &self.annotations
    }
}

/// A JSON object.
pub(crate) type JsonObject = Map<String, Json>;
