//! The manifest, and the parts of a document that are about the whole stack.

use serde_json::{Value as Json, json};

use crate::asset::AssetSource;
use crate::backend::{Backend, LocalBackend};
use crate::document::JsonObject;
use crate::element::ElementKind;
use crate::json::JsonWriter;
use crate::node::Node;
use crate::number::Number;
use crate::overrides;
use crate::problem::Problem;
use crate::reference::ElementId;
use crate::render::Renderer;
use crate::state::StackState;

/// The version of CDKTF whose output format this is.
pub const FORMAT_VERSION: &str = "0.21.0";

/// The stack's backend with its overrides, or the default: a file beside the
/// output folder.
///
/// CDKTF writes an absolute path here, which fits one machine only.
pub(crate) fn backend(stack: &StackState) -> (Backend, Vec<Problem>) {
    let mut backend = stack.backend.clone().unwrap_or_else(|| {
        LocalBackend::new(format!("../../../terraform.{}.tfstate", stack.name)).into()
    });
    let mut settings = Json::Object(std::mem::take(&mut backend.settings));
    let mut problems = Vec::new();
    for change in stack.backend_overrides.changes() {
        let value = change.value.as_ref().map(literal).transpose();
        let applied = value.and_then(|value| overrides::apply(&mut settings, &change.path, value));
        if let Err(reason) = applied {
            let message = format!(
                "the override of the backend's `{}` does not fit: {reason}",
                change.path.join(".")
            );
            problems.push(Problem::new(&stack.name, message));
        }
    }
    match settings {
        Json::Object(settings) => backend.settings = settings,
        _ => problems.push(Problem::new(
            &stack.name,
            "the backend has no settings left",
        )),
    }
    (backend, problems)
}

/// A node where Terraform evaluates nothing.
fn literal(node: &Node) -> Result<Json, String> {
    Ok(match node {
        Node::Unset | Node::Null => Json::Null,
        Node::Bool(value) => json!(value),
        Node::Number(Number::Integer(integer)) => json!(integer),
        Node::Number(Number::Unsigned(integer)) => json!(integer),
        Node::Number(Number::Float(float)) => json!(float),
        Node::String(text) => json!(text),
        Node::List(items) => Json::Array(items.iter().map(literal).collect::<Result<_, _>>()?),
        Node::Map(entries) => Json::Object(
            entries
                .iter()
                .map(|(key, node)| Ok((key.to_string(), literal(node)?)))
                .collect::<Result<_, String>>()?,
        ),
        Node::Body(_) | Node::Blocks(_) | Node::Expr(_) => {
            return Err("Terraform reads it before anything is evaluated".into());
        }
    })
}

/// `manifest.json`.
pub(crate) fn render(stacks: &[StackState], dependencies: &[Vec<u32>]) -> String {
    let mut entries = JsonObject::new();
    for (stack, needs) in stacks.iter().zip(dependencies) {
        let name = &stack.name;
        let folder = format!("stacks/{name}");
        let annotations: Vec<Json> = stack
            .annotations
            .iter()
            .map(|annotation| {
                json!({
                    "constructPath": annotation.construct_path,
                    "level": annotation.level.manifest_name(),
                    "message": annotation.message,
                    "stacktrace": [],
                })
            })
            .collect();
        let needs: Vec<&str> = needs
            .iter()
            .map(|need| stacks[*need as usize].name.as_str())
            .collect();
        let mut entry = json!({
            "annotations": annotations,
            "constructPath": name,
            "dependencies": needs,
            "name": name,
            "stackMetadataPath": format!("{folder}/metadata.json"),
            "synthesizedStackPath": format!("{folder}/cdk.tf.json"),
            "workingDirectory": folder,
        });
        let programs = programs(stack);
        if !programs.is_empty()
            && let Some(fields) = entry.as_object_mut()
        {
            fields.insert("assets".into(), Json::Array(programs));
        }
        entries.insert(name.clone(), entry);
    }
    let mut writer = JsonWriter::default();
    writer.value(&json!({ "stacks": entries, "version": FORMAT_VERSION }));
    writer.text.push('\n');
    writer.text
}

/// The assets that the command line has to build.
fn programs(stack: &StackState) -> Vec<Json> {
    stack
        .assets
        .iter()
        .filter_map(|asset| {
            let AssetSource::Program(program) = &asset.source else {
                return None;
            };
            let mut entry = json!({
                "architecture": program.architecture,
                "constructPath": asset.construct_path,
                "kind": program.kind(),
                "package": program.package,
                "path": format!("{}/{}", asset.folder, asset.file_name),
            });
            if let (Some(glibc), Some(fields)) = (program.glibc, entry.as_object_mut()) {
                fields.insert("glibc".into(), json!(glibc));
            }
            Some(entry)
        })
        .collect()
}

/// The `terraform` block: backend and requirements.
pub(crate) fn terraform_block(renderer: &mut Renderer<'_>, stack: &StackState) -> Json {
    let (backend, problems) = backend(stack);
    renderer.problems.extend(problems);
    let mut block = JsonObject::new();
    block.insert("backend".into(), json!({ backend.kind: backend.settings }));
    let required = required_providers(stack, renderer.problems);
    if !required.is_empty() {
        block.insert("required_providers".into(), Json::Object(required));
    }
    if let Some(constraint) = &stack.required_version {
        block.insert("required_version".into(), json!(constraint));
    }
    Json::Object(block)
}

fn required_providers(stack: &StackState, problems: &mut Vec<Problem>) -> JsonObject {
    let mut required = JsonObject::new();
    for element in &stack.elements {
        let Some(provider) = element.definition.provider else {
            continue;
        };
        if provider.version.is_empty() {
            continue;
        }
        let Some(present) = required.get(provider.name) else {
            let entry = json!({ "source": provider.source, "version": provider.version });
            required.insert(provider.name.into(), entry);
            continue;
        };
        if present["source"] != provider.source || present["version"] != provider.version {
            let path = stack.construct_path(element.scope, &element.id);
            let message = format!(
                "is bound to `{}` {}, but the stack uses `{}` {} under the same name `{}`",
                provider.source,
                provider.version,
                present["source"].as_str().unwrap_or_default(),
                present["version"].as_str().unwrap_or_default(),
                provider.name,
            );
            problems.push(Problem::new(path, message).at(element.location));
        }
    }
    for provider in &stack.required_providers {
        let mut entry = json!({ "source": provider.source });
        if let (Some(version), Some(fields)) = (&provider.version, entry.as_object_mut()) {
            fields.insert("version".into(), json!(version));
        }
        required.insert(provider.name.clone(), entry);
    }
    required
}

/// The stack's `//`.
pub(crate) fn stack_metadata(renderer: &mut Renderer<'_>, stack: &StackState, index: u32) -> Json {
    let mut metadata = JsonObject::new();
    metadata.insert("backend".into(), json!(backend(stack).0.kind));
    metadata.insert("stackName".into(), json!(stack.name));
    metadata.insert("version".into(), json!(FORMAT_VERSION));
    let overrides = overrides_metadata(stack);
    if !overrides.is_empty() {
        metadata.insert("overrides".into(), Json::Object(overrides));
    }
    json!({ "metadata": metadata, "outputs": outputs_metadata(renderer, stack, index) })
}

fn overrides_metadata(stack: &StackState) -> JsonObject {
    let mut by_type: std::collections::BTreeMap<&str, Vec<&str>> =
        std::collections::BTreeMap::new();
    if !stack.overrides.is_empty() {
        by_type.insert("stack", stack.overrides.keys());
    }
    if !stack.backend_overrides.is_empty() {
        by_type.insert("backend", stack.backend_overrides.keys());
    }
    for element in stack
        .elements
        .iter()
        .filter(|element| !element.overrides.is_empty())
    {
        let name = match element.kind() {
            ElementKind::Output => "output",
            _ => element.definition.type_name.as_ref(),
        };
        let keys = by_type.entry(name).or_default();
        for key in element.overrides.keys() {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    by_type
        .into_iter()
        .map(|(name, keys)| (name.to_owned(), json!(keys)))
        .collect()
}

/// Logical ids of the outputs by construct path.
fn outputs_metadata(renderer: &mut Renderer<'_>, stack: &StackState, stack_index: u32) -> Json {
    let mut tree = JsonObject::new();
    for (index, element) in (0..).zip(&stack.elements) {
        if element.kind() != ElementKind::Output {
            continue;
        }
        let id = ElementId {
            app: renderer.app,
            stack: stack_index,
            index,
        };
        let path = stack.path_below(element.scope, &element.id);
        if insert(&mut tree, &path, renderer.names.get(id)).is_none() {
            let path = stack.construct_path(element.scope, &element.id);
            let message = "an output and a scope with outputs have the same id";
            let problem = Problem::new(path, message).hint("change one of the two");
            renderer.problems.push(problem.at(element.location));
        }
    }
    let needed = (stack_index, String::new())..(stack_index + 1, String::new());
    for ((_, name), output) in renderer.cross.outputs.range(needed) {
        tree.insert(output.id.clone(), json!(name));
    }
    if tree.is_empty() {
        return json!({});
    }
    json!({ &stack.name: tree })
}

/// Puts a name at a path; `None` where something of another kind is.
fn insert(tree: &mut JsonObject, path: &str, name: &str) -> Option<()> {
    let Some((first, rest)) = path.split_once('/') else {
        // Outputs of one path have collided by name already.
        let before = tree.insert(path.to_owned(), json!(name));
        return (!before.is_some_and(|before| before.is_object())).then_some(());
    };
    let inner = tree.entry(first).or_insert_with(|| json!({}));
    insert(inner.as_object_mut()?, rest, name)
}
