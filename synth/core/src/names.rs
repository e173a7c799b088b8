//! The names of all elements, found once, and their collisions.

use std::collections::HashMap;

use crate::element::ElementKind;
use crate::logical_id::{is_identifier, logical_id};
use crate::problem::Problem;
use crate::reference::ElementId;
use crate::state::{ElementState, StackState};

/// Logical ids by stack and element.
pub(crate) struct Names(Vec<Vec<String>>);

impl Names {
    /// Names every element; what collides or cannot be named is a problem.
    pub(crate) fn new(stacks: &[StackState], problems: &mut Vec<Problem>) -> Self {
        Self(
            stacks
                .iter()
                .map(|stack| {
                    check_scopes(stack, problems);
                    name_elements(stack, problems)
                })
                .collect(),
        )
    }

    pub(crate) fn get(&self, element: ElementId) -> &str {
        &self.0[element.stack as usize][element.index as usize]
    }
}

fn name_elements(stack: &StackState, problems: &mut Vec<Problem>) -> Vec<String> {
    let names: Vec<String> = stack
        .elements
        .iter()
        .map(|element| name_element(stack, element, problems))
        .collect();
    let mut taken: HashMap<(ElementKind, &str, &str), &ElementState> =
        HashMap::with_capacity(names.len());
    for (element, name) in stack.elements.iter().zip(&names) {
        let key = (
            element.kind(),
            element.definition.type_name.as_ref(),
            name.as_str(),
        );
        if let Some(first) = taken.insert(key, element) {
            problems.push(collision(stack, first, element, name));
        }
    }
    names
}

fn name_element(stack: &StackState, element: &ElementState, problems: &mut Vec<Problem>) -> String {
    let path = || stack.construct_path(element.scope, &element.id);
    if element.kind() == ElementKind::Provider {
        let alias = element
            .definition
            .meta
            .get()
            .and_then(|meta| meta.alias.as_deref());
        return alias.unwrap_or_default().to_owned();
    }
    let name = match &element.logical_id {
        Some(id) => Some(id.clone().into_owned()),
        None => logical_id(&stack.path_below(element.scope, &element.id)),
    };
    let Some(name) = name else {
        problems.push(
            Problem::new(path(), "has no character that Terraform allows in a name")
                .hint("use letters, digits, `-` and `_`")
                .at(element.location),
        );
        return String::new();
    };
    if !is_identifier(&name) {
        problems.push(
            Problem::new(path(), format!("`{name}` is no name that Terraform takes"))
                .hint(
                    "a name begins with a letter or `_`, followed by letters, digits, `-` and `_`",
                )
                .at(element.location),
        );
    }
    name
}

fn collision(
    stack: &StackState,
    first: &ElementState,
    second: &ElementState,
    name: &str,
) -> Problem {
    let first_path = stack.construct_path(first.scope, &first.id);
    let second_path = stack.construct_path(second.scope, &second.id);
    let type_name = second.definition.type_name.as_ref();
    let location = first.location;
    let defined = format!("{}:{}", location.file(), location.line());
    if second.kind() == ElementKind::Provider {
        let message = if name.is_empty() {
            format!(
                "`{first_path}` and `{second_path}` are both the default `{type_name}` provider"
            )
        } else {
            format!("`{first_path}` and `{second_path}` are both the provider `{type_name}.{name}`")
        };
        return Problem::new(second_path, message)
            .hint(format!(
                "give one of them another alias (the first is at {defined})"
            ))
            .at(second.location);
    }
    let address = address(second.kind(), type_name, name);
    let message = format!("`{first_path}` and `{second_path}` would both be `{address}`");
    Problem::new(second_path, message)
        .hint(format!(
            "change one of the ids, or override its logical id (the first is at {defined})"
        ))
        .at(second.location)
}

fn check_scopes(stack: &StackState, problems: &mut Vec<Problem>) {
    let mut taken = HashMap::with_capacity(stack.scopes.len());
    for (index, scope) in stack.scopes.iter().enumerate().skip(1) {
        if let Some(first) = taken.insert(scope.path.as_str(), index) {
            let first = stack.scopes[first].location;
            let path = format!("{}/{}", stack.name, scope.path);
            problems.push(
                Problem::new(path.clone(), format!("the scope `{path}` is opened twice"))
                    .hint(format!(
                        "pass the first one on (it is opened at {}:{}), or choose another id",
                        first.file(),
                        first.line()
                    ))
                    .at(scope.location),
            );
        }
    }
}

/// The address of an element, as expressions and `depends_on` write it.
pub(crate) fn address(kind: ElementKind, type_name: &str, name: &str) -> String {
    match kind {
        ElementKind::DataSource => format!("data.{type_name}.{name}"),
        ElementKind::Ephemeral => format!("ephemeral.{type_name}.{name}"),
        ElementKind::Variable => format!("var.{name}"),
        ElementKind::Local => format!("local.{name}"),
        ElementKind::Output => format!("output.{name}"),
        ElementKind::Provider if name.is_empty() => type_name.to_owned(),
        ElementKind::Provider | ElementKind::Resource => format!("{type_name}.{name}"),
    }
}
