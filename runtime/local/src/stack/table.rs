//! The table of a stack.

use serde_json::{Value, json};

use super::block::Block;
use super::document::Resource;
use crate::Problem;

/// A table as a stack says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// What `CreateTable` is asked for.
    pub create: Value,
    /// The attribute that says when an item may go.
    pub time_to_live: Option<String>,
}

impl Table {
    pub(super) fn read(table: &Resource<'_>) -> Result<Self, Problem> {
        let name = table
            .literal("name")?
            .ok_or_else(|| table.wrong("name", "it has none"))?;
        let hash = table
            .literal("hash_key")?
            .ok_or_else(|| table.wrong("hash_key", "it has none"))?;
        let mut create = json!({
            "TableName": name,
            "KeySchema": key_schema(Some(hash), table.literal("range_key")?),
            "AttributeDefinitions": attributes(table)?,
            "BillingMode": table.literal("billing_mode")?.unwrap_or("PROVISIONED"),
        });
        if create["BillingMode"] == "PROVISIONED" {
            create["ProvisionedThroughput"] = json!({
                "ReadCapacityUnits": table.number("read_capacity")?.unwrap_or(1),
                "WriteCapacityUnits": table.number("write_capacity")?.unwrap_or(1),
            });
        }
        let indexes = table
            .blocks("global_secondary_index")?
            .into_iter()
            .map(|block| index(&block, &create))
            .collect::<Result<Vec<_>, _>>()?;
        if !indexes.is_empty() {
            create["GlobalSecondaryIndexes"] = Value::Array(indexes);
        }
        let time_to_live = match table.block("ttl")? {
            Some(block) => time_to_live(&block)?,
            None => None,
        };
        Ok(Self {
            name: name.to_owned(),
            create,
            time_to_live,
        })
    }
}

fn time_to_live(block: &Block<'_>) -> Result<Option<String>, Problem> {
    block.only(&["attribute_name", "enabled"])?;
    // Terraform's provider takes a block that does not say so for enabled.
    if block.flag("enabled")? == Some(false) {
        return Ok(None);
    }
    block
        .required("attribute_name")
        .map(|name| Some(name.to_owned()))
}

fn attributes(table: &Resource<'_>) -> Result<Vec<Value>, Problem> {
    table
        .blocks("attribute")?
        .into_iter()
        .map(|block| {
            block.only(&["name", "type"])?;
            let (name, of) = (block.required("name")?, block.required("type")?);
            Ok(json!({"AttributeName": name, "AttributeType": of}))
        })
        .collect()
}

fn key_schema(hash: Option<&str>, range: Option<&str>) -> Vec<Value> {
    let part = |name, of| json!({"AttributeName": name, "KeyType": of});
    let hash = hash.map(|name| part(name, "HASH"));
    let range = range.map(|name| part(name, "RANGE"));
    hash.into_iter().chain(range).collect()
}

fn index(block: &Block<'_>, create: &Value) -> Result<Value, Problem> {
    block.only(&[
        "hash_key",
        "key_schema",
        "name",
        "non_key_attributes",
        "projection_type",
        "range_key",
        // Throughput is not limited here; the table's is told of.
        "read_capacity",
        "write_capacity",
    ])?;
    let parts = block.blocks("key_schema")?;
    let keys = if parts.is_empty() {
        key_schema(
            Some(block.required("hash_key")?),
            block.literal("range_key")?,
        )
    } else {
        parts.iter().map(key).collect::<Result<_, _>>()?
    };
    let mut projection = json!({"ProjectionType": block.required("projection_type")?});
    let others = block.literals("non_key_attributes")?;
    if !others.is_empty() {
        projection["NonKeyAttributes"] = json!(others);
    }
    let mut index = json!({
        "IndexName": block.required("name")?,
        "KeySchema": keys,
        "Projection": projection,
    });
    if let Some(throughput) = create.get("ProvisionedThroughput") {
        index["ProvisionedThroughput"] = throughput.clone();
    }
    Ok(index)
}

fn key(part: &Block<'_>) -> Result<Value, Problem> {
    part.only(&["attribute_name", "key_type"])?;
    let (name, of) = (part.required("attribute_name")?, part.required("key_type")?);
    Ok(json!({"AttributeName": name, "KeyType": of}))
}
