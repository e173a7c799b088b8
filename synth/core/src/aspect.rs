//! What an aspect is shown.

use crate::annotation::{Annotation, Level};
use crate::element::ElementKind;
use crate::meta::Lifecycle;
use crate::node::{Node, Text};
use crate::schema::FieldKind;
use crate::schema::flags::{OPTIONAL, REQUIRED};
use crate::state::ElementState;
use crate::value::IntoNode;

/// One element, seen by an aspect. See [`Scope::aspect`](crate::Scope::aspect).
pub struct Construct<'a> {
    pub(crate) element: &'a mut ElementState,
    pub(crate) path: String,
    pub(crate) annotations: &'a mut Vec<Annotation>,
}

impl Construct<'_> {
    /// The construct path: `stack/scope/id`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> ElementKind {
        self.element.definition.kind
    }

    /// Terraform's type: `aws_s3_bucket`; empty where the kind has none.
    #[must_use]
    pub fn type_name(&self) -> &str {
        &self.element.definition.type_name
    }

    /// Whether its binding has an argument of this name that may be set.
    /// Always false for what has no binding.
    #[must_use]
    pub fn accepts(&self, argument: &str) -> bool {
        let field = self.element.definition.body.schema().field(argument);
        field.is_some_and(|field| match field.kind {
            FieldKind::Block { .. } => true,
            _ => field.flags & (OPTIONAL | REQUIRED) != 0,
        })
    }

    /// What was set under this name.
    #[must_use]
    pub fn get(&self, argument: &str) -> Option<&Node> {
        self.element.definition.body.get(argument)
    }

    /// Sets an argument by name, replacing what was there.
    pub fn set(&mut self, argument: impl Into<Text>, value: impl IntoNode) {
        self.element
            .definition
            .body
            .set(argument, value.into_node());
    }

    /// Edits the lifecycle.
    pub fn lifecycle(&mut self, edit: impl FnOnce(Lifecycle) -> Lifecycle) {
        let slot = &mut self.element.definition.meta.edit().lifecycle;
        *slot = Some(edit(slot.take().unwrap_or_default()));
    }

    /// Notes something about it.
    pub fn annotate(&mut self, level: Level, message: impl Into<String>) {
        self.annotations.push(Annotation {
            construct_path: self.path.clone(),
            level,
            message: message.into(),
        });
    }
}
