//! From `terraform providers schema -json` to the [model](crate::model).

use std::collections::BTreeMap;

use serde_json::Value;
use synth_core::schema::{BindingKind, Nesting, flags};

use crate::cursor::Cursor;
use crate::error::Error;
use crate::model::{Block, Field, FieldKind, TopLevel, Type};

/// One provider's part of a schema document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ProviderSchema<'a> {
    document: &'a Value,
    address: &'a str,
}

impl<'a> ProviderSchema<'a> {
    /// Finds the provider with this source: `hashicorp/aws`, on whatever host.
    pub(crate) fn find(document: &'a Value, source: &str) -> Result<Self, Error> {
        let root = Cursor::root(document);
        let version = root.require("format_version")?;
        let found = version.string()?;
        if found.split('.').next() != Some("1") {
            return Err(Error::Format {
                found: found.into(),
            });
        }
        let providers = root.require("provider_schemas")?;
        let addresses = providers.object()?.keys();
        let is_it = |address: &&String| {
            address.as_str() == source
                || address
                    .strip_suffix(source)
                    .is_some_and(|host| host.ends_with('/'))
        };
        let Some(address) = addresses.clone().find(is_it) else {
            return Err(Error::UnknownProvider {
                source: source.into(),
                present: addresses.cloned().collect(),
            });
        };
        Ok(Self { document, address })
    }

    /// The names of all types of a kind.
    pub(crate) fn names(&self, kind: BindingKind) -> Result<Vec<&'a str>, Error> {
        let root = Cursor::root(self.document);
        let providers = root.require("provider_schemas")?;
        let provider = providers.require(self.address)?;
        let Some(section) = provider.get(section(kind))? else {
            return Ok(Vec::new());
        };
        Ok(section.object()?.keys().map(String::as_str).collect())
    }

    /// The type of that name; for [`BindingKind::Provider`] the configuration,
    /// whatever the name.
    pub(crate) fn top_level(
        &self,
        kind: BindingKind,
        name: &str,
    ) -> Result<Option<TopLevel>, Error> {
        let root = Cursor::root(self.document);
        let providers = root.require("provider_schemas")?;
        let provider = providers.require(self.address)?;
        let Some(section) = provider.get(section(kind))? else {
            return Ok(None);
        };
        if kind == BindingKind::Provider {
            return top_level(&section).map(Some);
        }
        let found = section.get(name)?;
        found.as_ref().map(top_level).transpose()
    }
}

fn section(kind: BindingKind) -> &'static str {
    match kind {
        BindingKind::Provider => "provider",
        BindingKind::Resource => "resource_schemas",
        BindingKind::DataSource => "data_source_schemas",
        BindingKind::Ephemeral => "ephemeral_resource_schemas",
    }
}

fn top_level(schema: &Cursor) -> Result<TopLevel, Error> {
    let version = schema.number("version")?;
    let block = schema.get("block")?.as_ref().map(block).transpose()?;
    Ok(TopLevel {
        version,
        block: block.unwrap_or_default(),
    })
}

fn block(at: &Cursor) -> Result<Block, Error> {
    let mut fields = attributes(at)?;
    if let Some(blocks) = at.get("block_types")? {
        for (name, value) in blocks.object()? {
            let at = blocks.child(name, value);
            if fields.insert(name.clone(), block_type(&at)?).is_some() {
                return Err(at.expected("a name that no attribute has"));
            }
        }
    }
    Ok(Block {
        fields,
        deprecated: at.flag("deprecated")?,
    })
}

fn attributes(at: &Cursor) -> Result<BTreeMap<String, Field>, Error> {
    let mut fields = BTreeMap::new();
    if let Some(attributes) = at.get("attributes")? {
        for (name, value) in attributes.object()? {
            fields.insert(name.clone(), attribute(&attributes.child(name, value))?);
        }
    }
    Ok(fields)
}

fn attribute(at: &Cursor) -> Result<Field, Error> {
    let kind = match at.get("nested_type")? {
        Some(nested) => FieldKind::Nested {
            nesting: nesting(&nested)?,
            block: Block {
                fields: attributes(&nested)?,
                deprecated: false,
            },
        },
        None => FieldKind::Attribute(constraint(&at.require("type")?)?),
    };
    let mut flags = 0;
    for (key, flag) in [
        ("required", flags::REQUIRED),
        ("optional", flags::OPTIONAL),
        ("computed", flags::COMPUTED),
        ("sensitive", flags::SENSITIVE),
        ("deprecated", flags::DEPRECATED),
        ("write_only", flags::WRITE_ONLY),
    ] {
        if at.flag(key)? {
            flags |= flag;
        }
    }
    Ok(Field { kind, flags })
}

fn block_type(at: &Cursor) -> Result<Field, Error> {
    let items = |key| {
        let items = u32::try_from(at.number(key)?);
        items.map_err(|_| at.expected("a number of items below 2^32"))
    };
    let kind = FieldKind::Block {
        nesting: nesting(at)?,
        min_items: items("min_items")?,
        max_items: items("max_items")?,
        block: block(&at.require("block")?)?,
    };
    Ok(Field { kind, flags: 0 })
}

fn nesting(at: &Cursor) -> Result<Nesting, Error> {
    let mode = at.require("nesting_mode")?;
    match mode.string()? {
        "single" => Ok(Nesting::Single),
        "group" => Ok(Nesting::Group),
        "list" => Ok(Nesting::List),
        "set" => Ok(Nesting::Set),
        "map" => Ok(Nesting::Map),
        _ => Err(mode.expected("one of single, group, list, set, map")),
    }
}

fn constraint(at: &Cursor) -> Result<Type, Error> {
    const EXPECTED: &str = "a type constraint";
    if let Some(primitive) = at.as_str() {
        return match primitive {
            "string" => Ok(Type::String),
            "number" => Ok(Type::Number),
            "bool" => Ok(Type::Bool),
            "dynamic" => Ok(Type::Dynamic),
            _ => Err(at.expected(EXPECTED)),
        };
    }
    let [constructor, argument, rest @ ..] = at.array()? else {
        return Err(at.expected(EXPECTED));
    };
    let of = at.child("of", argument);
    match constructor.as_str() {
        Some("list") => Ok(Type::List(Box::new(constraint(&of)?))),
        Some("set") => Ok(Type::Set(Box::new(constraint(&of)?))),
        Some("map") => Ok(Type::Map(Box::new(constraint(&of)?))),
        Some("tuple") => {
            let elements = of.array()?.iter();
            let elements = elements.map(|element| constraint(&of.child("element", element)));
            Ok(Type::Tuple(elements.collect::<Result<_, _>>()?))
        }
        Some("object") => {
            let optional = rest.first().and_then(Value::as_array);
            let is_optional =
                |name: &str| optional.is_some_and(|names| names.iter().any(|one| one == name));
            let mut fields = BTreeMap::new();
            for (name, value) in of.object()? {
                let kind = FieldKind::Attribute(constraint(&of.child(name, value))?);
                let flags = if is_optional(name) {
                    flags::OPTIONAL
                } else {
                    0
                };
                fields.insert(name.clone(), Field { kind, flags });
            }
            Ok(Type::Object(Block {
                fields,
                deprecated: false,
            }))
        }
        _ => Err(at.expected(EXPECTED)),
    }
}
