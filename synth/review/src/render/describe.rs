//! Differences as lines with a sign, for every format that is text.

use crate::model::{
    Attribute, Change, Difference, Direction, LineKind, OutputChange, PolicyChange, Shown,
    TextKind, Verb,
};
use crate::template;

/// How many characters of a line are shown.
const LONGEST: usize = 400;

/// What a line says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Sign {
    Added,
    Removed,
    Changed,
    Same,
}

impl Sign {
    pub(super) fn symbol(self) -> char {
        match self {
            Self::Added => '+',
            Self::Removed => '-',
            Self::Changed => '~',
            Self::Same => ' ',
        }
    }
}

/// A line of a difference: clean, of bounded length.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Row {
    pub(super) sign: Sign,
    /// How deep it is inside what is above.
    pub(super) depth: usize,
    pub(super) text: String,
}

/// The rows of all differences of a resource.
pub(super) fn rows(attributes: &[Attribute]) -> Vec<Row> {
    let mut rows = Vec::new();
    for attribute in attributes {
        add(attribute, 0, &mut rows);
    }
    rows
}

/// The rows of an output, with its name.
pub(super) fn output_rows(output: &OutputChange) -> Vec<Row> {
    let mut rows = Vec::new();
    for attribute in &output.differences {
        let name = &output.name;
        let path = match attribute.path.as_str() {
            "" => name.clone(),
            path if path.starts_with('[') => format!("{name}{path}"),
            path => format!("{name}.{path}"),
        };
        let named = Attribute {
            path,
            ..attribute.clone()
        };
        add(&named, 0, &mut rows);
    }
    if rows.is_empty() {
        let (sign, what) = match output.verb {
            Verb::Create => (Sign::Added, "without a value"),
            Verb::Delete => (Sign::Removed, "had no value"),
            _ => (
                Sign::Changed,
                "the value stays; its type differs, or whether it is sensitive",
            ),
        };
        let text = clean(&format!("{}: ({what})", output.name));
        let depth = 0;
        rows.push(Row { sign, depth, text });
    }
    rows
}

fn add(attribute: &Attribute, depth: usize, rows: &mut Vec<Row>) {
    let path = if attribute.path.is_empty() {
        "value"
    } else {
        &attribute.path
    };
    let forces = if attribute.forces_replacement {
        "  # forces replacement"
    } else {
        ""
    };
    let mut row = |sign, depth, text: String| {
        rows.push(Row {
            sign,
            depth,
            text: clean(&text),
        });
    };
    match &attribute.difference {
        Difference::Value { before, after } => {
            let (sign, text) = value(before, after, &attribute.references);
            row(sign, depth, format!("{path}: {text}{forces}"));
        }
        Difference::Form => {
            let what = "only the order, or how it is written, differs";
            row(Sign::Changed, depth, format!("{path}: ({what}){forces}"));
        }
        Difference::Lines { text, lines } => {
            let kind = match text {
                TextKind::Plain => "",
                TextKind::Base64 => " (decoded from base64)",
                TextKind::Gzip => " (decoded from base64, unpacked)",
            };
            row(Sign::Changed, depth, format!("{path}:{kind}{forces}"));
            for line in lines {
                let (sign, text) = match line.kind {
                    LineKind::Same => (Sign::Same, line.text.clone()),
                    LineKind::Added => (Sign::Added, line.text.clone()),
                    LineKind::Removed => (Sign::Removed, line.text.clone()),
                    LineKind::Gap => (Sign::Same, format!("... {} ...", line.text)),
                };
                row(sign, depth + 1, text);
            }
        }
        Difference::Items {
            added,
            removed,
            kept,
        } => {
            let kept = match kept {
                0 => String::new(),
                kept => format!(" ({kept} unchanged)"),
            };
            row(Sign::Changed, depth, format!("{path}:{kept}{forces}"));
            for item in removed {
                row(Sign::Removed, depth + 1, shown(item));
            }
            for item in added {
                row(Sign::Added, depth + 1, shown(item));
            }
        }
        Difference::Document { changes } => {
            row(Sign::Changed, depth, format!("{path}: (JSON){forces}"));
            for change in changes {
                add(change, depth + 1, rows);
            }
        }
        Difference::Policy { changes } => {
            row(Sign::Changed, depth, format!("{path}: (policy){forces}"));
            for PolicyChange { direction, text } in changes {
                let sign = match direction {
                    Direction::Wider => Sign::Added,
                    Direction::Narrower => Sign::Removed,
                    Direction::Either => Sign::Changed,
                };
                row(sign, depth + 1, text.clone());
            }
        }
    }
}

fn value(before: &Shown, after: &Shown, references: &[String]) -> (Sign, String) {
    let after_text = match after {
        Shown::Unknown if !references.is_empty() => {
            format!("(known after apply: {})", references.join(", "))
        }
        Shown::Sensitive if !references.is_empty() => template::label(references),
        other => shown(other),
    };
    match (before, after) {
        (Shown::Absent, _) => (Sign::Added, after_text),
        (_, Shown::Absent) => (Sign::Removed, shown(before)),
        (Shown::Sensitive, Shown::Sensitive) => {
            let inside = after_text.trim_end_matches(')');
            (Sign::Changed, format!("{inside}, changed)"))
        }
        // What differs is hidden.
        _ if shown(before) == after_text => (
            Sign::Changed,
            format!("{after_text} (changed where it is hidden)"),
        ),
        _ => (Sign::Changed, format!("{} -> {after_text}", shown(before))),
    }
}

/// A value as text.
pub(super) fn shown(value: &Shown) -> String {
    match value {
        Shown::Absent => "(none)".to_owned(),
        Shown::Known(text) => text.clone(),
        Shown::Unknown => "(known after apply)".to_owned(),
        Shown::Sensitive => crate::model::PLACEHOLDER.to_owned(),
        Shown::Bytes(count) => format!("({count} bytes)"),
    }
}

/// What is to be said about a change besides its differences.
pub(super) fn remarks(change: &Change) -> Vec<String> {
    let mut remarks = Vec::new();
    if change.verb == Verb::Replace {
        let order = if change.create_first {
            "the new one is created before the old one is destroyed"
        } else {
            "the old one is destroyed before the new one is created"
        };
        remarks.push(order.to_owned());
    }
    if let Some(reason) = &change.reason {
        let by = match change.replaced_by.as_slice() {
            [] => String::new(),
            paths => format!(" ({})", paths.join(", ")),
        };
        remarks.push(format!("because {reason}{by}"));
    } else if !change.replaced_by.is_empty() {
        remarks.push(format!("because of {}", change.replaced_by.join(", ")));
    }
    if let Some(from) = &change.moved_from {
        remarks.push(format!("moved from {from}"));
    }
    if let Some(id) = &change.imported {
        remarks.push(format!("imported: {id}"));
    }
    if let Some(key) = &change.deposed {
        remarks.push(format!("deposed object {key}"));
    }
    remarks.iter().map(|remark| clean(remark)).collect()
}

/// One line, of bounded length, without anything that moves a cursor.
pub(super) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len().min(LONGEST));
    for (count, c) in text.chars().enumerate() {
        if count == LONGEST {
            cleaned.push_str("... (");
            cleaned.push_str(&(text.chars().count() - LONGEST).to_string());
            cleaned.push_str(" more characters)");
            break;
        }
        cleaned.push(match c {
            '\t' => ' ',
            c if is_invisible(c) => '\u{fffd}',
            c => c,
        });
    }
    cleaned
}

/// Controls, and what turns the direction of text around.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_clean() {
        assert_eq!(clean("a\u{1b}[31m\tb\u{202e}"), "a\u{fffd}[31m b\u{fffd}");
        assert_eq!(
            clean(&"x".repeat(403)),
            format!("{}... (3 more characters)", "x".repeat(400))
        );
    }
}
