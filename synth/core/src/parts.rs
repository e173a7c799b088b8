//! The parts of a document: rendered in the order they came, put together in
//! the order of their names.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;

use serde_json::Value as Json;

use crate::element::ElementKind;
use crate::json::JsonWriter;

/// The blocks of a document that hold elements, in the order of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Section {
    Data,
    Ephemeral,
    Locals,
    Output,
    Provider,
    Resource,
    Variable,
}

impl Section {
    pub(crate) fn of(kind: ElementKind) -> Self {
        match kind {
            ElementKind::DataSource => Self::Data,
            ElementKind::Ephemeral => Self::Ephemeral,
            ElementKind::Local => Self::Locals,
            ElementKind::Output => Self::Output,
            ElementKind::Provider => Self::Provider,
            ElementKind::Resource => Self::Resource,
            ElementKind::Variable => Self::Variable,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Ephemeral => "ephemeral",
            Self::Locals => "locals",
            Self::Output => "output",
            Self::Provider => "provider",
            Self::Resource => "resource",
            Self::Variable => "variable",
        }
    }

    /// Whether its elements are grouped by type.
    fn is_typed(self) -> bool {
        !matches!(self, Self::Locals | Self::Output | Self::Variable)
    }

    fn depth(self) -> usize {
        if self.is_typed() { 3 } else { 2 }
    }
}

/// One rendered element: where it goes, and where its text is.
struct Part<'a> {
    section: Section,
    type_name: &'a str,
    name: String,
    text: Range<usize>,
}

/// The parts of one stack, rendered in the order they came.
#[derive(Default)]
pub(crate) struct Parts<'a> {
    writer: JsonWriter,
    list: Vec<Part<'a>>,
}

impl<'a> Parts<'a> {
    /// Makes room for this many.
    pub(crate) fn reserve(&mut self, count: usize) {
        self.list.reserve(count);
    }

    /// Renders one more part.
    pub(crate) fn push(
        &mut self,
        section: Section,
        type_name: &'a str,
        name: String,
        write: impl FnOnce(&mut JsonWriter),
    ) {
        let start = self.writer.text.len();
        self.writer.set_depth(section.depth());
        write(&mut self.writer);
        self.list.push(Part {
            section,
            type_name,
            name,
            text: start..self.writer.text.len(),
        });
    }

    /// The names taken in a section, for one type.
    pub(crate) fn names(&self, section: Section, type_name: &str) -> HashSet<String> {
        self.list
            .iter()
            .filter(|part| part.section == section && part.type_name == type_name)
            .map(|part| part.name.clone())
            .collect()
    }

    /// The whole document, ending in a newline.
    pub(crate) fn assemble(mut self, metadata: &Json, terraform: Json) -> String {
        self.list.sort_by(Part::compare);
        let source = self.writer.text;
        let mut writer = JsonWriter::default();
        writer.text.reserve(source.len() + source.len() / 8 + 4096);
        writer.open('{');
        writer.key("//", true);
        writer.value(metadata);
        let mut terraform = Some(terraform);
        for parts in self
            .list
            .chunk_by(|left, right| left.section == right.section)
        {
            let Some(section) = parts.first().map(|part| part.section) else {
                continue;
            };
            // The one block that is not made of parts has its place too.
            if section == Section::Variable {
                write_terraform(&mut writer, terraform.take());
            }
            writer.key(section.name(), false);
            writer.open('{');
            if section.is_typed() {
                write_typed(&mut writer, &source, parts);
            } else {
                write_named(&mut writer, &source, parts);
            }
            writer.close('}', false);
        }
        write_terraform(&mut writer, terraform);
        writer.close('}', false);
        writer.text.push('\n');
        writer.text
    }
}

impl Part<'_> {
    fn compare(left: &Self, right: &Self) -> Ordering {
        let order = left.section.cmp(&right.section);
        let order = order.then_with(|| left.type_name.cmp(right.type_name));
        order.then_with(|| match left.section {
            // Providers stay in the order they were added.
            Section::Provider => Ordering::Equal,
            _ => left.name.cmp(&right.name),
        })
    }
}

fn write_terraform(writer: &mut JsonWriter, block: Option<Json>) {
    if let Some(block) = block {
        writer.key("terraform", false);
        writer.value(&block);
    }
}

fn write_typed(writer: &mut JsonWriter, source: &str, parts: &[Part<'_>]) {
    let groups = parts.chunk_by(|left, right| left.type_name == right.type_name);
    for (index, group) in groups.enumerate() {
        let Some(first) = group.first() else {
            continue;
        };
        writer.key(first.type_name, index == 0);
        if first.section == Section::Provider {
            writer.open('[');
            for (index, part) in group.iter().enumerate() {
                writer.entry(index == 0);
                push_part(writer, source, part);
            }
            writer.close(']', false);
        } else {
            writer.open('{');
            write_named(writer, source, group);
            writer.close('}', false);
        }
    }
}

fn write_named(writer: &mut JsonWriter, source: &str, parts: &[Part<'_>]) {
    for (index, part) in parts.iter().enumerate() {
        writer.key(&part.name, index == 0);
        push_part(writer, source, part);
    }
}

fn push_part(writer: &mut JsonWriter, source: &str, part: &Part<'_>) {
    writer
        .text
        .push_str(source.get(part.text.clone()).unwrap_or_default());
}
