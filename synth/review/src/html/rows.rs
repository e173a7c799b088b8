//! What differs, as rows of a table.

use serde::Serialize;

use crate::model::{Attribute, Difference, Direction, Line, LineKind, Shown, TextKind};

/// A row: a path, and one of the ways to show what differs.
#[derive(Debug, Default, Serialize)]
pub(super) struct Row {
    /// The way to the value; inside a JSON document it goes on after an arrow.
    path: String,
    /// Whether the difference forces a replacement.
    forces: bool,
    /// What a value that is not known yet refers to.
    references: Option<String>,
    /// A value that becomes another.
    value: Option<Pair>,
    /// Lines of a text.
    lines: Option<Text>,
    /// Elements of a set.
    items: Option<Items>,
    /// What a policy allows anew.
    policy: Option<Vec<Statement>>,
    /// Nothing but the form differs.
    form: bool,
}

/// A value before and after.
#[derive(Debug, Serialize)]
struct Pair {
    /// None where there was none.
    before: Option<Cell>,
    /// None where there is none any more.
    after: Option<Cell>,
}

/// A value with its style.
#[derive(Debug, Serialize)]
struct Cell {
    class: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct Text {
    /// How the text was packed, in words.
    packed: Option<&'static str>,
    lines: Vec<Cell>,
}

#[derive(Debug, Serialize)]
struct Items {
    added: Vec<Cell>,
    removed: Vec<Cell>,
    kept: usize,
}

#[derive(Debug, Serialize)]
struct Statement {
    class: &'static str,
    word: &'static str,
    text: String,
}

/// The rows of these differences; what is none of a part has this path.
pub(super) fn rows(attributes: &[Attribute], whole: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    for attribute in attributes {
        let outer = if attribute.path.is_empty() { whole } else { "" };
        add(attribute, outer, &mut rows);
    }
    rows
}

fn add(attribute: &Attribute, outer: &str, rows: &mut Vec<Row>) {
    let path = format!("{outer}{}", attribute.path);
    let mut row = Row {
        forces: attribute.forces_replacement,
        references: (!attribute.references.is_empty()).then(|| attribute.references.join(", ")),
        ..Row::default()
    };
    match &attribute.difference {
        Difference::Value { before, after } => {
            row.value = Some(Pair {
                before: cell(before),
                after: cell(after),
            });
        }
        Difference::Lines { text, lines } => {
            row.lines = Some(Text {
                packed: packed(*text),
                lines: lines.iter().map(line).collect(),
            });
        }
        Difference::Items {
            added,
            removed,
            kept,
        } => {
            row.items = Some(Items {
                added: added.iter().filter_map(cell).collect(),
                removed: removed.iter().filter_map(cell).collect(),
                kept: *kept,
            });
        }
        Difference::Document { changes } => {
            let inner = format!("{path} \u{2192} ");
            for change in changes {
                add(change, &inner, rows);
            }
            return;
        }
        Difference::Policy { changes } => {
            let statement = |change: &crate::model::PolicyChange| {
                let (class, word) = direction(change.direction);
                Statement {
                    class,
                    word,
                    text: change.text.clone(),
                }
            };
            row.policy = Some(changes.iter().map(statement).collect());
        }
        Difference::Form => row.form = true,
    }
    row.path = path;
    rows.push(row);
}

/// A value; none where there is none.
fn cell(shown: &Shown) -> Option<Cell> {
    let (class, text) = match shown {
        Shown::Absent => return None,
        Shown::Known(text) => ("known", text.clone()),
        Shown::Unknown => ("unknown", "known after apply".to_owned()),
        Shown::Sensitive => ("sensitive", "sensitive value".to_owned()),
        Shown::Bytes(count) => ("bytes", format!("{count} bytes that are no text")),
    };
    Some(Cell { class, text })
}

fn line(line: &Line) -> Cell {
    let (class, sign) = match line.kind {
        LineKind::Same => ("same", "  "),
        LineKind::Added => ("added", "+ "),
        LineKind::Removed => ("removed", "- "),
        LineKind::Gap => ("gap", "  "),
    };
    let text = format!("{sign}{}", line.text);
    Cell { class, text }
}

fn packed(text: TextKind) -> Option<&'static str> {
    match text {
        TextKind::Plain => None,
        TextKind::Base64 => Some("decoded from base64"),
        TextKind::Gzip => Some("decoded from base64 and gzip"),
    }
}

fn direction(direction: Direction) -> (&'static str, &'static str) {
    match direction {
        Direction::Wider => ("wider", "allows more"),
        Direction::Narrower => ("narrower", "allows less"),
        Direction::Either => ("either", "differs"),
    }
}
