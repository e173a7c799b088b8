//! Resources and outputs, and what differs in them.

use std::fmt::Write;

use super::Page;
use super::inline::{code, fenced, inline, plain};
use crate::model::{Change, OutputChange, Verb};
use crate::render::describe::{clean, output_rows, remarks, rows};
use crate::render::parts::Rank;

/// How many attributes are named above the details.
const MOST_NAMES: usize = 5;

impl Page {
    pub(super) fn changes(&mut self, title: &str, changes: &[&Change]) {
        let Some(first) = changes.first() else {
            return;
        };
        self.0
            .add(Rank::Frame, format!("**{title}** ({})\n\n", changes.len()));
        let (rank, detail) = ranks(first.verb);
        for change in changes {
            let mut line = format!("- `{}` {}", change.verb.sign(), code(&change.address));
            if change.stateful && matches!(change.verb, Verb::Delete | Verb::Replace) {
                line.push_str(" **holds data**");
            }
            for remark in remarks(change) {
                let _ = write!(line, ", {}", plain(&remark));
            }
            line.push('\n');
            self.0.add(rank, line);
            if let Some(text) = detail_of(change) {
                self.0.add(detail, text);
            }
        }
        self.0.add(Rank::Frame, "\n");
    }

    pub(super) fn tags(&mut self, changes: &[&Change]) {
        if changes.is_empty() {
            return;
        }
        let text = format!(
            "<details><summary>Only tags change ({})</summary>\n\n",
            changes.len()
        );
        self.0.add(Rank::Frame, text);
        for change in changes {
            let rows = rows(&change.attributes);
            let rows: Vec<String> = rows
                .iter()
                .map(|row| code(&format!("{} {}", row.sign.symbol(), row.text)))
                .collect();
            self.0.add(
                Rank::Minor,
                format!("- {}: {}\n", code(&change.address), rows.join(" ")),
            );
        }
        self.0.add(Rank::Frame, "\n</details>\n\n");
    }

    pub(super) fn outputs(&mut self, outputs: &[OutputChange]) {
        if outputs.is_empty() {
            return;
        }
        self.0
            .add(Rank::Frame, format!("**Outputs** ({})\n\n", outputs.len()));
        for output in outputs {
            let rows = output_rows(output);
            let text = match rows.as_slice() {
                [one] => code(&format!("{} {}", one.sign.symbol(), one.text)),
                _ => format!("`{}` {}", output.verb.sign(), code(&output.name)),
            };
            let mut text = format!("- {text}\n");
            if rows.len() > 1 {
                text.push_str(&fenced(&rows, "  "));
            }
            self.0.add(Rank::Output, text);
        }
        self.0.add(Rank::Frame, "\n");
    }
}

pub(super) fn title(verb: Verb) -> &'static str {
    match verb {
        Verb::Delete => "Destroyed",
        Verb::Replace => "Replaced",
        Verb::Update => "Changed",
        Verb::Create => "Created",
        Verb::Forget => "Forgotten",
        Verb::Read => "Read when applied",
        Verb::Other => "Other",
        Verb::Keep => "Moved or imported, and otherwise unchanged",
    }
}

fn ranks(verb: Verb) -> (Rank, Rank) {
    match verb {
        Verb::Delete | Verb::Replace => (Rank::Destroyed, Rank::DestroyedDetail),
        Verb::Update | Verb::Forget | Verb::Other => (Rank::Changed, Rank::ChangedDetail),
        Verb::Create => (Rank::Created, Rank::CreatedDetail),
        Verb::Read | Verb::Keep => (Rank::Moved, Rank::Moved),
    }
}

fn detail_of(change: &Change) -> Option<String> {
    let rows = rows(&change.attributes);
    if rows.is_empty() && change.computed.is_empty() {
        return None;
    }
    let summary = match (change.verb, change.attributes.len()) {
        (_, 0) => "known after apply".to_owned(),
        (Verb::Delete, _) => "what it is".to_owned(),
        (Verb::Create, 1) => "1 attribute".to_owned(),
        (Verb::Create, count) => format!("{count} attributes"),
        _ => named(change),
    };
    let mut text = format!("  <details><summary>{summary}</summary>\n\n");
    if !rows.is_empty() {
        text.push_str(&fenced(&rows, "  "));
    }
    if !change.computed.is_empty() && change.verb != Verb::Create {
        let names = clean(&change.computed.join(", "));
        let _ = write!(text, "\n  Known after apply: {}\n", code(&names));
    }
    text.push_str("\n  </details>\n");
    Some(text)
}

/// Which attributes differ, as a line of HTML; the first few of many.
fn named(change: &Change) -> String {
    let mut names: Vec<&str> = Vec::new();
    for attribute in &change.attributes {
        let name = crate::diff::top(&attribute.path);
        if !names.contains(&name) && names.len() <= MOST_NAMES {
            names.push(name);
        }
    }
    let more = names.len() > MOST_NAMES;
    names.truncate(MOST_NAMES);
    let mut text = inline(&names.join(", "));
    if more {
        text.push_str(", ...");
    }
    text
}
