//! Which structs a binding consists of, and what they are called.

use std::collections::{HashMap, VecDeque};

use synth_core::schema::{BindingKind, Nesting};

use crate::model::{Block, Field, FieldKind, Type};
use crate::naming::{Names, pascal};
use crate::reserved;

/// Nobody wants to write a longer name than this: such a struct is called
/// after the element and its own field only, if no other is.
const LONG_NAME: usize = 60;

/// What kind of thing a struct stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    /// The resource, data source, ephemeral resource or provider itself.
    Element,
    /// A nested block.
    Block,
    /// A nested attribute.
    Nested,
    /// An object type, every field of which has to be given.
    Object,
}

/// One struct to set things in, one to read things from, or both.
#[derive(Debug)]
pub(crate) struct Shape<'a> {
    pub(crate) role: Role,
    /// Terraform's name of the field that it fills.
    pub(crate) field: &'a str,
    /// The struct's name; the attributes type's is the same and `Attributes`.
    pub(crate) name: String,
    pub(crate) block: &'a Block,
    pub(crate) input: bool,
    pub(crate) attributes: bool,
}

/// All structs of one binding, the element first. Blocks with the same name
/// and the same fields share one: recursive schemas repeat them a lot.
#[derive(Debug)]
pub(crate) struct Shapes<'a> {
    all: Vec<Shape<'a>>,
    known: HashMap<(Role, &'a str, &'a Block), usize>,
    names: Names,
    queue: VecDeque<Request>,
}

#[derive(Debug)]
struct Request {
    shape: usize,
    input: bool,
    attributes: bool,
}

impl<'a> Shapes<'a> {
    pub(crate) fn of(kind: BindingKind, type_name: &'a str, name: &str, block: &'a Block) -> Self {
        let mut names = Names::new(reserved::TYPES);
        let name = names.take(&[name.into()], &["", "Attributes"]);
        // Nothing can refer to a provider's configuration.
        let attributes = kind != BindingKind::Provider;
        let element = Shape {
            role: Role::Element,
            field: type_name,
            name,
            block,
            input: true,
            attributes,
        };
        let mut shapes = Self {
            all: vec![element],
            known: HashMap::new(),
            names,
            queue: VecDeque::from([Request {
                shape: 0,
                input: true,
                attributes,
            }]),
        };
        // Breadth first, so that a shared struct is named after the outermost.
        while let Some(request) = shapes.queue.pop_front() {
            shapes.visit(&request);
        }
        shapes
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Shape<'a>> {
        self.all.iter()
    }

    /// The struct for a block in a field.
    pub(crate) fn find(&self, role: Role, field: &str, block: &Block) -> Option<&Shape<'a>> {
        let index = self.known.get(&(role, field, block))?;
        self.all.get(*index)
    }

    fn visit(&mut self, request: &Request) {
        let Some(shape) = self.all.get(request.shape) else {
            return;
        };
        let (role, block) = (shape.role, shape.block);
        for (name, field) in &block.fields {
            let input = request.input && role.settable(field);
            let readable = request.attributes && role.readable(field);
            let attributes = readable && role.structured(field);
            let input = input || (readable && !attributes);
            let (role, block) = match &field.kind {
                FieldKind::Block { block, .. } => (Role::Block, block),
                FieldKind::Nested { block, .. } => (Role::Nested, block),
                FieldKind::Attribute(kind) => match kind.object() {
                    Some(block) => (Role::Object, block),
                    None => continue,
                },
            };
            if input || attributes {
                self.request(request.shape, (role, name, block), input, attributes);
            }
        }
    }

    fn request(
        &mut self,
        parent: usize,
        key: (Role, &'a str, &'a Block),
        input: bool,
        attributes: bool,
    ) {
        let shape = match self.known.get(&key) {
            Some(shape) => *shape,
            None => self.add(parent, key),
        };
        let Some(known) = self.all.get_mut(shape) else {
            return;
        };
        let input = input && !known.input;
        let attributes = attributes && !known.attributes;
        known.input |= input;
        known.attributes |= attributes;
        if input || attributes {
            self.queue.push_back(Request {
                shape,
                input,
                attributes,
            });
        }
    }

    fn add(&mut self, parent: usize, key: (Role, &'a str, &'a Block)) -> usize {
        let (role, field, block) = key;
        let own = pascal(field);
        let below = |index: usize| {
            let outer = self.all.get(index).map_or("", |outer| &outer.name);
            format!("{outer}{own}")
        };
        let full = below(parent);
        let wanted = if full.len() <= LONG_NAME {
            let alternative = format!("{full}Block");
            [full, alternative]
        } else {
            let outer = self.all.get(parent).map_or("", |outer| outer.field);
            let element = self.all.first().map_or("", |element| &element.name);
            [below(0), format!("{element}{}{own}", pascal(outer))]
        };
        let name = self.names.take(&wanted, &["", "Attributes"]);
        self.all.push(Shape {
            role,
            field,
            name,
            block,
            input: false,
            attributes: false,
        });
        let shape = self.all.len() - 1;
        self.known.insert(key, shape);
        shape
    }

    /// The `T` of the `Value<T>` that an attribute's setter takes.
    pub(crate) fn value(&self, name: &str, kind: &Type) -> String {
        match kind {
            Type::String => "String".into(),
            Type::Number => "Number".into(),
            Type::Bool => "bool".into(),
            Type::Dynamic | Type::Tuple(_) => "Any".into(),
            Type::List(element) => format!("List<{}>", self.value(name, element)),
            Type::Set(element) => format!("Set<{}>", self.value(name, element)),
            Type::Map(element) => format!("Map<{}>", self.value(name, element)),
            Type::Object(block) => self.name(Role::Object, name, block),
        }
    }

    /// The same for a nested attribute.
    pub(crate) fn nested_value(&self, name: &str, nesting: Nesting, block: &Block) -> String {
        let name = self.name(Role::Nested, name, block);
        match nesting {
            Nesting::Single | Nesting::Group => name,
            Nesting::List => format!("List<{name}>"),
            Nesting::Set => format!("Set<{name}>"),
            Nesting::Map => format!("Map<{name}>"),
        }
    }

    /// What the accessor of an attribute with an object inside returns.
    pub(crate) fn access(&self, name: &str, kind: &Type) -> String {
        match kind {
            Type::List(element) => format!("ListOf<{}>", self.access(name, element)),
            Type::Set(element) => format!("SetOf<{}>", self.access(name, element)),
            Type::Map(element) => format!("MapOf<{}>", self.access(name, element)),
            Type::Object(block) => self.name(Role::Object, name, block) + "Attributes",
            _ => format!("Value<{}>", self.value(name, kind)),
        }
    }

    /// What the accessor of a block or nested attribute returns.
    pub(crate) fn nested_access(
        &self,
        role: Role,
        name: &str,
        nesting: Nesting,
        block: &Block,
    ) -> String {
        let name = self.name(role, name, block) + "Attributes";
        match nesting {
            Nesting::Single | Nesting::Group => name,
            Nesting::List => format!("ListOf<{name}>"),
            Nesting::Set => format!("SetOf<{name}>"),
            Nesting::Map => format!("MapOf<{name}>"),
        }
    }

    pub(crate) fn name(&self, role: Role, field: &str, block: &Block) -> String {
        self.find(role, field, block)
            .map_or_else(|| "Any".into(), |shape| shape.name.clone())
    }
}

impl Role {
    /// Whether a struct of this role has a setter for the field.
    pub(crate) fn settable(self, field: &Field) -> bool {
        self == Self::Object || field.is_settable()
    }

    /// Whether an attributes type of this role has an accessor for the field.
    pub(crate) fn readable(self, field: &Field) -> bool {
        self == Self::Object || field.is_readable()
    }

    /// Whether the accessor leads into the field's own fields instead of
    /// returning it whole, as it does with what configuration alone decides.
    pub(crate) fn structured(self, field: &Field) -> bool {
        let has_fields = match &field.kind {
            FieldKind::Attribute(kind) => kind.object().is_some(),
            _ => true,
        };
        has_fields && (self == Self::Object || field.is_computed() || !field.is_settable())
    }
}
