//! Lines that change: one for a stack, one for each resource under way.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::terraform::event::{Event, Hook, Message, Step};
use crate::ui::Ui;

/// How often elapsed times are brought up to date.
const TICK: Duration = Duration::from_millis(100);

/// The lines at the bottom of a terminal.
#[derive(Debug)]
pub(super) struct Live {
    ui: Ui,
    lines: MultiProgress,
    stacks: Mutex<BTreeMap<String, Stack>>,
}

#[derive(Debug)]
struct Stack {
    line: ProgressBar,
    /// By address.
    resources: BTreeMap<String, ProgressBar>,
    refreshed: u64,
}

impl Live {
    pub(super) fn new(ui: Ui) -> Self {
        Self {
            ui,
            lines: MultiProgress::new(),
            stacks: Mutex::default(),
        }
    }

    pub(super) fn phase(&self, stack: &str, doing: &str) {
        let mut stacks = self.stacks();
        let line = self.line(&mut stacks, stack);
        line.line
            .set_style(style("{spinner} {prefix}: {msg} ({elapsed})"));
        line.line.set_message(doing.to_owned());
        line.line.reset_elapsed();
        line.refreshed = 0;
    }

    pub(super) fn begin(&self, stack: &str, changes: usize) {
        let mut stacks = self.stacks();
        let line = self.line(&mut stacks, stack);
        line.line.set_length(changes as u64);
        line.line.set_position(0);
        line.line.set_style(style(
            "{spinner} {prefix}: apply [{bar:24}] {pos}/{len} ({elapsed})",
        ));
        line.line.reset_elapsed();
    }

    pub(super) fn message(&self, stack: &str, message: &Message) {
        let Event::Hook(Hook {
            step,
            resource,
            action,
        }) = &message.event
        else {
            return;
        };
        let mut stacks = self.stacks();
        let line = self.line(&mut stacks, stack);
        if *step == Step::RefreshEnd {
            line.refreshed += 1;
            line.line
                .set_message(format!("plan, {} looked at", line.refreshed));
            return;
        }
        let address = &resource.addr;
        match (step, action.as_deref()) {
            (Step::Start, Some(action)) if action != "read" => {
                let bar = ProgressBar::new_spinner();
                let bar = self.lines.insert_after(&line.line, bar);
                bar.set_style(style("    {prefix}: {msg} ({elapsed})"));
                bar.set_prefix(address.clone());
                bar.set_message(under_way(action));
                bar.enable_steady_tick(TICK);
                line.resources.insert(address.clone(), bar);
            }
            (Step::Complete | Step::Errored, Some(action)) if action != "read" => {
                if let Some(bar) = line.resources.remove(address) {
                    bar.finish_and_clear();
                    self.lines.remove(&bar);
                }
                line.line.inc(1);
                if !self.ui.is_quiet() {
                    let text = format!("{stack}: {}", message.text);
                    // A closed stderr is nobody's loss.
                    let _ = self.lines.println(text);
                }
            }
            _ => {}
        }
    }

    pub(super) fn end(&self, stack: &str, text: &str) {
        if let Some(line) = self.stacks().remove(stack) {
            for bar in line.resources.values() {
                bar.finish_and_clear();
                self.lines.remove(bar);
            }
            line.line.finish_and_clear();
            self.lines.remove(&line.line);
        }
        self.lines
            .suspend(|| self.ui.status(&format!("{stack}: {text}")));
    }

    pub(super) fn pause<T>(&self, print: impl FnOnce() -> T) -> T {
        self.lines.suspend(print)
    }

    fn stacks(&self) -> MutexGuard<'_, BTreeMap<String, Stack>> {
        self.stacks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The line of a stack; a new one if it has none.
    fn line<'a>(&self, stacks: &'a mut BTreeMap<String, Stack>, name: &str) -> &'a mut Stack {
        stacks.entry(name.to_owned()).or_insert_with(|| {
            let line = self.lines.add(ProgressBar::new_spinner());
            line.set_prefix(name.to_owned());
            line.enable_steady_tick(TICK);
            Stack {
                line,
                resources: BTreeMap::new(),
                refreshed: 0,
            }
        })
    }
}

/// A template that does not parse is one of ours, and shows as the default.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
        .progress_chars("=> ")
}

fn under_way(action: &str) -> String {
    match action {
        "create" => "creating",
        "update" => "updating",
        "delete" => "destroying",
        other => other,
    }
    .to_owned()
}
