//! From an app to its documents.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;

use serde_json::{Map, Value as Json, json};

use crate::asset::AssetState;
use crate::checks;
use crate::cross_stack::{CrossStack, remote_state_name};
use crate::element::ElementKind;
use crate::json::JsonWriter;
use crate::manifest;
use crate::names::Names;
use crate::problem::{Problem, SynthError};
use crate::reference::ElementId;
use crate::render::Renderer;
use crate::state::{AppState, StackState};

/// Everything an app comes out as.
#[derive(Debug)]
pub struct Synthesis {
    pub(crate) documents: Vec<Document>,
    pub(crate) manifest: String,
    pub(crate) annotations: Vec<crate::annotation::Annotation>,
}

/// One stack's `cdk.tf.json`.
#[derive(Debug)]
pub struct Document {
    pub(crate) stack: String,
    pub(crate) text: String,
    pub(crate) assets: Vec<AssetState>,
}

impl Document {
    /// The stack's name.
    #[must_use]
    pub fn stack(&self) -> &str {
        &self.stack
    }

    /// The document, ending in a newline.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Synthesis {
    /// The document of a stack.
    #[must_use]
    pub fn document(&self, stack: &str) -> Option<&Document> {
        self.documents
            .iter()
            .find(|document| document.stack == stack)
    }

    /// All documents, in the order the stacks were opened.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The manifest, `manifest.json`.
    #[must_use]
    pub fn manifest(&self) -> &str {
        &self.manifest
    }

    /// The notes on all stacks.
    #[must_use]
    pub fn annotations(&self) -> &[crate::annotation::Annotation] {
        &self.annotations
    }
}

/// The blocks of a document that hold elements, in the order of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Data,
    Ephemeral,
    Locals,
    Output,
    Provider,
    Resource,
    Variable,
}

impl Section {
    fn of(kind: ElementKind) -> Self {
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
struct Parts<'a> {
    writer: JsonWriter,
    list: Vec<Part<'a>>,
}

impl<'a> Parts<'a> {
    fn push(
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
}

/// Runs aspects and checks, renders every element once, and puts the parts
/// together.
pub(crate) fn synthesize(state: &AppState) -> Result<Synthesis, SynthError> {
    checks::run_aspects(state);
    let mut problems = state.problems.borrow().clone();
    problems.extend(checks::run_validations(state));
    let stacks = state.stacks.borrow();
    let names = Names::new(&stacks, &mut problems);
    let mut cross = CrossStack::default();
    let mut all_parts = Vec::with_capacity(stacks.len());
    for (index, stack) in stacks.iter().enumerate() {
        let mut renderer = Renderer::new(state.id, &stacks, &names, &mut cross, &mut problems);
        all_parts.push(render_stack(&mut renderer, index, stack));
    }
    checks::states(&stacks, &mut problems);
    let dependencies = checks::dependencies(&stacks, &cross, &mut problems);
    let mut documents = Vec::with_capacity(stacks.len());
    for (index, (stack, mut parts)) in stacks.iter().zip(all_parts).enumerate() {
        checks::providers(stack, &mut problems);
        add_cross_stack_parts(&mut parts, index, &stacks, &cross, &mut problems);
        let mut renderer = Renderer::new(state.id, &stacks, &names, &mut cross, &mut problems);
        renderer.current.stack = u32::try_from(index).unwrap_or(u32::MAX);
        let wired = renderer.cross.size();
        let text = assemble(&mut renderer, stack, index, parts);
        if renderer.cross.size() != wired {
            let message = "an override of the whole stack uses a value of another stack";
            let hint = "put the value into a local and refer to that";
            problems.push(Problem::new(&stack.name, message).hint(hint));
        }
        documents.push(Document {
            stack: stack.name.clone(),
            text,
            assets: stack.assets.clone(),
        });
    }
    if !problems.is_empty() {
        return Err(SynthError::new(problems));
    }
    Ok(Synthesis {
        documents,
        manifest: manifest::render(&stacks, &dependencies),
        annotations: stacks
            .iter()
            .flat_map(|stack| stack.annotations.clone())
            .collect(),
    })
}

fn render_stack<'a>(
    renderer: &mut Renderer<'_>,
    stack_index: usize,
    stack: &'a StackState,
) -> Parts<'a> {
    let mut parts = Parts::default();
    parts.list.reserve(stack.elements.len());
    for (index, element) in stack.elements.iter().enumerate() {
        let id = ElementId {
            app: renderer.app,
            stack: u32::try_from(stack_index).unwrap_or(u32::MAX),
            index: u32::try_from(index).unwrap_or(u32::MAX),
        };
        let section = Section::of(element.kind());
        let name = renderer.names.get(id).to_owned();
        parts.push(section, &element.definition.type_name, name, |writer| {
            renderer.element_json(writer, id);
        });
    }
    parts
}

/// Adds what other stacks need of this one, and how it reads theirs.
fn add_cross_stack_parts(
    parts: &mut Parts<'_>,
    index: usize,
    stacks: &[StackState],
    cross: &CrossStack,
    problems: &mut Vec<Problem>,
) {
    let index = u32::try_from(index).unwrap_or(u32::MAX);
    let outputs: HashSet<String> = parts
        .list
        .iter()
        .filter(|part| part.section == Section::Output)
        .map(|part| part.name.clone())
        .collect();
    for ((_, name), output) in cross
        .outputs
        .range((index, String::new())..(index + 1, String::new()))
    {
        if outputs.contains(name) {
            let path = format!("{}/{}", stacks[index as usize].name, output.id);
            let message = format!("another output is called `{name}` already");
            problems.push(Problem::new(path, message).hint("rename that output"));
        }
        let value = json!({ "sensitive": true, "value": format!("${{{}}}", output.expression) });
        parts.push(Section::Output, "", name.clone(), |writer| {
            writer.value(&value);
        });
    }
    for (_, producer) in cross.reads.range((index, 0)..(index + 1, 0)) {
        let producer = &stacks[*producer as usize];
        let (backend, _) = manifest::backend(producer);
        let config = escape_templates(Json::Object(backend.remote_state_config()));
        let mut value = json!({ "backend": backend.kind, "config": config });
        if backend.has_workspaces()
            && let Some(fields) = value.as_object_mut()
        {
            fields.insert("workspace".into(), json!("${terraform.workspace}"));
        }
        let name = remote_state_name(&producer.name);
        let taken = |part: &Part<'_>| {
            part.type_name == "terraform_remote_state"
                && part.section == Section::Data
                && part.name == name
        };
        if parts.list.iter().any(taken) {
            let message = format!("another remote state is called `{name}` already");
            let hint = format!("rename it, or the stack `{}`", producer.name);
            problems.push(Problem::new(&stacks[index as usize].name, message).hint(hint));
        }
        parts.push(Section::Data, "terraform_remote_state", name, |writer| {
            writer.value(&value);
        });
    }
}

/// A remote state's configuration is an argument, so a template, where the
/// backend's own settings are not.
fn escape_templates(json: Json) -> Json {
    match json {
        Json::String(text) => {
            let mut escaped = String::new();
            crate::escape::template_into(&mut escaped, &text);
            Json::String(escaped)
        }
        Json::Array(items) => Json::Array(items.into_iter().map(escape_templates).collect()),
        Json::Object(fields) => Json::Object(
            fields
                .into_iter()
                .map(|(key, value)| (key, escape_templates(value)))
                .collect(),
        ),
        other => other,
    }
}

fn assemble(
    renderer: &mut Renderer<'_>,
    stack: &StackState,
    index: usize,
    mut parts: Parts<'_>,
) -> String {
    let terraform = manifest::terraform_block(renderer, stack);
    let metadata = manifest::stack_metadata(renderer, stack, index);
    parts.list.sort_by(|left, right| {
        let order = left.section.cmp(&right.section);
        let order = order.then_with(|| left.type_name.cmp(right.type_name));
        order.then_with(|| match left.section {
            // Providers stay in the order they were added.
            Section::Provider => Ordering::Equal,
            _ => left.name.cmp(&right.name),
        })
    });
    let source = std::mem::take(&mut parts.writer.text);
    let mut writer = JsonWriter::default();
    writer.text.reserve(source.len() + source.len() / 8 + 4096);
    writer.open('{');
    writer.key("//", true);
    writer.value(&metadata);
    let mut rest = parts.list.as_slice();
    let mut terraform = Some(terraform);
    while let Some(first) = rest.first() {
        let length = rest
            .iter()
            .take_while(|part| part.section == first.section)
            .count();
        let (section, others) = rest.split_at(length);
        rest = others;
        if first.section == Section::Variable
            && let Some(block) = terraform.take()
        {
            writer.key("terraform", false);
            writer.value(&block);
        }
        writer.key(first.section.name(), false);
        write_section(&mut writer, &source, section);
    }
    if let Some(block) = terraform {
        writer.key("terraform", false);
        writer.value(&block);
    }
    writer.close('}', false);
    writer.text.push('\n');
    checks::apply_stack_overrides(renderer, stack, writer.text)
}

fn write_section(writer: &mut JsonWriter, source: &str, parts: &[Part<'_>]) {
    let Some(section) = parts.first().map(|part| part.section) else {
        return;
    };
    writer.open('{');
    if section.is_typed() {
        let mut rest = parts;
        let mut first = true;
        while let Some(part) = rest.first() {
            let length = rest
                .iter()
                .take_while(|other| other.type_name == part.type_name)
                .count();
            let (group, others) = rest.split_at(length);
            rest = others;
            writer.key(part.type_name, first);
            first = false;
            if section == Section::Provider {
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
    } else {
        write_named(writer, source, parts);
    }
    writer.close('}', false);
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

pub(crate) type JsonObject = Map<String, Json>;
