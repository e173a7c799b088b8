//! Stacks: one document, one state each.

use std::ops::Deref;
use std::rc::Rc;

use crate::backend::Backend;
use crate::element::{Addressable, Element, Ref};
use crate::node::{Node, Text};
use crate::problem::Problem;
use crate::reference::ElementId;
use crate::scope::Scope;
use crate::state::{AppState, RequiredProvider};
use crate::value::IntoNode;

/// A stack: what Terraform plans and applies as a whole. Dereferences to its
/// outermost [`Scope`], which is where elements are added.
#[derive(Debug, Clone)]
pub struct Stack {
    scope: Scope,
}

impl Stack {
    pub(crate) fn new(app: Rc<AppState>, stack: u32) -> Self {
        let index = 0;
        Self {
            scope: Scope { app, stack, index },
        }
    }

    /// Where Terraform keeps the state. Without a call it is a file beside the
    /// output folder, `../../../terraform.NAME.tfstate` seen from the stack's.
    pub fn backend(&self, backend: impl Into<Backend>) {
        let backend = backend.into();
        self.edit(|stack| stack.backend = Some(backend));
    }

    /// Comes after another stack although no value of it is used.
    pub fn depends_on(&self, other: &Self) {
        if !Rc::ptr_eq(&self.scope.app, &other.scope.app) {
            let problem = Problem::new(self.path(), "depends on a stack of another app");
            self.scope.app.problem(problem);
            return;
        }
        self.edit(|stack| stack.add_dependency(other.scope.stack));
    }

    /// Which versions of Terraform can use the document: `>= 1.10`.
    pub fn required_version(&self, constraint: impl Into<String>) {
        let constraint = constraint.into();
        self.edit(|stack| stack.required_version = Some(constraint));
    }

    /// Requires a provider for untyped elements. Bound elements bring their
    /// own requirement, which this replaces for the provider of that name.
    pub fn require_provider(
        &self,
        name: impl Into<String>,
        source: impl Into<String>,
        version: Option<&str>,
    ) {
        let required = RequiredProvider {
            name: name.into(),
            source: source.into(),
            version: version.map(str::to_owned),
        };
        self.edit(|stack| stack.required_providers.push(required));
    }

    /// Sets any place in the finished document. The path's names are
    /// separated by dots (`\.` is a dot inside a name); a number is a place in
    /// an array.
    pub fn set_override(&self, path: &str, value: impl IntoNode) {
        let value = value.into_node();
        self.edit(|stack| stack.overrides.push(path, Some(value)));
    }

    /// Removes any place from the finished document.
    pub fn remove_override(&self, path: &str) {
        self.edit(|stack| stack.overrides.push(path, None));
    }

    /// Sets any place in the backend's settings.
    pub fn set_backend_override(&self, path: &str, value: impl IntoNode) {
        let value = value.into_node();
        self.edit(|stack| stack.backend_overrides.push(path, Some(value)));
    }

    /// Removes any place from the backend's settings.
    pub fn remove_backend_override(&self, path: &str) {
        self.edit(|stack| stack.backend_overrides.push(path, None));
    }

    fn edit(&self, edit: impl FnOnce(&mut crate::state::StackState)) {
        self.scope.app.with_stack(self.scope.stack, edit);
    }
}

impl Deref for Stack {
    type Target = Scope;

    fn deref(&self) -> &Scope {
        &self.scope
    }
}

impl<E: Element> Ref<E> {
    /// Gives the element this name in the document, whatever its path.
    pub fn override_logical_id(&self, id: impl Into<Text>) {
        let id = id.into();
        self.edit(|element| element.logical_id = Some(id));
    }

    /// Sets any place in the finished JSON of the element. See
    /// [`Stack::set_override`] for the path.
    pub fn set_override(&self, path: &str, value: impl IntoNode) {
        let value = value.into_node();
        self.edit(|element| element.overrides.push(path, Some(value)));
    }

    /// Removes any place from the finished JSON of the element.
    pub fn remove_override(&self, path: &str) {
        self.edit(|element| element.overrides.push(path, None));
    }

    /// Sets an argument after the element was added, replacing what was there.
    /// Patterns aggregate into one resource with it.
    pub fn set_argument(&self, name: impl Into<Text>, value: impl IntoNode) {
        let (name, value) = (name.into(), value.into_node());
        self.edit(|element| element.definition.body.set(name, value));
    }

    /// What an argument was set to, by name.
    #[must_use]
    pub fn get_argument(&self, name: &str) -> Option<Node> {
        let id = self.element_id();
        self.scope().app.with_stack(id.stack, |stack| {
            let body = &stack.elements[id.index as usize].definition.body;
            body.get(name).cloned()
        })
    }

    /// Puts another definition in its place, under the same id, with the
    /// meta-arguments of the new one. Patterns rewrite with it what they have
    /// collected for a resource that may exist once.
    pub fn redefine(&self, element: E) {
        let definition = element.define();
        self.edit(|element| element.definition = definition);
    }

    /// The id it was added under.
    #[must_use]
    pub fn id_in_scope(&self) -> Text {
        let id = self.element_id();
        self.scope().app.with_stack(id.stack, |stack| {
            stack.elements[id.index as usize].id.clone()
        })
    }

    /// The construct path: `stack/scope/id`.
    #[must_use]
    pub fn path(&self) -> String {
        let id = self.element_id();
        self.scope().app.with_stack(id.stack, |stack| {
            let element = &stack.elements[id.index as usize];
            stack.construct_path(element.scope, &element.id)
        })
    }

    /// Waits for another element although no value of it is used; for what is
    /// found out after the element was added.
    pub fn add_dependency(&self, other: &dyn Addressable) {
        let other: ElementId = other.element_id();
        self.edit(|element| element.definition.meta.edit().depends_on.push(other));
    }

    fn edit(&self, edit: impl FnOnce(&mut crate::state::ElementState)) {
        let id = self.element_id();
        self.scope().app.with_stack(id.stack, |stack| {
            edit(&mut stack.elements[id.index as usize]);
        });
    }
}
