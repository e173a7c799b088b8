//! The app: the root of everything.

use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::rc::Rc;

use serde_core::de::DeserializeOwned;

use crate::attachment::Attachments;
use crate::document::Synthesis;
use crate::problem::{Problem, SynthError};
use crate::stack::Stack;
use crate::state::{AppState, StackState};

/// An app: stacks, and the configuration they are made from.
///
/// ```
/// use synth_core::prelude::*;
///
/// let app = App::new();
/// let stack = app.stack("hello");
/// stack.output("greeting", "hello");
/// let synthesis = app.synth()?;
/// assert!(synthesis.document("hello").is_some());
/// # Ok::<(), synth_core::SynthError>(())
/// ```
#[derive(Debug, Clone)]
pub struct App {
    state: Rc<AppState>,
}

impl App {
    /// An app without configuration.
    #[must_use]
    pub fn new() -> Self {
        Self::with_context(serde_json::Map::new())
    }

    /// An app with configuration: what `synth.toml` or `cdktf.json` have as
    /// context, and the stage.
    #[must_use]
    pub fn with_context(context: serde_json::Map<String, serde_json::Value>) -> Self {
        Self {
            state: Rc::new(AppState {
                id: AppState::next_id(),
                context,
                stacks: RefCell::default(),
                problems: RefCell::default(),
                call_site: Cell::new(None),
                attachments: Attachments::default(),
            }),
        }
    }

    /// The context's entry `key`, read as a `T`; `None` where there is none.
    ///
    /// # Errors
    ///
    /// When the entry does not read as a `T`.
    pub fn context<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, serde_json::Error> {
        match self.state.context.get(key) {
            None | Some(serde_json::Value::Null) => Ok(None),
            Some(entry) => serde_json::from_value(entry.clone()).map(Some),
        }
    }

    /// Opens a stack. Its name is the name of its folder in the output, so it
    /// may hold no white space, slash or glob character.
    #[must_use]
    #[track_caller]
    pub fn stack(&self, name: impl Into<String>) -> Stack {
        let name = name.into();
        let location = self.state.put_down_to(Location::caller());
        self.check_name(&name, location);
        let mut stacks = self.state.stacks.borrow_mut();
        stacks.push(StackState::new(name, location));
        let index = u32::try_from(stacks.len() - 1).unwrap_or(u32::MAX);
        Stack::new(Rc::clone(&self.state), index)
    }

    /// Puts the documents together.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the app, at once: names that collide,
    /// stacks that need each other, references that lead nowhere, checks that
    /// failed.
    pub fn synth(&self) -> Result<Synthesis, SynthError> {
        crate::synthesis::synthesize(&self.state)
    }

    pub(crate) fn state(&self) -> &AppState {
        &self.state
    }

    fn check_name(&self, name: &str, location: &'static Location<'static>) {
        let forbidden = |character: char| {
            character.is_whitespace()
                || character.is_control()
                || matches!(
                    character,
                    '/' | '\\' | '*' | '?' | '[' | ']' | '{' | '}' | '!'
                )
        };
        let problem = |message: String| Problem::new(name, message).at(location);
        if name.is_empty() || name == "." || name == ".." {
            self.state
                .problem(problem(format!("`{name}` is no name for a stack")));
        }
        if let Some(character) = name.chars().find(|character| forbidden(*character)) {
            let message = format!("the stack name `{name}` has a {character:?} in it");
            self.state.problem(
                problem(message).hint("use letters, digits, `-` and `_`: it names a folder"),
            );
        }
        if let Some(other) = self
            .state
            .stacks
            .borrow()
            .iter()
            .find(|stack| stack.name == name)
        {
            let first = other.location;
            self.state.problem(problem(format!(
                "two stacks are called `{name}`: one defined at {}:{}, one at {}:{}",
                first.file(),
                first.line(),
                location.file(),
                location.line(),
            )));
        }
    }
}

impl Default for App {
    fn default() -> Self {
        Self::new()
    }
}
