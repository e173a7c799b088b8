//! Telling that cargo works.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::builder::Plan;
use super::workspace::Program;
use crate::error::plural;
use crate::ui::Ui;

/// How often the line moves.
const TICK: Duration = Duration::from_millis(200);

/// A line when it begins, and on a terminal one that moves until it ends.
pub(super) struct Progress {
    bar: ProgressBar,
    built: Cell<usize>,
}

impl Progress {
    pub(super) fn start(ui: Ui, program: &Program, plan: &Plan, profile: &str) -> Self {
        ui.status(&format!(
            "building {} for {} with {} (profile {profile})",
            program.package,
            plan.target.architecture.name(),
            plan.builder
        ));
        let bar = if ui.is_quiet() || !io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(TICK);
            bar
        };
        Self {
            bar,
            built: Cell::new(0),
        }
    }

    /// One more crate is there.
    pub(super) fn built(&self, name: &str) {
        self.built.set(self.built.get() + 1);
        let count = self.built.get();
        let crates = plural(count, "crate");
        self.bar
            .set_message(format!("{count} {crates}, the last is {name}"));
    }

    /// Passes a line of cargo's on.
    pub(super) fn say(&self, line: &[u8]) {
        self.bar.suspend(|| {
            // A closed stderr is nobody's loss.
            let mut stderr = io::stderr().lock();
            let _ = stderr
                .write_all(line)
                .and_then(|()| stderr.write_all(b"\n"));
        });
    }

    /// Takes the moving line away.
    pub(super) fn finish(self) {
        self.bar.finish_and_clear();
    }
}
