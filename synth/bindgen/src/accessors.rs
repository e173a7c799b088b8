//! The accessors of an attributes type.

use synth_core::schema::flags;

use crate::model::{Field, FieldKind};
use crate::naming::methods;
use crate::page::Page;
use crate::reserved;
use crate::setters::deprecation;
use crate::shapes::{Role, Shape, Shapes};

/// Writes `impl XAttributes { accessors }`.
pub(crate) fn accessors(page: &mut Page, shape: &Shape, shapes: &Shapes) {
    let fields = &shape.block.fields;
    let mut methods = methods(
        fields.keys().map(String::as_str),
        reserved::ATTRIBUTES_METHODS,
    );
    let readable: Vec<(&String, &Field)> = fields
        .iter()
        .filter(|(_, field)| shape.role.readable(field))
        .collect();
    if readable.is_empty() {
        return;
    }
    page.blank();
    page.implementation("impl", &format!("{}Attributes", shape.name));
    for (position, (name, field)) in readable.into_iter().enumerate() {
        if position > 0 {
            page.blank();
        }
        page.doc(1, &doc(name, field));
        if field.is_deprecated() {
            page.line(1, deprecation(name));
        }
        page.line(1, "#[must_use]");
        let method = methods.remove(name.as_str()).unwrap_or_default();
        let result = result(name, field, shape.role, shapes);
        let head = format!("pub fn {method}");
        page.signature(1, &head, &["&self".into()], &result);
        page.chain(2, &calls(name, field, shape.role));
        page.line(1, "}");
    }
    page.line(0, "}");
}

fn doc(name: &str, field: &Field) -> String {
    let mut doc = match field.kind {
        FieldKind::Block { .. } => format!("Block `{name}`"),
        _ => format!("Attribute `{name}`"),
    };
    if field.has(flags::COMPUTED) {
        doc.push_str(", computed");
    }
    if field.has(flags::SENSITIVE) {
        doc.push_str(", sensitive");
    }
    doc + "."
}

fn result(name: &str, field: &Field, role: Role, shapes: &Shapes) -> String {
    let structured = role.structured(field);
    match &field.kind {
        FieldKind::Attribute(kind) if structured => shapes.access(name, kind),
        FieldKind::Attribute(kind) => format!("Value<{}>", shapes.value(name, kind)),
        FieldKind::Nested { nesting, block } if structured => {
            shapes.nested_access(Role::Nested, name, *nesting, block)
        }
        FieldKind::Nested { nesting, block } => {
            format!("Value<{}>", shapes.nested_value(name, *nesting, block))
        }
        FieldKind::Block { nesting, block, .. } => {
            shapes.nested_access(Role::Block, name, *nesting, block)
        }
    }
}

fn calls(name: &str, field: &Field, role: Role) -> Vec<String> {
    let prefix = if field.has(flags::SENSITIVE) {
        "sensitive_"
    } else {
        ""
    };
    if role.structured(field) {
        vec![format!(".{prefix}nested({name:?})"), ".into()".into()]
    } else {
        vec![format!(".{prefix}attribute({name:?})")]
    }
}
