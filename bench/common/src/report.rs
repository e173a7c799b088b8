//! Results as Markdown.

use crate::process::Measured;
use crate::samples::figure;

/// One part of the results.
#[derive(Debug, Default)]
pub struct Section {
    /// Its text.
    pub markdown: String,
    /// What was asked for in it.
    pub targets: Vec<Target>,
}

impl Section {
    /// Adds a part with a heading of its own.
    pub fn add(&mut self, title: &str, text: &str) {
        for part in ["\n### ", title, "\n\n", text] {
            self.markdown.push_str(part);
        }
    }
}

/// What was asked for, and what came out.
#[derive(Debug)]
pub struct Target {
    what: String,
    wanted: String,
    measured: String,
    met: bool,
}

impl Target {
    /// Something that has to be at least so many times better.
    #[must_use]
    pub fn at_least(what: impl Into<String>, wanted: f64, measured: f64) -> Self {
        Self {
            what: what.into(),
            wanted: format!("at least {}×", trimmed(wanted)),
            measured: format!("{}×", figure(measured)),
            met: measured >= wanted,
        }
    }

    /// Something that may be at most such a part, or multiple, of the other.
    #[must_use]
    pub fn at_most(what: impl Into<String>, wanted: f64, measured: f64) -> Self {
        Self {
            what: what.into(),
            wanted: format!("at most {}×", trimmed(wanted)),
            measured: format!("{}×", figure(measured)),
            met: measured <= wanted,
        }
    }
}

/// `0.333`, `2`
fn trimmed(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A Markdown table; the first column is text, the others are figures.
#[must_use]
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let rule: Vec<String> = (0..head.len())
        .map(|column| if column == 0 { "---" } else { "---:" }.to_owned())
        .collect();
    let mut text = line(&head) + &line(&rule);
    text.extend(rows.iter().map(|row| line(row)));
    text
}

/// All results: what they were measured on and how, what was asked for, and
/// the sections one after the other.
#[must_use]
pub fn results(program: &str, machine: &str, how: &str, sections: Vec<Section>) -> String {
    let mut asked = Vec::new();
    let mut details = String::new();
    for section in sections {
        asked.extend(section.targets);
        details.push('\n');
        details.push_str(&section.markdown);
    }
    let asked = match asked.as_slice() {
        [] => String::new(),
        asked => format!("\n## Targets\n\n{}", targets(asked)),
    };
    format!("# Results\n\nWritten by `{program}`.\n\n{machine}\n{how}{asked}{details}")
}

fn targets(targets: &[Target]) -> String {
    let rows: Vec<Vec<String>> = targets
        .iter()
        .map(|target| {
            let met = if target.met { "yes" } else { "**no**" };
            vec![
                target.what.clone(),
                target.wanted.clone(),
                target.measured.clone(),
                met.to_owned(),
            ]
        })
        .collect();
    table(&["", "wanted", "measured", "met"], &rows)
}

/// Programs beside each other, the first of which the others are held against.
#[must_use]
pub fn programs(measured: &[Measured]) -> String {
    let Some(base) = measured.first() else {
        return String::new();
    };
    let rows: Vec<Vec<String>> = measured
        .iter()
        .map(|one| {
            vec![
                one.name.clone(),
                one.cpu.show(),
                one.wall.show(),
                one.peak.show(),
                format!("{}×", figure(one.cpu.median / base.cpu.median)),
                format!("{}×", figure(one.wall.median / base.wall.median)),
                format!("{}×", figure(one.peak.median / base.peak.median)),
            ]
        })
        .collect();
    let head = [
        "median (min–max)",
        "CPU s",
        "wall s",
        "peak MiB",
        "CPU",
        "wall",
        "peak",
    ];
    table(&head, &rows)
}
