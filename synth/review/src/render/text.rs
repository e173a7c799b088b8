//! For a terminal.

use std::fmt::Write;

use super::describe::{Row, Sign, clean, output_rows, remarks, rows};
use crate::model::{
    Change, CheckStatus, Finding, Note, OutputChange, Review, Severity, Stack, Verb,
};

/// How many lines of a resource's differences are shown.
const MOST_ROWS: usize = 60;

/// How a review is shown in a terminal.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextOptions {
    /// With colours.
    pub colour: bool,
    /// All lines of long differences.
    pub whole: bool,
}

/// The review as text.
#[must_use]
pub fn text(review: &Review, options: TextOptions) -> String {
    let mut page = Page {
        text: String::new(),
        options,
    };
    for stack in &review.stacks {
        page.stack(stack);
    }
    if review.stacks.len() != 1 {
        page.line(&format!("All stacks: {}", review.counts.in_words()));
    }
    page.notes(&review.notes);
    page.text
}

struct Page {
    text: String,
    options: TextOptions,
}

const BOLD: &str = "1";
const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const DIM: &str = "2";

impl Page {
    fn stack(&mut self, stack: &Stack) {
        let title = format!("{}: {}", clean(&stack.name), stack.counts.in_words());
        let title = self.paint(BOLD, &title);
        self.line(&title);
        if !stack.findings.is_empty() {
            self.line("");
        }
        for finding in &stack.findings {
            self.finding(finding);
        }
        let mut tags = 0;
        for change in &stack.changes {
            if change.tags_only && !self.options.whole {
                tags += 1;
                continue;
            }
            self.line("");
            self.change(change);
        }
        if tags > 0 {
            self.line("");
            let noun = if tags == 1 { "resource" } else { "resources" };
            self.line(&format!("  ~   {tags} {noun} in which only tags change"));
        }
        self.outputs(&stack.outputs);
        self.rest(stack);
        self.notes(&stack.notes);
        self.line("");
    }

    fn finding(&mut self, finding: &Finding) {
        let severity = match finding.severity {
            Severity::Critical | Severity::High => self.paint(RED, finding.severity.name()),
            Severity::Medium => self.paint(YELLOW, finding.severity.name()),
            Severity::Low | Severity::Info => self.paint(DIM, finding.severity.name()),
        };
        let about = finding
            .address
            .as_ref()
            .map(|address| format!("{}: ", clean(address)))
            .unwrap_or_default();
        self.line(&format!(
            "  {severity}: {about}{} [{}]",
            clean(&finding.title),
            finding.rule
        ));
        self.line(&format!("      {}", clean(&finding.what)));
        if !finding.advice.is_empty() {
            self.line(&format!("      -> {}", clean(&finding.advice)));
        }
        let construct = finding.construct.as_deref().map(clean);
        let source = finding.source.as_ref().map(|source| {
            let column = source.column.map(|column| format!(":{column}"));
            format!(
                "{}:{}{}",
                clean(&source.file),
                source.line,
                column.unwrap_or_default()
            )
        });
        match (construct, source) {
            (Some(construct), Some(source)) => {
                self.line(&format!("      at {source} ({construct})"));
            }
            (Some(one), None) | (None, Some(one)) => {
                self.line(&format!("      at {one}"));
            }
            (None, None) => {}
        }
    }

    fn change(&mut self, change: &Change) {
        let sign = format!("{:<3}", change.verb.sign());
        let sign = match change.verb {
            Verb::Delete | Verb::Replace => self.paint(RED, &sign),
            Verb::Create => self.paint(GREEN, &sign),
            Verb::Update | Verb::Forget | Verb::Other => self.paint(YELLOW, &sign),
            Verb::Read | Verb::Keep => sign,
        };
        let mut line = format!("  {sign} {}", clean(&change.address));
        for remark in remarks(change) {
            let _ = write!(line, ", {remark}");
        }
        self.line(&line);
        self.rows(&rows(&change.attributes));
        if !change.computed.is_empty() && change.verb != Verb::Create {
            let text = format!("  known after apply: {}", change.computed.join(", "));
            let text = self.paint(DIM, &clean(&text));
            self.line(&format!("      {text}"));
        }
    }

    fn rows(&mut self, rows: &[Row]) {
        let most = if self.options.whole {
            usize::MAX
        } else {
            MOST_ROWS
        };
        for row in rows.iter().take(most) {
            let text = format!("{} {}", row.sign.symbol(), row.text);
            let text = match row.sign {
                Sign::Added => self.paint(GREEN, &text),
                Sign::Removed => self.paint(RED, &text),
                Sign::Changed => self.paint(YELLOW, &text),
                Sign::Same => text,
            };
            self.line(&format!(
                "      {}{}",
                "  ".repeat(row.depth),
                text.trim_end()
            ));
        }
        if rows.len() > most {
            self.line(&format!("      ... {} more lines", rows.len() - most));
        }
    }

    fn outputs(&mut self, outputs: &[OutputChange]) {
        if outputs.is_empty() {
            return;
        }
        self.line("");
        self.line("  Outputs");
        for output in outputs {
            self.rows(&output_rows(output));
        }
    }

    fn rest(&mut self, stack: &Stack) {
        if !stack.drift.is_empty() {
            self.line("");
            self.line("  Changed outside Terraform");
            for change in &stack.drift {
                self.change(change);
            }
        }
        if !stack.deferred.is_empty() {
            self.line("");
            self.line("  Deferred to a further plan");
            for deferred in &stack.deferred {
                let sign = deferred.change.verb.sign();
                let address = clean(&deferred.change.address);
                self.line(&format!(
                    "      {sign} {address}: {}",
                    clean(&deferred.reason)
                ));
            }
        }
        if !stack.actions.is_empty() {
            self.line("");
            self.line("  Actions that are called");
            for action in &stack.actions {
                let trigger = action
                    .trigger
                    .as_ref()
                    .map(|trigger| format!(", {}", clean(trigger)));
                self.line(&format!(
                    "      {}{}",
                    clean(&action.address),
                    trigger.unwrap_or_default()
                ));
            }
        }
        let failing: Vec<_> = stack
            .checks
            .iter()
            .filter(|check| check.status != CheckStatus::Pass)
            .collect();
        if !failing.is_empty() {
            self.line("");
            self.line("  Checks");
            for check in failing {
                self.line(&format!(
                    "      {} {}",
                    clean(&check.address),
                    check.status.name()
                ));
                for problem in &check.problems {
                    self.line(&format!("        {}", clean(problem)));
                }
            }
        }
    }

    fn notes(&mut self, notes: &[Note]) {
        for note in notes {
            self.line(&format!("  note: {}", clean(&note.text)));
        }
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn paint(&self, style: &str, text: &str) -> String {
        if self.options.colour {
            format!("\u{1b}[{style}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}
