//! Schemas on the wire: the one place where protocol 5 and 6 differ.
//!
//! Field 10 of an attribute is the flag `write_only` in 5 and the nested type
//! in 6, so blocks are generic over their kind of attribute.

use super::messages::{Diagnostic, ServerCapabilities};
use crate::schema::{self, AttributeType, Described, Nesting, ProviderSchema};
use prost::Message;
use std::collections::HashMap;
use std::fmt::Debug;

#[derive(Clone, PartialEq, Message)]
pub(crate) struct SchemaMessage<A: WireAttribute> {
    #[prost(int64, tag = "1")]
    version: i64,
    #[prost(message, optional, tag = "2")]
    block: Option<BlockMessage<A>>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct BlockMessage<A: WireAttribute> {
    #[prost(int64, tag = "1")]
    version: i64,
    #[prost(message, repeated, tag = "2")]
    attributes: Vec<A>,
    #[prost(message, repeated, tag = "3")]
    block_types: Vec<NestedBlockMessage<A>>,
    #[prost(string, tag = "4")]
    description: String,
    #[prost(int32, tag = "5")]
    description_kind: i32,
    #[prost(bool, tag = "6")]
    deprecated: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct NestedBlockMessage<A: WireAttribute> {
    #[prost(string, tag = "1")]
    type_name: String,
    #[prost(message, optional, tag = "2")]
    block: Option<BlockMessage<A>>,
    #[prost(int32, tag = "3")]
    nesting: i32,
    #[prost(int64, tag = "4")]
    min_items: i64,
    #[prost(int64, tag = "5")]
    max_items: i64,
}

/// What a kind of attribute has to offer to be part of a schema message.
pub(crate) trait WireAttribute:
    Message + Debug + Default + Clone + PartialEq + 'static
{
    /// The attribute as a message.
    fn of(name: &str, attribute: &schema::Attribute) -> Self;
}

#[derive(Clone, PartialEq, Message)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the flags are independent in the protocol"
)]
pub(crate) struct AttributeV5 {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(bytes = "vec", tag = "2")]
    r#type: Vec<u8>,
    #[prost(string, tag = "3")]
    description: String,
    #[prost(bool, tag = "4")]
    required: bool,
    #[prost(bool, tag = "5")]
    optional: bool,
    #[prost(bool, tag = "6")]
    computed: bool,
    #[prost(bool, tag = "7")]
    sensitive: bool,
    #[prost(int32, tag = "8")]
    description_kind: i32,
    #[prost(bool, tag = "9")]
    deprecated: bool,
    #[prost(bool, tag = "10")]
    write_only: bool,
}

impl WireAttribute for AttributeV5 {
    fn of(name: &str, attribute: &schema::Attribute) -> Self {
        Self {
            name: name.to_owned(),
            // Protocol 5 has no nested attributes; objects of the same shape
            // are the nearest there is.
            r#type: attribute.implied_type().to_json().to_string().into_bytes(),
            description: attribute.description.text.clone(),
            required: attribute.required,
            optional: attribute.optional,
            computed: attribute.computed,
            sensitive: attribute.sensitive,
            description_kind: kind(&attribute.description),
            deprecated: attribute.deprecated,
            write_only: attribute.write_only,
        }
    }
}

#[derive(Clone, PartialEq, Message)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the flags are independent in the protocol"
)]
pub(crate) struct AttributeV6 {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(bytes = "vec", tag = "2")]
    r#type: Vec<u8>,
    #[prost(message, optional, tag = "10")]
    nested_type: Option<ObjectMessage>,
    #[prost(string, tag = "3")]
    description: String,
    #[prost(bool, tag = "4")]
    required: bool,
    #[prost(bool, tag = "5")]
    optional: bool,
    #[prost(bool, tag = "6")]
    computed: bool,
    #[prost(bool, tag = "7")]
    sensitive: bool,
    #[prost(int32, tag = "8")]
    description_kind: i32,
    #[prost(bool, tag = "9")]
    deprecated: bool,
    #[prost(bool, tag = "11")]
    write_only: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct ObjectMessage {
    #[prost(message, repeated, tag = "1")]
    attributes: Vec<AttributeV6>,
    #[prost(int32, tag = "3")]
    nesting: i32,
}

impl WireAttribute for AttributeV6 {
    fn of(name: &str, attribute: &schema::Attribute) -> Self {
        let (r#type, nested_type) = match &attribute.of {
            AttributeType::Plain(of) => (of.to_json().to_string().into_bytes(), None),
            AttributeType::Nested(nested) => {
                let object = ObjectMessage {
                    attributes: nested
                        .attributes
                        .iter()
                        .map(|(name, attribute)| Self::of(name, attribute))
                        .collect(),
                    nesting: nesting(nested.nesting),
                };
                (Vec::new(), Some(object))
            }
        };
        Self {
            name: name.to_owned(),
            r#type,
            nested_type,
            description: attribute.description.text.clone(),
            required: attribute.required,
            optional: attribute.optional,
            computed: attribute.computed,
            sensitive: attribute.sensitive,
            description_kind: kind(&attribute.description),
            deprecated: attribute.deprecated,
            write_only: attribute.write_only,
        }
    }
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct GetSchemaResponse<A: WireAttribute> {
    #[prost(message, optional, tag = "1")]
    provider: Option<SchemaMessage<A>>,
    #[prost(map = "string, message", tag = "2")]
    resource_schemas: HashMap<String, SchemaMessage<A>>,
    #[prost(map = "string, message", tag = "3")]
    data_source_schemas: HashMap<String, SchemaMessage<A>>,
    #[prost(message, repeated, tag = "4")]
    diagnostics: Vec<Diagnostic>,
    #[prost(message, optional, tag = "6")]
    server_capabilities: Option<ServerCapabilities>,
    #[prost(map = "string, message", tag = "8")]
    ephemeral_resource_schemas: HashMap<String, SchemaMessage<A>>,
}

impl<A: WireAttribute> GetSchemaResponse<A> {
    pub(crate) fn new(provider: &ProviderSchema, capabilities: ServerCapabilities) -> Self {
        let all = |schemas: &std::collections::BTreeMap<String, schema::Schema>| {
            schemas
                .iter()
                .map(|(name, schema)| (name.clone(), encode_schema(schema)))
                .collect()
        };
        Self {
            provider: Some(encode_schema(&provider.provider)),
            resource_schemas: all(&provider.resources),
            data_source_schemas: all(&provider.data_sources),
            diagnostics: Vec::new(),
            server_capabilities: Some(capabilities),
            ephemeral_resource_schemas: all(&provider.ephemeral_resources),
        }
    }
}

fn encode_schema<A: WireAttribute>(schema: &schema::Schema) -> SchemaMessage<A> {
    SchemaMessage {
        version: schema.version,
        block: Some(encode_block(&schema.block)),
    }
}

fn encode_block<A: WireAttribute>(block: &schema::Block) -> BlockMessage<A> {
    BlockMessage {
        version: 0,
        attributes: block
            .attributes
            .iter()
            .map(|(name, attribute)| A::of(name, attribute))
            .collect(),
        block_types: block
            .blocks
            .iter()
            .map(|(name, nested)| NestedBlockMessage {
                type_name: name.clone(),
                block: Some(encode_block(&nested.block)),
                nesting: nesting(nested.nesting),
                min_items: nested.min_items,
                max_items: nested.max_items,
            })
            .collect(),
        description: block.description.text.clone(),
        description_kind: kind(&block.description),
        deprecated: block.deprecated,
    }
}

fn kind(description: &Described) -> i32 {
    i32::from(description.markdown)
}

fn nesting(nesting: Nesting) -> i32 {
    match nesting {
        Nesting::Single => 1,
        Nesting::List => 2,
        Nesting::Set => 3,
        Nesting::Map => 4,
        Nesting::Group => 5,
    }
}
