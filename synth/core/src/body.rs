//! What was set on a resource, block or object.

use crate::node::{Node, Text};
use crate::schema::{FieldKind, Nesting, Schema};
use crate::value::Value;

/// The arguments given to one block or object, by field of its schema.
///
/// Generated structs wrap it: a setter stores its value under the field's
/// position in the schema, which is also its place in the sorted output.
#[derive(Debug, Clone)]
pub struct Body {
    schema: &'static Schema,
    fields: Vec<(u16, Node)>,
    /// Arguments that the schema does not have, by name.
    extra: Vec<(Text, Node)>,
    /// An object *type* needs every field, so unset ones are written as null.
    complete: bool,
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        // Schemas are constants: the same one has the same address.
        std::ptr::eq(self.schema, other.schema)
            && self.complete == other.complete
            && self.fields == other.fields
            && self.extra == other.extra
    }
}

/// The schema of something that has none.
pub(crate) static UNTYPED: Schema = Schema::new(&[]);

impl Body {
    /// Nothing set yet.
    #[must_use]
    pub fn new(schema: &'static Schema) -> Self {
        Self {
            schema,
            fields: Vec::new(),
            extra: Vec::new(),
            complete: false,
        }
    }

    /// An object of an object type: what stays unset is written as `null`,
    /// because Terraform wants every field of it.
    #[must_use]
    pub fn object(schema: &'static Schema) -> Self {
        Self {
            complete: true,
            ..Self::new(schema)
        }
    }

    /// A body without a schema.
    #[must_use]
    pub fn untyped() -> Self {
        Self::new(&UNTYPED)
    }

    /// Sets the attribute at `field`, replacing what was there.
    #[must_use]
    pub fn with<T>(mut self, field: u16, value: impl Into<Value<T>>) -> Self {
        self.put(field, value.into().into_node());
        self
    }

    /// Sets the single nested block at `field`.
    #[must_use]
    pub fn with_block(mut self, field: u16, block: impl Into<Body>) -> Self {
        self.put(field, Node::Body(Box::new(block.into())));
        self
    }

    /// Appends nested blocks at `field`.
    #[must_use]
    pub fn with_blocks<B: Into<Body>>(mut self, field: u16, blocks: impl Into<Blocks<B>>) -> Self {
        let blocks = blocks.into().0.into_iter().map(Into::into);
        if let Some((_, Node::Blocks(present))) =
            self.fields.iter_mut().find(|(index, _)| *index == field)
        {
            present.extend(blocks);
        } else {
            self.put(field, Node::Blocks(blocks.collect()));
        }
        self
    }

    /// Adds a labelled nested block at `field` (nesting mode `map`).
    #[must_use]
    pub fn with_labelled(
        mut self,
        field: u16,
        label: impl Into<Text>,
        block: impl Into<Body>,
    ) -> Self {
        let entry = (label.into(), Node::Body(Box::new(block.into())));
        if let Some((_, Node::Map(present))) =
            self.fields.iter_mut().find(|(index, _)| *index == field)
        {
            present.push(entry);
        } else {
            self.put(field, Node::Map(vec![entry]));
        }
        self
    }

    /// Sets an argument by name: a field of the schema, or one it lacks.
    pub fn set(&mut self, name: impl Into<Text>, node: Node) {
        let name = name.into();
        let found = self
            .schema
            .fields
            .binary_search_by(|field| field.name.cmp(&name));
        if let Some(index) = found.ok().and_then(|index| u16::try_from(index).ok()) {
            self.put(index, node);
            return;
        }
        match self.extra.iter_mut().find(|(present, _)| *present == name) {
            Some((_, slot)) => *slot = node,
            None => self.extra.push((name, node)),
        }
    }

    /// What was set under `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entries()
            .find_map(|(present, node)| (present == name).then_some(node))
    }

    /// The schema it was made for; empty for untyped bodies.
    #[must_use]
    pub fn schema(&self) -> &'static Schema {
        self.schema
    }

    /// Everything set, in no particular order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Node)> {
        let fields = self.fields.iter().filter_map(|(index, node)| {
            let field = self.schema.fields.get(usize::from(*index))?;
            Some((field.name, node))
        });
        fields.chain(self.extra.iter().map(|(name, node)| (name.as_ref(), node)))
    }

    /// Everything set, with the shape of its field where the schema has it.
    pub(crate) fn fields_with_kind(
        &self,
    ) -> impl Iterator<Item = (&str, &Node, Option<&'static FieldKind>)> {
        let fields = self.fields.iter().filter_map(|(index, node)| {
            let field = self.schema.fields.get(usize::from(*index))?;
            Some((field.name, node, Some(&field.kind)))
        });
        let extra = self
            .extra
            .iter()
            .map(|(name, node)| (name.as_ref(), node, None));
        fields.chain(extra)
    }

    /// Fields of a complete object that were not set.
    pub(crate) fn missing_fields(&self) -> impl Iterator<Item = &'static str> {
        let fields = if self.complete {
            self.schema.fields
        } else {
            &[]
        };
        fields
            .iter()
            .map(|field| field.name)
            .filter(|name| self.get(name).is_none_or(Node::is_unset))
    }

    fn put(&mut self, field: u16, node: Node) {
        match self.fields.iter_mut().find(|(index, _)| *index == field) {
            Some((_, slot)) => *slot = node,
            None => self.fields.push((field, node)),
        }
    }
}

/// One nested block or several, for setters of repeatable blocks.
#[derive(Debug, Clone)]
pub struct Blocks<B>(Vec<B>);

impl<B> From<B> for Blocks<B> {
    fn from(block: B) -> Self {
        Self(vec![block])
    }
}

impl<B> From<Vec<B>> for Blocks<B> {
    fn from(blocks: Vec<B>) -> Self {
        Self(blocks)
    }
}

impl<B, const N: usize> From<[B; N]> for Blocks<B> {
    fn from(blocks: [B; N]) -> Self {
        Self(blocks.into())
    }
}

impl<B> From<Option<B>> for Blocks<B> {
    fn from(block: Option<B>) -> Self {
        Self(block.into_iter().collect())
    }
}

impl<B> FromIterator<B> for Blocks<B> {
    fn from_iter<I: IntoIterator<Item = B>>(blocks: I) -> Self {
        Self(blocks.into_iter().collect())
    }
}

/// Whether a field's blocks are written as one object instead of an array.
pub(crate) fn is_single(kind: &FieldKind) -> bool {
    match kind {
        FieldKind::Block {
            nesting, max_items, ..
        } => matches!(nesting, Nesting::Single | Nesting::Group) || *max_items == 1,
        _ => false,
    }
}
