//! The schema data of a binding: one constant for each distinct block.

use std::collections::{HashMap, VecDeque};

use synth_core::schema::{Nesting, flags};

use crate::model::{Block, Field, FieldKind, Type};
use crate::naming::{Names, screaming};
use crate::reserved;

/// Where the name of a constant is cut: it has to fit into a line.
const LONG_NAME: usize = 40;

/// The constants of one binding, the outermost first.
#[derive(Debug)]
pub(crate) struct Statics<'a> {
    blocks: Vec<&'a Block>,
    names: HashMap<&'a Block, String>,
}

impl<'a> Statics<'a> {
    pub(crate) fn of(root: &'a Block) -> Self {
        let mut names = Names::new(reserved::CONSTANTS);
        let mut statics = Self {
            blocks: vec![root],
            names: HashMap::from([(root, "BLOCK".into())]),
        };
        let mut queue = VecDeque::from([root]);
        while let Some(block) = queue.pop_front() {
            for (name, field) in &block.fields {
                let mut own = screaming(name);
                own.truncate(LONG_NAME);
                let inner = match &field.kind {
                    FieldKind::Attribute(kind) => objects(kind),
                    FieldKind::Nested { block, .. } | FieldKind::Block { block, .. } => vec![block],
                };
                for inner in inner {
                    if statics.names.contains_key(inner) {
                        continue;
                    }
                    let name = names.take(&[own.clone(), format!("{own}_")], &[""]);
                    queue.push_back(inner);
                    statics.names.insert(inner, name);
                    statics.blocks.push(inner);
                }
            }
        }
        statics
    }

    /// The constant that holds a block.
    pub(crate) fn name(&self, block: &Block) -> &str {
        self.names.get(block).map_or("BLOCK", String::as_str)
    }

    /// The lines of the `schemas!` macro's argument.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for block in &self.blocks {
            let constructor = if block.deprecated {
                "deprecated"
            } else {
                "new"
            };
            let name = self.name(block);
            lines.push(format!("    static {name} = {constructor} ["));
            for (name, field) in &block.fields {
                lines.push(format!("        {},", self.field(name, field)));
            }
            lines.push("    ];".into());
        }
        lines
    }

    fn field(&self, name: &str, field: &Field) -> String {
        let flags = flag_names(field.flags);
        match &field.kind {
            FieldKind::Attribute(kind) => {
                format!("attribute({name:?}, {}, {flags})", self.constraint(kind))
            }
            FieldKind::Nested { nesting, block } => {
                let (mode, schema) = (mode(*nesting), self.name(block));
                format!("nested({name:?}, {mode}, &{schema}, {flags})")
            }
            FieldKind::Block {
                nesting,
                min_items,
                max_items,
                block,
            } => {
                let (mode, schema) = (mode(*nesting), self.name(block));
                format!("block({name:?}, {mode}, {min_items}, {max_items}, &{schema})")
            }
        }
    }

    fn constraint(&self, kind: &Type) -> String {
        match kind {
            Type::String => "String".into(),
            Type::Number => "Number".into(),
            Type::Bool => "Bool".into(),
            Type::Dynamic => "Dynamic".into(),
            Type::List(element) => format!("List(&{})", self.constraint(element)),
            Type::Set(element) => format!("Set(&{})", self.constraint(element)),
            Type::Map(element) => format!("Map(&{})", self.constraint(element)),
            Type::Object(block) => format!("Object(&{})", self.name(block)),
            Type::Tuple(elements) => {
                let elements = elements.iter().map(|element| self.constraint(element));
                format!("Tuple(&[{}])", elements.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// All object types inside a type, also those in tuples.
fn objects(kind: &Type) -> Vec<&Block> {
    match kind {
        Type::List(element) | Type::Set(element) | Type::Map(element) => objects(element),
        Type::Object(block) => vec![block],
        Type::Tuple(elements) => elements.iter().flat_map(objects).collect(),
        _ => Vec::new(),
    }
}

fn mode(nesting: Nesting) -> &'static str {
    match nesting {
        Nesting::Single => "Nesting::Single",
        Nesting::Group => "Nesting::Group",
        Nesting::List => "Nesting::List",
        Nesting::Set => "Nesting::Set",
        Nesting::Map => "Nesting::Map",
    }
}

fn flag_names(flags: u8) -> String {
    let names: Vec<&str> = [
        (flags::REQUIRED, "REQUIRED"),
        (flags::OPTIONAL, "OPTIONAL"),
        (flags::COMPUTED, "COMPUTED"),
        (flags::SENSITIVE, "SENSITIVE"),
        (flags::DEPRECATED, "DEPRECATED"),
        (flags::WRITE_ONLY, "WRITE_ONLY"),
    ]
    .into_iter()
    .filter_map(|(flag, name)| (flags & flag != 0).then_some(name))
    .collect();
    if names.is_empty() {
        "0".into()
    } else {
        names.join(" | ")
    }
}
