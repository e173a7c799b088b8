//! From an app to its documents.

use serde_json::{Value as Json, json};

use crate::checks;
use crate::cross_stack::{CrossStack, remote_state_name};
use crate::document::{Document, Synthesis};
use crate::manifest;
use crate::names::Names;
use crate::parts::{Parts, Section};
use crate::problem::{Problem, SynthError};
use crate::reference::ElementId;
use crate::render::Renderer;
use crate::state::{AppState, StackState};

/// The type of the data source that reads another stack's state.
const REMOTE_STATE: &str = "terraform_remote_state";

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
    parts.reserve(stack.elements.len());
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
    let outputs = parts.names(Section::Output, "");
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
    let mut states = parts.names(Section::Data, REMOTE_STATE);
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
        if !states.insert(name.clone()) {
            let message = format!("another remote state is called `{name}` already");
            let hint = format!("rename it, or the stack `{}`", producer.name);
            problems.push(Problem::new(&stacks[index as usize].name, message).hint(hint));
        }
        parts.push(Section::Data, REMOTE_STATE, name, |writer| {
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
    parts: Parts<'_>,
) -> String {
    let terraform = manifest::terraform_block(renderer, stack);
    let metadata = manifest::stack_metadata(renderer, stack, index);
    let text = parts.assemble(&metadata, terraform);
    checks::apply_stack_overrides(renderer, stack, text)
}
