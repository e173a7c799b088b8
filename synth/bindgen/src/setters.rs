//! The constructor and the setters of a struct.

use synth_core::schema::{Nesting, flags};

use crate::model::{Field, FieldKind};
use crate::naming::methods;
use crate::page::Page;
use crate::reserved;
use crate::shapes::{Role, Shape, Shapes};
use crate::statics::Statics;

/// More parameters than this want an explanation in front of clippy.
const MANY_PARAMETERS: usize = 7;

/// A field as its setter sees it.
struct Setter<'a> {
    name: &'a str,
    method: String,
    /// Position in the schema.
    index: usize,
    field: &'a Field,
}

/// Writes `impl X { new and setters }`, and `Default` where nothing is
/// required.
pub(crate) fn setters(
    page: &mut Page,
    shape: &Shape,
    shapes: &Shapes,
    statics: &Statics,
    what: &str,
) {
    let reserved = if shape.role == Role::Element {
        reserved::ELEMENT_METHODS
    } else {
        reserved::BLOCK_METHODS
    };
    let fields = &shape.block.fields;
    let mut methods = methods(fields.keys().map(String::as_str), reserved);
    let setters: Vec<Setter> = fields
        .iter()
        .enumerate()
        .filter(|(_, (_, field))| shape.role.settable(field))
        .map(|(index, (name, field))| Setter {
            name,
            method: methods.remove(name.as_str()).unwrap_or_default(),
            index,
            field,
        })
        .collect();
    let (blocks, attributes): (Vec<&Setter>, Vec<&Setter>) = setters
        .iter()
        .filter(|setter| setter.field.is_required())
        .partition(|setter| setter.is_block());
    let required: Vec<&Setter> = attributes.into_iter().chain(blocks).collect();
    let body = match shape.role {
        Role::Object => format!("Body::object(&{})", statics.name(shape.block)),
        _ => format!("Body::new(&{})", statics.name(shape.block)),
    };

    page.blank();
    page.implementation("impl", &shape.name);
    new(page, shape, shapes, &required, &body, what);
    for setter in &setters {
        if !setter.field.is_required() || setter.is_repeatable() {
            page.blank();
            setter.write(page, shapes);
        }
    }
    page.line(0, "}");

    if required.is_empty() {
        page.blank();
        page.implementation("impl Default", &format!("for {}", shape.name));
        page.line(1, "fn default() -> Self {");
        page.line(2, format!("Self::from_body({body})"));
        page.line(1, "}");
        page.line(0, "}");
    }
}

fn new(
    page: &mut Page,
    shape: &Shape,
    shapes: &Shapes,
    required: &[&Setter],
    body: &str,
    what: &str,
) {
    if required.is_empty() {
        page.line(1, "/// Nothing set yet; nothing is required.");
    } else {
        let names: Vec<String> = required.iter().map(|setter| setter.mention()).collect();
        page.doc(1, &format!("Takes what is required: {}.", names.join(", ")));
    }
    if shape.role == Role::Element && shape.block.deprecated {
        let note = format!(
            "the provider marks this as deprecated: {}",
            what.to_lowercase()
        );
        page.line(1, format!("#[deprecated = {note:?}]"));
    }
    if required.len() > MANY_PARAMETERS {
        let lint = "clippy::too_many_arguments";
        page.line(
            1,
            format!("#[expect({lint}, reason = \"all are required\")]"),
        );
    }
    let parameters: Vec<String> = required
        .iter()
        .map(|setter| format!("{}: {}", setter.method, setter.parameter(shapes)))
        .collect();
    page.signature(1, "pub fn new", &parameters, "Self");
    if required.is_empty() {
        page.line(2, format!("Self::from_body({body})"));
    } else {
        let mut local = String::from("body");
        while required.iter().any(|setter| setter.method == local) {
            local.insert_str(0, "the_");
        }
        page.line(2, format!("let {local} = {body};"));
        for setter in required {
            let head = format!("let {local} = {local}.{}", setter.delegate());
            let index = setter.index.to_string();
            page.call(2, &head, &[&index, &setter.method]);
        }
        page.line(2, format!("Self::from_body({local})"));
    }
    page.line(1, "}");
}

impl Setter<'_> {
    fn is_block(&self) -> bool {
        matches!(self.field.kind, FieldKind::Block { .. })
    }

    /// Whether it is a block that may occur several times.
    fn is_repeatable(&self) -> bool {
        self.delegate() == "with_blocks"
    }

    fn delegate(&self) -> &'static str {
        match &self.field.kind {
            FieldKind::Block {
                nesting, max_items, ..
            } => match nesting {
                Nesting::Single | Nesting::Group => "with_block",
                Nesting::Map => "with_labelled",
                Nesting::List | Nesting::Set if *max_items == 1 => "with_block",
                Nesting::List | Nesting::Set => "with_blocks",
            },
            _ => "with",
        }
    }

    /// The type of the parameter.
    fn parameter(&self, shapes: &Shapes) -> String {
        match &self.field.kind {
            FieldKind::Attribute(kind) => {
                format!("impl Into<Value<{}>>", shapes.value(self.name, kind))
            }
            FieldKind::Nested { nesting, block } => {
                let value = shapes.nested_value(self.name, *nesting, block);
                format!("impl Into<Value<{value}>>")
            }
            FieldKind::Block { block, .. } => {
                let name = shapes.name(Role::Block, self.name, block);
                if self.is_repeatable() {
                    format!("impl Into<Blocks<{name}>>")
                } else {
                    name
                }
            }
        }
    }

    fn write(&self, page: &mut Page, shapes: &Shapes) {
        page.doc(1, &self.doc());
        if self.field.is_deprecated() {
            page.line(1, deprecation(self.name));
        }
        let parameter = match self.delegate() {
            "with" => "value",
            "with_blocks" => "blocks",
            _ => "block",
        };
        let labelled = self.delegate() == "with_labelled";
        let mut parameters = vec!["mut self".to_owned()];
        if labelled {
            parameters.push("label: impl Into<Text>".into());
        }
        parameters.push(format!("{parameter}: {}", self.parameter(shapes)));
        page.signature(1, &format!("pub fn {}", self.method), &parameters, "Self");
        let label = if labelled { "label, " } else { "" };
        let (delegate, index) = (self.delegate(), self.index);
        page.line(
            2,
            format!("self.body = self.body.{delegate}({index}, {label}{parameter});"),
        );
        page.line(2, "self");
        page.line(1, "}");
    }

    /// The name with what is special about it, for the list of what `new`
    /// takes.
    fn mention(&self) -> String {
        let mut mention = format!("`{}`", self.name);
        let remarks = self.remarks();
        if !remarks.is_empty() {
            mention = format!("{mention} ({})", remarks.join(", "));
        }
        mention
    }

    fn remarks(&self) -> Vec<&'static str> {
        [
            (flags::SENSITIVE, "sensitive"),
            (flags::WRITE_ONLY, "write-only"),
            (flags::DEPRECATED, "deprecated"),
        ]
        .into_iter()
        .filter_map(|(flag, remark)| self.field.has(flag).then_some(remark))
        .collect()
    }

    fn doc(&self) -> String {
        let name = self.name;
        match self.delegate() {
            "with_block" => return format!("Block `{name}`."),
            "with_blocks" => return format!("Adds blocks `{name}`."),
            "with_labelled" => return format!("Adds a block `{name}` by label."),
            _ => {}
        }
        let mut doc = format!("Argument `{name}`");
        if self.field.has(flags::COMPUTED) {
            doc.push_str(", computed when unset");
        }
        if self.field.has(flags::SENSITIVE) {
            doc.push_str(", sensitive");
        }
        if self.field.has(flags::WRITE_ONLY) {
            doc.push_str(", write-only: never stored, cannot be read");
        }
        doc + "."
    }
}

/// The attribute on everything that stands for a deprecated field.
pub(crate) fn deprecation(name: &str) -> String {
    let note = format!("the provider marks `{name}` as deprecated");
    format!("#[deprecated = {note:?}]")
}
