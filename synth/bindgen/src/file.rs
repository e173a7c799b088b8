//! The file of one binding.

use std::collections::HashSet;

use synth_core::schema::BindingKind;

use crate::accessors::accessors;
use crate::model::TopLevel;
use crate::naming::{self, TopLevelName};
use crate::page::{HEADER, Page};
use crate::setters::setters;
use crate::shapes::{Role, Shape, Shapes};
use crate::statics::Statics;

/// A generated file and what `mod.rs` has to know of it.
#[derive(Debug)]
pub(crate) struct BindingFile {
    pub(crate) type_name: String,
    pub(crate) name: TopLevelName,
    /// The cargo feature that compiles it; without one it always is.
    pub(crate) feature: Option<String>,
    /// All public names, the element's own struct first.
    pub(crate) exports: Vec<String>,
    pub(crate) text: String,
}

/// What can be imported from where.
const IMPORTS: [(&str, &[&str]); 2] = [
    ("use synth_core::types::", &["Any", "List", "Map", "Set"]),
    (
        "use synth_core::",
        &[
            "Blocks", "Body", "ListOf", "MapOf", "Number", "SetOf", "Text", "Value",
        ],
    ),
];

/// Writes the binding of one top-level schema.
pub(crate) fn binding_file(
    kind: BindingKind,
    type_name: &str,
    feature: Option<&str>,
    schema: &TopLevel,
) -> BindingFile {
    let name = naming::top_level(kind, type_name);
    let shapes = Shapes::of(kind, type_name, &name.name, &schema.block);
    let statics = Statics::of(&schema.block);
    let what = describe(kind, type_name);
    let title = match feature {
        Some(feature) => format!("{what} (feature `{feature}`)."),
        None => format!("{what}."),
    };

    let mut code = Page::default();
    let mut exports = Vec::new();
    for shape in shapes.iter() {
        code.blank();
        let attributes = format!("{}Attributes", shape.name);
        if shape.role == Role::Element {
            element(&mut code, kind, shape, &title);
            exports.extend([shape.name.clone(), attributes.clone()]);
        } else if shape.input {
            input(&mut code, shape, type_name);
            exports.push(shape.name.clone());
        }
        if shape.input {
            setters(&mut code, shape, &shapes, &statics, &what);
        }
        if shape.attributes {
            if shape.role != Role::Element {
                if shape.input {
                    code.blank();
                }
                let doc = format!("Attributes of `{}` of `{type_name}`.", shape.field);
                code.line(
                    0,
                    format!("synth_core::attributes! {{ {attributes}, {doc:?} }}"),
                );
                exports.push(attributes.clone());
            }
            accessors(&mut code, shape, &shapes);
        }
    }

    let mut page = Page::default();
    page.line(0, HEADER);
    page.blank();
    page.line(0, format!("//! {title}"));
    page.blank();
    page.line(0, "use synth_core::schema::{BindingKind, BindingSchema};");
    let words = words(code.text());
    for (head, candidates) in IMPORTS {
        let used: Vec<String> = candidates
            .iter()
            .filter(|candidate| words.contains(**candidate))
            .map(|candidate| (*candidate).into())
            .collect();
        if !used.is_empty() {
            page.import(head, &used);
        }
    }
    page.push(code.text());
    schema_data(&mut page, kind, type_name, schema, &statics);
    BindingFile {
        type_name: type_name.into(),
        name,
        feature: feature.map(str::to_owned),
        exports,
        text: page.into_text(),
    }
}

fn describe(kind: BindingKind, type_name: &str) -> String {
    match kind {
        BindingKind::Resource => format!("Resource `{type_name}`"),
        BindingKind::DataSource => format!("Data source `{type_name}`"),
        BindingKind::Ephemeral => format!("Ephemeral resource `{type_name}`"),
        BindingKind::Provider => format!("Configuration of provider `{type_name}`"),
    }
}

fn element(page: &mut Page, kind: BindingKind, shape: &Shape, title: &str) {
    let macro_name = match kind {
        BindingKind::Provider => "provider",
        _ => "resource",
    };
    page.line(0, format!("synth_core::{macro_name}! {{"));
    page.doc(1, title);
    let name = &shape.name;
    page.line(1, format!("{name}, {name}Attributes, &BINDING"));
    page.line(0, "}");
}

fn input(page: &mut Page, shape: &Shape, type_name: &str) {
    let (macro_name, what) = match shape.role {
        Role::Element | Role::Block => ("block", "Block"),
        Role::Nested | Role::Object => ("object", "Object"),
    };
    page.line(0, format!("synth_core::{macro_name}! {{"));
    page.doc(1, &format!("{what} `{}` of `{type_name}`.", shape.field));
    page.line(1, &shape.name);
    page.line(0, "}");
}

fn schema_data(
    page: &mut Page,
    kind: BindingKind,
    type_name: &str,
    schema: &TopLevel,
    statics: &Statics,
) {
    page.blank();
    page.line(0, "static BINDING: BindingSchema = BindingSchema {");
    page.line(1, format!("kind: BindingKind::{kind:?},"));
    page.line(1, format!("type_name: {type_name:?},"));
    page.line(1, "provider: &super::REQUIREMENT,");
    page.line(1, format!("version: {},", digits(schema.version)));
    page.line(1, "block: &BLOCK,");
    page.line(0, "};");
    page.blank();
    page.line(0, "synth_core::schemas! {");
    for line in statics.lines() {
        page.line(0, line);
    }
    page.line(0, "}");
}

/// A number with the separators that clippy asks for.
fn digits(number: u64) -> String {
    let plain = number.to_string();
    if plain.len() < 6 {
        return plain;
    }
    let mut grouped = String::new();
    for (index, digit) in plain.char_indices() {
        if index > 0 && (plain.len() - index).is_multiple_of(3) {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    grouped
}

/// All identifiers of the code outside of comments.
fn words(code: &str) -> HashSet<&str> {
    code.lines()
        .filter(|line| !line.trim_start().starts_with("///"))
        .flat_map(|line| line.split(|character: char| !is_word(character)))
        .collect()
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}
