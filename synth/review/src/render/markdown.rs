//! For a comment on a pull request.
//!
//! The page is made of parts, each with a rank: `findings` and `changes` are the two
//! large ones, `others` is what comes after them, `inline` writes texts so that nothing
//! in them is taken for Markdown.

mod changes;
mod findings;
mod inline;
mod others;

use std::fmt::Write;

use super::describe::clean;
use super::parts::{Parts, Rank};
use crate::model::{Change, Note, Review, Severity, Stack, Verb};
use inline::{cell, plain};

/// The review as GitHub's Markdown, in at most `limit` characters. When it
/// does not fit, the least important is left out, and a note says what.
#[must_use]
pub fn markdown(review: &Review, limit: usize) -> String {
    let mut page = Page(Parts::default());
    page.head(review);
    page.findings(review);
    for stack in &review.stacks {
        page.stack(stack, review.stacks.len() == 1);
    }
    page.notes(&review.notes);
    page.0.fit(limit, |dropped| {
        format!("\n> [!NOTE]\n> Left out for lack of room: {dropped}. The whole review is in its other formats.\n")
    })
}

struct Page(Parts);

impl Page {
    fn head(&mut self, review: &Review) {
        let mut text = format!("## Plan: {}\n\n", review.counts.in_words());
        let tally: Vec<String> = review
            .tally()
            .iter()
            .map(|(severity, count)| format!("{} {count} {severity}", symbol(*severity)))
            .collect();
        if tally.is_empty() {
            text.push_str("No findings.\n\n");
        } else {
            let _ = write!(text, "**Findings:** {}\n\n", tally.join(" · "));
        }
        self.0.add(Rank::Frame, text);
        if review.stacks.len() > 1 {
            let head = "| stack | destroy | replace | change | create | other |\n|---|---:|---:|---:|---:|---|\n";
            self.0.add(Rank::Frame, head);
            for stack in &review.stacks {
                let c = &stack.counts;
                let other: Vec<String> = [
                    (c.forget, "forgotten"),
                    (c.import, "imported"),
                    (c.moved, "moved"),
                    (c.read, "read"),
                    (c.other, "other"),
                    (c.deferred, "deferred"),
                    (c.actions, "actions"),
                    (c.drift, "drifted"),
                ]
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, what)| format!("{count} {what}"))
                .chain(c.outputs_in_words())
                .collect();
                let number = |count: usize| match count {
                    0 => String::new(),
                    count => count.to_string(),
                };
                self.0.add(
                    Rank::Changed,
                    format!(
                        "| {} | {} | {} | {} | {} | {} |\n",
                        cell(&stack.name),
                        number(c.delete),
                        number(c.replace),
                        number(c.update),
                        number(c.create),
                        other.join(", ")
                    ),
                );
            }
            self.0.add(Rank::Frame, "\n");
        }
    }

    fn stack(&mut self, stack: &Stack, alone: bool) {
        if !alone {
            let title = format!("### {}\n\n", plain(&stack.name));
            self.0.add(Rank::Frame, title);
        }
        if stack.is_empty() {
            self.0.add(Rank::Frame, "Nothing changes.\n\n");
        }
        for verb in Verb::ALL {
            let changes: Vec<&Change> = stack
                .changes
                .iter()
                .filter(|change| change.verb == verb && !change.tags_only)
                .collect();
            self.changes(changes::title(verb), &changes);
        }
        let tags: Vec<&Change> = stack
            .changes
            .iter()
            .filter(|change| change.tags_only)
            .collect();
        self.tags(&tags);
        self.outputs(&stack.outputs);
        self.checks(stack);
        self.others(stack);
        self.notes(&stack.notes);
    }

    fn notes(&mut self, notes: &[Note]) {
        for note in notes {
            let text = format!("> {}\n\n", plain(&clean(&note.text)));
            self.0.add(Rank::Frame, text);
        }
    }
}

fn symbol(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "🛑",
        Severity::High => "🔴",
        Severity::Medium => "🟠",
        Severity::Low => "🟡",
        Severity::Info => "🔵",
    }
}
