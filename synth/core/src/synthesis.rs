//! From an app to its documents.

use serde_json::{Value as Json, json};

use crate::checks;
use crate::cross_stack::{CrossStack, remote_state_name};
use crate::document::{Document, Synthesis};
use crate::escape::Position;
use crate::expr::Expr;
use crate::manifest;
use crate::names::Names;
use crate::node::Node;
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
    for (index, stack) in (0..).zip(stacks.iter()) {
        let mut renderer = Renderer::new(state.id, &stacks, &names, &mut cross, &mut problems);
        all_parts.push(render_stack(&mut renderer, index, stack));
    }
    checks::states(&stacks, &mut problems);
    let dependencies = checks::dependencies(&stacks, &cross, &mut problems);
    let mut documents = Vec::with_capacity(stacks.len());
    for (index, (stack, mut parts)) in (0..).zip(stacks.iter().zip(all_parts)) {
        checks::providers(stack, &mut problems);
        let mut renderer = Renderer::new(state.id, &stacks, &names, &mut cross, &mut problems);
        renderer.current.stack = index;
        add_outputs_for_others(&mut parts, &mut renderer, index);
        add_remote_states(&mut parts, &mut renderer, index);
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
    stack_index: u32,
    stack: &'a StackState,
) -> Parts<'a> {
    let mut parts = Parts::default();
    parts.reserve(stack.elements.len());
    for (index, element) in (0..).zip(&stack.elements) {
        let id = ElementId {
            app: renderer.app,
            stack: stack_index,
            index,
        };
        let section = Section::of(element.kind());
        let name = renderer.names.get(id).to_owned();
        parts.push(section, &element.definition.type_name, name, |writer| {
            renderer.element_json(writer, id);
        });
    }
    parts
}

/// Adds what other stacks need of this one.
fn add_outputs_for_others(parts: &mut Parts<'_>, renderer: &mut Renderer<'_>, stack: u32) {
    let taken = parts.names(Section::Output, "");
    let needed = (stack, String::new())..(stack + 1, String::new());
    for ((_, name), output) in renderer.cross.outputs.range(needed) {
        if taken.contains(name) {
            let path = format!("{}/{}", renderer.stacks[stack as usize].name, output.id);
            let message = format!("another output is called `{name}` already");
            let problem = Problem::new(path, message).hint("rename that output");
            renderer.problems.push(problem);
        }
        let value = json!({ "sensitive": true, "value": format!("${{{}}}", output.expression) });
        parts.push(Section::Output, "", name.clone(), |writer| {
            writer.value(&value);
        });
    }
}

/// Adds how this stack reads the states of the others it needs.
fn add_remote_states(parts: &mut Parts<'_>, renderer: &mut Renderer<'_>, stack: u32) {
    let mut taken = parts.names(Section::Data, REMOTE_STATE);
    let reads = renderer.cross.reads.range((stack, 0)..(stack + 1, 0));
    let producers: Vec<u32> = reads.map(|(_, producer)| *producer).collect();
    for producer in producers {
        let producer = &renderer.stacks[producer as usize];
        let (backend, _) = manifest::backend(producer);
        let config = Json::Object(backend.remote_state_config());
        let mut entries = vec![
            ("backend".into(), Node::String(backend.kind.clone().into())),
            ("config".into(), Node::from(config)),
        ];
        if backend.has_workspaces() {
            let workspace = Node::Expr(Expr::symbol("terraform.workspace"));
            entries.push(("workspace".into(), workspace));
        }
        let name = remote_state_name(&producer.name);
        if !taken.insert(name.clone()) {
            let message = format!("another remote state is called `{name}` already");
            let hint = format!("rename it, or the stack `{}`", producer.name);
            let consumer = &renderer.stacks[stack as usize].name;
            let problem = Problem::new(consumer, message).hint(hint);
            renderer.problems.push(problem);
        }
        // An argument of a data source, so a template, where the backend's own
        // settings are not: escaped by the renderer like any other.
        parts.push(Section::Data, REMOTE_STATE, name, |writer| {
            renderer.node(writer, &Node::Map(entries), Position::Template);
        });
    }
}

fn assemble(
    renderer: &mut Renderer<'_>,
    stack: &StackState,
    index: u32,
    parts: Parts<'_>,
) -> String {
    let terraform = manifest::terraform_block(renderer, stack);
    let metadata = manifest::stack_metadata(renderer, stack, index);
    let text = parts.assemble(&metadata, terraform);
    checks::apply_stack_overrides(renderer, stack, text)
}
