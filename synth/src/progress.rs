//! What is under way, for people and for programs.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::terraform::event::{Event, Message, Step};
use crate::ui::Ui;

mod live;

use live::Live;

/// How progress is shown.
#[derive(Debug)]
pub(crate) struct Progress {
    ui: Ui,
    shown: Shown,
}

#[derive(Debug)]
enum Shown {
    /// A line for each event.
    Lines,
    /// Lines that change, in a terminal.
    Live(Live),
    /// A JSON object for each event, on stdout.
    Json,
}

impl Progress {
    /// A terminal gets lines that change, everything else lines that stay.
    pub(crate) fn new(ui: Ui, json: bool) -> Self {
        let terminal = io::stderr().is_terminal() && std::env::var_os("CI").is_none();
        let shown = if json {
            Shown::Json
        } else if terminal && !ui.is_quiet() {
            Shown::Live(Live::new(ui))
        } else {
            Shown::Lines
        };
        Self { ui, shown }
    }

    /// Whether stdout is for events.
    pub(crate) fn is_json(&self) -> bool {
        matches!(self.shown, Shown::Json)
    }

    /// A stack goes on to something: `init`, `plan`.
    pub(crate) fn phase(&self, stack: &str, doing: &str) {
        match &self.shown {
            Shown::Lines => self.ui.status(&format!("{stack}: {doing}")),
            Shown::Live(live) => live.phase(stack, doing),
            Shown::Json => event(&json!({"type": "synth_phase", "stack": stack, "phase": doing})),
        }
    }

    /// An apply begins that has so many changes.
    pub(crate) fn begin(&self, stack: &str, changes: usize) {
        match &self.shown {
            Shown::Lines => self.ui.status(&format!("{stack}: apply")),
            Shown::Live(live) => live.begin(stack, changes),
            Shown::Json => event(
                &json!({"type": "synth_phase", "stack": stack, "phase": "apply", "changes": changes}),
            ),
        }
    }

    /// Terraform said something about a stack.
    pub(crate) fn message(&self, stack: &str, line: &str, message: &Message) {
        match &self.shown {
            Shown::Lines => {
                if let Some(text) = worth_a_line(message) {
                    self.ui.status(&format!("{stack}: {text}"));
                }
            }
            Shown::Live(live) => live.message(stack, message),
            Shown::Json => pass_on(stack, line),
        }
    }

    /// A stack is done with what it was doing.
    pub(crate) fn end(&self, stack: &str, text: &str) {
        match &self.shown {
            Shown::Lines => self.ui.status(&format!("{stack}: {text}")),
            Shown::Live(live) => live.end(stack, text),
            Shown::Json => event(&json!({"type": "synth_end", "stack": stack, "text": text})),
        }
    }

    /// Does something that prints, without lines in its way.
    pub(crate) fn pause<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.shown {
            Shown::Live(live) => live.pause(print),
            Shown::Lines | Shown::Json => print(),
        }
    }

    /// An event of ours, where a program reads along.
    pub(crate) fn own(&self, value: &Value) {
        if self.is_json() {
            event(value);
        }
    }
}

/// What people want to know where lines stay: that a resource begins, goes on
/// and ends. Not that it was looked at.
fn worth_a_line(message: &Message) -> Option<&str> {
    match &message.event {
        Event::Hook(hook) if hook.action.as_deref() == Some("read") => None,
        Event::Hook(hook) => match hook.step {
            Step::Start | Step::Progress | Step::Complete | Step::Errored | Step::Other => {
                Some(&message.text)
            }
            Step::RefreshStart | Step::RefreshEnd => None,
        },
        _ => None,
    }
}

/// Lines of several stacks are not mixed.
static STDOUT: Mutex<()> = Mutex::new(());

fn event(value: &Value) {
    let _one = STDOUT.lock().unwrap_or_else(PoisonError::into_inner);
    // A reader who has seen enough is not a failure.
    let _ = writeln!(io::stdout().lock(), "{value}");
}

/// Terraform's own line, with the stack in it.
fn pass_on(stack: &str, line: &str) {
    let fields = serde_json::from_str::<BTreeMap<String, Value>>(line);
    match fields {
        Ok(mut fields) => {
            fields.insert("stack".to_owned(), json!(stack));
            event(&json!(fields));
        }
        Err(_) => event(&json!({"type": "text", "stack": stack, "text": line})),
    }
}
