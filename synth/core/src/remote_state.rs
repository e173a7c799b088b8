//! Reading the outputs of a state by hand.

use serde_json::Value as Json;

use crate::backend::Backend;
use crate::body::Body;
use crate::element::{Definition, Element, ElementKind};
use crate::expr::{Expr, Step};
use crate::meta::Meta;
use crate::node::{Node, Text};
use crate::terraform_data::BUILTIN;
use crate::value::{IntoNode, Value};

/// The outputs of a state that some other project keeps. Between stacks of
/// one app nothing of this is needed: use the value, and the wiring follows.
///
/// ```
/// use synth_core::prelude::*;
/// use synth_core::{LocalBackend, RemoteState};
/// let app = App::new();
/// let stack = app.stack("example");
/// let network = stack.add("network", RemoteState::new(LocalBackend::new("net.tfstate")));
/// stack.output("vpc", network.output::<String>("vpc_id"));
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct RemoteState {
    body: Body,
    meta: Meta,
}

impl RemoteState {
    /// The state that this backend keeps.
    pub fn new(backend: impl Into<Backend>) -> Self {
        let backend = backend.into();
        let mut body = Body::untyped();
        body.set("backend", backend.kind.clone().into_node());
        body.set("config", Json::Object(backend.remote_state_config()).into());
        Self {
            body,
            meta: Meta::default(),
        }
    }

    /// The workspace whose state is read; Terraform's default is `default`.
    pub fn workspace(mut self, workspace: impl Into<Value<String>>) -> Self {
        self.body.set("workspace", workspace.into().into_node());
        self
    }

    /// What an output is when the state does not have it.
    pub fn default_output(mut self, name: impl Into<Text>, value: impl IntoNode) -> Self {
        let mut defaults = match self.body.get("defaults") {
            Some(Node::Map(entries)) => entries.clone(),
            _ => Vec::new(),
        };
        defaults.push((name.into(), value.into_node()));
        self.body.set("defaults", Node::Map(defaults));
        self
    }
}

/// Outputs by name.
#[derive(Debug, Clone)]
pub struct RemoteStateAttributes(Expr);

impl RemoteStateAttributes {
    /// The output `name`, called a `T`.
    #[must_use]
    pub fn output<T>(&self, name: impl Into<Text>) -> Value<T> {
        let outputs = self.0.nested("outputs");
        outputs.step(Step::Attribute(name.into())).into_value()
    }
}

impl From<Expr> for RemoteStateAttributes {
    fn from(expr: Expr) -> Self {
        Self(expr)
    }
}

impl Element for RemoteState {
    type Attributes = RemoteStateAttributes;

    fn define(self) -> Definition {
        Definition {
            kind: ElementKind::DataSource,
            type_name: "terraform_remote_state".into(),
            provider: Some(&BUILTIN),
            body: self.body,
            meta: self.meta,
        }
    }

    crate::element_parts!();
}
