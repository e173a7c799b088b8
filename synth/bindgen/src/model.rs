//! A provider's schema as this crate works on it.
//!
//! The owned counterpart of [`synth_core::schema`]: parsed from JSON, compared
//! to share equal blocks, and written as Rust.

use std::collections::BTreeMap;

use synth_core::schema::{Nesting, flags};

/// A resource, data source, ephemeral resource or provider configuration.
#[derive(Debug)]
pub(crate) struct TopLevel {
    pub(crate) version: u64,
    pub(crate) block: Block,
}

/// The fields of a block, a nested attribute or an object type.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Block {
    pub(crate) fields: BTreeMap<String, Field>,
    pub(crate) deprecated: bool,
}

/// An attribute or a nested block.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Field {
    pub(crate) kind: FieldKind,
    /// A combination of [`synth_core::schema::flags`].
    pub(crate) flags: u8,
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) enum FieldKind {
    Attribute(Type),
    Nested {
        nesting: Nesting,
        block: Block,
    },
    Block {
        nesting: Nesting,
        min_items: u32,
        max_items: u32,
        block: Block,
    },
}

/// A type constraint.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    String,
    Number,
    Bool,
    Dynamic,
    List(Box<Type>),
    Set(Box<Type>),
    Map(Box<Type>),
    Object(Block),
    Tuple(Vec<Type>),
}

impl Block {
    /// Whether anything can be set in it. A block without fields can be: its
    /// presence says something.
    pub(crate) fn is_settable(&self) -> bool {
        self.fields.is_empty() || self.fields.values().any(Field::is_settable)
    }

    /// Whether the provider fills in anything, at any depth.
    pub(crate) fn is_computed(&self) -> bool {
        self.fields.values().any(Field::is_computed)
    }
}

impl Field {
    pub(crate) fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Whether `new` asks for it.
    pub(crate) fn is_required(&self) -> bool {
        match self.kind {
            FieldKind::Block {
                nesting, min_items, ..
            } => min_items > 0 && nesting != Nesting::Map,
            _ => self.has(flags::REQUIRED),
        }
    }

    /// Whether configuration may give it.
    pub(crate) fn is_settable(&self) -> bool {
        match &self.kind {
            FieldKind::Block {
                min_items, block, ..
            } => *min_items > 0 || block.is_settable(),
            _ => self.has(flags::REQUIRED | flags::OPTIONAL),
        }
    }

    /// Whether the provider fills in it or anything inside.
    pub(crate) fn is_computed(&self) -> bool {
        match &self.kind {
            FieldKind::Attribute(_) => self.has(flags::COMPUTED),
            FieldKind::Nested { block, .. } => self.has(flags::COMPUTED) || block.is_computed(),
            FieldKind::Block { block, .. } => block.is_computed(),
        }
    }

    /// Whether an expression can sensibly read it: every attribute that is
    /// kept in state, and blocks with something computed.
    pub(crate) fn is_readable(&self) -> bool {
        match &self.kind {
            FieldKind::Block { block, .. } => block.is_computed(),
            _ => !self.has(flags::WRITE_ONLY),
        }
    }

    /// Whether the provider advises against it.
    pub(crate) fn is_deprecated(&self) -> bool {
        match &self.kind {
            FieldKind::Block { block, .. } => block.deprecated,
            _ => self.has(flags::DEPRECATED),
        }
    }
}

impl Type {
    /// The object type inside, if there is one that has a name to be found.
    pub(crate) fn object(&self) -> Option<&Block> {
        match self {
            Self::List(element) | Self::Set(element) | Self::Map(element) => element.object(),
            Self::Object(block) => Some(block),
            _ => None,
        }
    }
}
