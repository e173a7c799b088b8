//! What is told after the changes: checks, what is deferred, what is called, what
//! was changed outside Terraform.

use std::fmt::Write;

use super::Page;
use super::inline::{code, fenced, plain};
use crate::model::{CheckStatus, Stack};
use crate::render::describe::{clean, rows};
use crate::render::parts::Rank;

impl Page {
    pub(super) fn checks(&mut self, stack: &Stack) {
        let shown: Vec<_> = stack
            .checks
            .iter()
            .filter(|check| check.status != CheckStatus::Pass)
            .collect();
        if shown.is_empty() {
            return;
        }
        self.0.add(Rank::Frame, "**Checks**\n\n");
        for check in shown {
            let mut text = format!("- {} {}", code(&check.address), check.status.name());
            for problem in &check.problems {
                let _ = write!(text, ": {}", plain(&clean(problem)));
            }
            text.push('\n');
            self.0.add(Rank::Check, text);
        }
        self.0.add(Rank::Frame, "\n");
    }

    pub(super) fn others(&mut self, stack: &Stack) {
        if !stack.deferred.is_empty() {
            self.0
                .add(Rank::Frame, "**Deferred to a further plan**\n\n");
            for deferred in &stack.deferred {
                let sign = deferred.change.verb.sign();
                let address = code(&deferred.change.address);
                let text = format!("- `{sign}` {address}: {}\n", plain(&deferred.reason));
                self.0.add(Rank::Changed, text);
            }
            self.0.add(Rank::Frame, "\n");
        }
        if !stack.actions.is_empty() {
            self.0.add(Rank::Frame, "**Actions that are called**\n\n");
            for action in &stack.actions {
                let trigger = action
                    .trigger
                    .as_deref()
                    .map(|trigger| format!(", {}", plain(trigger)));
                let text = format!(
                    "- {}{}\n",
                    code(&action.address),
                    trigger.unwrap_or_default()
                );
                self.0.add(Rank::Changed, text);
            }
            self.0.add(Rank::Frame, "\n");
        }
        if !stack.drift.is_empty() {
            let text = format!(
                "<details><summary>Changed outside Terraform ({})</summary>\n\n",
                stack.drift.len()
            );
            self.0.add(Rank::Frame, text);
            for change in &stack.drift {
                let mut text = format!("- `{}` {}\n", change.verb.sign(), code(&change.address));
                text.push_str(&fenced(&rows(&change.attributes), "  "));
                self.0.add(Rank::Drift, text);
            }
            self.0.add(Rank::Frame, "\n</details>\n\n");
        }
    }
}
