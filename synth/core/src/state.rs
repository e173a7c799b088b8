//! What an app knows while it is being defined.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use crate::annotation::Annotation;
use crate::aspect::Construct;
use crate::asset::AssetState;
use crate::attachment::Attachments;
use crate::backend::Backend;
use crate::element::{Definition, ElementKind};
use crate::node::Text;
use crate::overrides::Overrides;
use crate::problem::Problem;

/// Shared by the app and every handle into it.
pub(crate) struct AppState {
    pub(crate) id: u32,
    pub(crate) context: serde_json::Map<String, serde_json::Value>,
    pub(crate) stacks: RefCell<Vec<StackState>>,
    pub(crate) problems: RefCell<Vec<Problem>>,
    /// The line that everything is put down to while a pattern runs.
    pub(crate) call_site: Cell<Option<&'static Location<'static>>>,
    pub(crate) attachments: Attachments,
}

impl fmt::Debug for AppState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("App")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl AppState {
    /// A number no other app of this process has, so that a value which strays
    /// from one app into another is caught.
    pub(crate) fn next_id() -> u32 {
        thread_local!(static NEXT: Cell<u32> = const { Cell::new(1) });
        NEXT.with(|next| {
            let id = next.get();
            next.set(id.wrapping_add(1));
            id
        })
    }

    pub(crate) fn problem(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Changes one stack. Handles hold indices that were valid when they were
    /// made, and nothing is ever removed.
    pub(crate) fn with_stack<R>(&self, stack: u32, edit: impl FnOnce(&mut StackState) -> R) -> R {
        edit(&mut self.stacks.borrow_mut()[stack as usize])
    }
}

/// A function that looks at, and may change, every element below a scope.
pub(crate) type AspectFn = Rc<dyn Fn(&mut Construct<'_>)>;

/// A check that runs before anything is written.
pub(crate) type ValidationFn = Rc<dyn Fn() -> Result<(), String>>;

pub(crate) struct StackState {
    pub(crate) name: String,
    pub(crate) location: &'static Location<'static>,
    pub(crate) scopes: Vec<ScopeState>,
    pub(crate) elements: Vec<ElementState>,
    pub(crate) assets: Vec<AssetState>,
    pub(crate) backend: Option<Backend>,
    pub(crate) backend_overrides: Overrides,
    pub(crate) overrides: Overrides,
    pub(crate) dependencies: Vec<u32>,
    pub(crate) required_version: Option<String>,
    pub(crate) required_providers: Vec<RequiredProvider>,
    pub(crate) annotations: Vec<Annotation>,
    pub(crate) aspects: Vec<(u32, AspectFn)>,
    pub(crate) validations: Vec<(u32, ValidationFn)>,
}

/// A provider that a stack asks for by hand.
pub(crate) struct RequiredProvider {
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) version: Option<String>,
}

pub(crate) struct ScopeState {
    pub(crate) parent: u32,
    /// Ids from below the stack down to this scope, joined by `/`; empty for
    /// the stack itself.
    pub(crate) path: String,
    pub(crate) location: &'static Location<'static>,
}

pub(crate) struct ElementState {
    pub(crate) scope: u32,
    pub(crate) id: Text,
    pub(crate) definition: Definition,
    pub(crate) logical_id: Option<Text>,
    pub(crate) overrides: Overrides,
    pub(crate) location: &'static Location<'static>,
}

impl StackState {
    pub(crate) fn new(name: String, location: &'static Location<'static>) -> Self {
        Self {
            name,
            location,
            scopes: vec![ScopeState {
                parent: 0,
                path: String::new(),
                location,
            }],
            elements: Vec::new(),
            assets: Vec::new(),
            backend: None,
            backend_overrides: Overrides::default(),
            overrides: Overrides::default(),
            dependencies: Vec::new(),
            required_version: None,
            required_providers: Vec::new(),
            annotations: Vec::new(),
            aspects: Vec::new(),
            validations: Vec::new(),
        }
    }

    pub(crate) fn add_dependency(&mut self, stack: u32) {
        if !self.dependencies.contains(&stack) {
            self.dependencies.push(stack);
        }
    }

    /// The path below the stack: `scope/id`.
    pub(crate) fn path_below(&self, scope: u32, id: &str) -> String {
        let scope = &self.scopes[scope as usize].path;
        if scope.is_empty() {
            id.to_owned()
        } else {
            format!("{scope}/{id}")
        }
    }

    /// The whole construct path: `stack/scope/id`.
    pub(crate) fn construct_path(&self, scope: u32, id: &str) -> String {
        format!("{}/{}", self.name, self.path_below(scope, id))
    }

    /// The construct path of a scope: `stack/scope`.
    pub(crate) fn scope_path(&self, scope: u32) -> String {
        let below = &self.scopes[scope as usize].path;
        if below.is_empty() {
            self.name.clone()
        } else {
            format!("{}/{below}", self.name)
        }
    }

    /// Whether `scope` is `ancestor` or below it.
    pub(crate) fn is_within(&self, mut scope: u32, ancestor: u32) -> bool {
        loop {
            if scope == ancestor {
                return true;
            }
            if scope == 0 {
                return false;
            }
            scope = self.scopes[scope as usize].parent;
        }
    }
}

impl ElementState {
    pub(crate) fn kind(&self) -> ElementKind {
        self.definition.kind
    }
}
