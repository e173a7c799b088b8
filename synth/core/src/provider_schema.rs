//! Writes schemas back in the format of `terraform providers schema -json`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::schema::{
    AttributeType, BindingKind, BindingSchema, Field, FieldKind, Nesting, Schema, flags,
};

/// The registry that a source address without a host belongs to.
const DEFAULT_HOST: &str = "registry.terraform.io";

/// The provider schema JSON (format 1.0) of these bindings: what Terraform
/// would say about the providers if they served nothing else.
///
/// Descriptions are missing, because bindings carry none.
#[must_use]
pub fn provider_schemas(bindings: &[&BindingSchema]) -> Value {
    let mut providers: BTreeMap<String, BTreeMap<&str, Value>> = BTreeMap::new();
    for binding in bindings {
        let sections = providers
            .entry(address(binding.provider.source))
            .or_default();
        let schema = json!({
            "version": binding.version,
            "block": block(binding.block),
        });
        let section = match binding.kind {
            BindingKind::Provider => {
                sections.insert("provider", schema);
                continue;
            }
            BindingKind::Resource => "resource_schemas",
            BindingKind::DataSource => "data_source_schemas",
            BindingKind::Ephemeral => "ephemeral_resource_schemas",
        };
        let section = sections.entry(section).or_insert_with(|| json!({}));
        insert(section, binding.type_name, schema);
    }
    json!({ "format_version": "1.0", "provider_schemas": providers })
}

fn address(source: &str) -> String {
    if source.matches('/').count() == 1 {
        format!("{DEFAULT_HOST}/{source}")
    } else {
        source.into()
    }
}

fn block(schema: &Schema) -> Value {
    let mut attributes = Map::new();
    let mut blocks = Map::new();
    for field in schema.fields {
        match &field.kind {
            FieldKind::Attribute(kind) => {
                attributes.insert(
                    field.name.into(),
                    attribute(field, "type", constraint(kind)),
                );
            }
            FieldKind::Nested { nesting, schema } => {
                let mut nested = block(schema);
                insert(&mut nested, "nesting_mode", mode(*nesting));
                attributes.insert(field.name.into(), attribute(field, "nested_type", nested));
            }
            FieldKind::Block {
                nesting,
                min_items,
                max_items,
                schema,
            } => {
                let mut nested = json!({ "block": block(schema), "nesting_mode": mode(*nesting) });
                for (key, items) in [("min_items", *min_items), ("max_items", *max_items)] {
                    if items != 0 {
                        insert(&mut nested, key, items);
                    }
                }
                blocks.insert(field.name.into(), nested);
            }
        }
    }
    let mut result = Map::new();
    if !attributes.is_empty() {
        result.insert("attributes".into(), attributes.into());
    }
    if !blocks.is_empty() {
        result.insert("block_types".into(), blocks.into());
    }
    if schema.deprecated {
        result.insert("deprecated".into(), true.into());
    }
    result.into()
}

fn attribute(field: &Field, key: &str, kind: Value) -> Value {
    let mut result: Value = Map::from_iter([(key.into(), kind)]).into();
    for (flag, key) in [
        (flags::REQUIRED, "required"),
        (flags::OPTIONAL, "optional"),
        (flags::COMPUTED, "computed"),
        (flags::SENSITIVE, "sensitive"),
        (flags::DEPRECATED, "deprecated"),
        (flags::WRITE_ONLY, "write_only"),
    ] {
        if field.has(flag) {
            insert(&mut result, key, true);
        }
    }
    result
}

fn insert(object: &mut Value, key: &str, value: impl Into<Value>) {
    if let Value::Object(object) = object {
        object.insert(key.into(), value.into());
    }
}

fn mode(nesting: Nesting) -> &'static str {
    match nesting {
        Nesting::Single => "single",
        Nesting::Group => "group",
        Nesting::List => "list",
        Nesting::Set => "set",
        Nesting::Map => "map",
    }
}

fn constraint(kind: &AttributeType) -> Value {
    match kind {
        AttributeType::String => "string".into(),
        AttributeType::Number => "number".into(),
        AttributeType::Bool => "bool".into(),
        AttributeType::Dynamic => "dynamic".into(),
        AttributeType::List(element) => json!(["list", constraint(element)]),
        AttributeType::Set(element) => json!(["set", constraint(element)]),
        AttributeType::Map(element) => json!(["map", constraint(element)]),
        AttributeType::Tuple(elements) => {
            let elements: Vec<Value> = elements.iter().map(constraint).collect();
            json!(["tuple", elements])
        }
        AttributeType::Object(schema) => object(schema),
    }
}

/// An object type: its fields by name and, where there are any, the names of
/// those that may be left out.
fn object(schema: &Schema) -> Value {
    let mut fields = Map::new();
    let mut optional = Vec::new();
    for field in schema.fields {
        if let FieldKind::Attribute(kind) = &field.kind {
            fields.insert(field.name.into(), constraint(kind));
        }
        if field.has(flags::OPTIONAL) {
            optional.push(field.name);
        }
    }
    if optional.is_empty() {
        json!(["object", fields])
    } else {
        json!(["object", fields, optional])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::ProviderRequirement;

    static TOY: ProviderRequirement = ProviderRequirement {
        name: "toy",
        source: "example/toy",
        version: "1.0.0",
    };
    crate::schemas! {
        static POINT = new [attribute("x", Number, 0), attribute("y", Number, OPTIONAL)];
        static TAG = new [attribute("name", String, REQUIRED)];
        static BLOCK = new [
            attribute("id", String, COMPUTED),
            attribute("points", List(&Object(&POINT)), OPTIONAL | SENSITIVE),
            nested("spot", Nesting::Single, &POINT, OPTIONAL),
            block("tag", Nesting::Set, 1, 3, &TAG),
        ];
        static OLD = deprecated [];
    }
    static THING: BindingSchema = BindingSchema {
        kind: BindingKind::Resource,
        type_name: "toy_thing",
        provider: &TOY,
        version: 2,
        block: &BLOCK,
    };
    static PROVIDER: BindingSchema = BindingSchema {
        kind: BindingKind::Provider,
        type_name: "toy",
        provider: &TOY,
        version: 0,
        block: &OLD,
    };

    #[test]
    fn writes_terraforms_format() {
        assert_eq!(
            provider_schemas(&[&THING, &PROVIDER]),
            json!({
                "format_version": "1.0",
                "provider_schemas": { "registry.terraform.io/example/toy": {
                    "provider": { "version": 0, "block": { "deprecated": true } },
                    "resource_schemas": { "toy_thing": { "version": 2, "block": {
                        "attributes": {
                            "id": { "type": "string", "computed": true },
                            "points": {
                                "type": ["list", ["object", { "x": "number", "y": "number" }, ["y"]]],
                                "optional": true,
                                "sensitive": true,
                            },
                            "spot": {
                                "nested_type": {
                                    "attributes": {
                                        "x": { "type": "number" },
                                        "y": { "type": "number", "optional": true },
                                    },
                                    "nesting_mode": "single",
                                },
                                "optional": true,
                            },
                        },
                        "block_types": { "tag": {
                            "block": { "attributes": { "name": { "type": "string", "required": true } } },
                            "nesting_mode": "set",
                            "min_items": 1,
                            "max_items": 3,
                        } },
                    } } },
                } },
            })
        );
    }
}
