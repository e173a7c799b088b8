//! What is looked at around rendering: aspects, validations, the order of the
//! stacks, providers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::aspect::Construct;
use crate::cross_stack::CrossStack;
use crate::element::ElementKind;
use crate::json::JsonWriter;
use crate::manifest;
use crate::overrides;
use crate::problem::Problem;
use crate::render::Renderer;
use crate::state::{AppState, StackState};

/// Shows every element to the aspects above it.
///
/// Aspects run once: a second synthesis of the same app sees their changes.
pub(crate) fn run_aspects(state: &AppState) {
    let count = state.stacks.borrow().len();
    for index in 0..count {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        let aspects = state.with_stack(index, |stack| std::mem::take(&mut stack.aspects));
        if aspects.is_empty() {
            continue;
        }
        // Taken out, so that an aspect may use the app.
        let mut elements = state.with_stack(index, |stack| std::mem::take(&mut stack.elements));
        let mut annotations = Vec::new();
        for element in &mut elements {
            for (scope, aspect) in &aspects {
                let path = state.with_stack(index, |stack| {
                    stack
                        .is_within(element.scope, *scope)
                        .then(|| stack.construct_path(element.scope, &element.id))
                });
                if let Some(path) = path {
                    aspect(&mut Construct {
                        element: &mut *element,
                        path,
                        annotations: &mut annotations,
                    });
                }
            }
        }
        state.with_stack(index, |stack| {
            for added in std::mem::replace(&mut stack.elements, elements) {
                let path = stack.construct_path(added.scope, &added.id);
                let message = "was added by an aspect, which may only change what is there";
                state.problem(Problem::new(path, message).at(added.location));
            }
            stack.annotations.extend(annotations);
        });
    }
}

/// Runs every check, and says which scope each failed one was about.
pub(crate) fn run_validations(state: &AppState) -> Vec<Problem> {
    let mut problems = Vec::new();
    let checks: Vec<_> = state
        .stacks
        .borrow()
        .iter()
        .flat_map(|stack| {
            stack
                .validations
                .iter()
                .map(|(scope, check)| (stack.scope_path(*scope), check.clone()))
        })
        .collect();
    for (path, check) in checks {
        if let Err(message) = check() {
            problems.push(Problem::new(path, message));
        }
    }
    problems
}

/// Every stack needs a place of its own for its state.
pub(crate) fn states(stacks: &[StackState], problems: &mut Vec<Problem>) {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for stack in stacks {
        let (backend, _) = manifest::backend(stack);
        let place = format!("{} {}", backend.kind, Json::Object(backend.settings));
        if let Some(first) = taken.insert(place, &stack.name)
            && first != stack.name
        {
            let message = format!(
                "the stacks `{first}` and `{}` keep their state in the same place",
                stack.name
            );
            let hint = "one would take over, or destroy, what the other made: change one backend";
            problems.push(Problem::new(&stack.name, message).hint(hint));
        }
    }
}

/// Which stacks each one comes after; stacks that need each other are a
/// problem.
pub(crate) fn dependencies(
    stacks: &[StackState],
    cross: &CrossStack,
    problems: &mut Vec<Problem>,
) -> Vec<Vec<u32>> {
    let mut all: Vec<Vec<u32>> = stacks
        .iter()
        .map(|stack| stack.dependencies.clone())
        .collect();
    for (consumer, producer) in cross.reads.iter().chain(&cross.orders) {
        let needs = &mut all[*consumer as usize];
        if !needs.contains(producer) {
            needs.push(*producer);
        }
    }
    if let Some(cycle) = find_cycle(&all) {
        let names: Vec<&str> = cycle
            .iter()
            .map(|index| stacks[*index as usize].name.as_str())
            .collect();
        let first = names.first().copied().unwrap_or_default();
        let message = format!(
            "the stacks need each other: {} -> {first}",
            names.join(" -> ")
        );
        let hint = "move what both need into one stack, or into a third one that both come after";
        problems.push(Problem::new(first, message).hint(hint));
    }
    all
}

/// The stacks of a cycle, in order.
fn find_cycle(dependencies: &[Vec<u32>]) -> Option<Vec<u32>> {
    let mut done = BTreeSet::new();
    for start in 0..dependencies.len() {
        let start = u32::try_from(start).ok()?;
        let mut path = Vec::new();
        if let Some(cycle) = visit(start, dependencies, &mut path, &mut done) {
            return Some(cycle);
        }
    }
    None
}

fn visit(
    stack: u32,
    dependencies: &[Vec<u32>],
    path: &mut Vec<u32>,
    done: &mut BTreeSet<u32>,
) -> Option<Vec<u32>> {
    if let Some(at) = path.iter().position(|other| *other == stack) {
        return path.get(at..).map(<[u32]>::to_vec);
    }
    if done.contains(&stack) {
        return None;
    }
    path.push(stack);
    for need in dependencies.get(stack as usize)? {
        if let Some(cycle) = visit(*need, dependencies, path, done) {
            return Some(cycle);
        }
    }
    path.pop();
    done.insert(stack);
    None
}

/// Every bound element needs its provider configured in the stack.
pub(crate) fn providers(stack: &StackState, problems: &mut Vec<Problem>) {
    let configured: BTreeSet<&str> = stack
        .elements
        .iter()
        .filter(|element| element.kind() == ElementKind::Provider)
        .map(|element| element.definition.type_name.as_ref())
        .collect();
    let mut reported = BTreeSet::new();
    for element in &stack.elements {
        let Some(provider) = element.definition.provider else {
            continue;
        };
        let needed = element.kind() != ElementKind::Provider && !provider.version.is_empty();
        if needed && !configured.contains(provider.name) && reported.insert(provider.name) {
            let path = stack.construct_path(element.scope, &element.id);
            let message = format!(
                "needs the provider `{}`, which the stack `{}` does not configure",
                provider.name, stack.name
            );
            problems.push(
                Problem::new(path, message)
                    .hint("add the provider's configuration to the stack")
                    .at(element.location),
            );
        }
    }
}

/// Applies the overrides of a whole document.
pub(crate) fn apply_stack_overrides(
    renderer: &mut Renderer<'_>,
    stack: &StackState,
    text: String,
) -> String {
    if stack.overrides.is_empty() {
        return text;
    }
    let mut tree: Json = serde_json::from_str(&text).unwrap_or_default();
    for change in stack.overrides.changes() {
        let value = change.value.as_ref().map(|node| renderer.node_tree(node));
        if let Err(reason) = overrides::apply(&mut tree, &change.path, value) {
            let message = format!(
                "the override of `{}` does not fit: {reason}",
                change.path.join(".")
            );
            renderer.problems.push(Problem::new(&stack.name, message));
        }
    }
    let mut writer = JsonWriter::default();
    writer.value(&tree);
    writer.text.push('\n');
    writer.text
}
