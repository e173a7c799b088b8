//! The table of a stack.

use serde_json::{Value, json};

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
            .map(|block| index(table, &Value::Object(block.clone()), &create))
            .collect::<Result<Vec<_>, _>>()?;
        if !indexes.is_empty() {
            create["GlobalSecondaryIndexes"] = Value::Array(indexes);
        }
        let time_to_live = match table.flag("ttl.enabled")? {
            Some(true) => table.literal("ttl.attribute_name")?.map(str::to_owned),
            _ => None,
        };
        Ok(Self {
            name: name.to_owned(),
            create,
            time_to_live,
        })
    }
}

fn attributes(table: &Resource<'_>) -> Result<Vec<Value>, Problem> {
    table
        .blocks("attribute")?
        .into_iter()
        .map(|block| match (block.get("name"), block.get("type")) {
            (Some(name), Some(of)) => Ok(json!({"AttributeName": name, "AttributeType": of})),
            _ => Err(table.wrong("attribute", "it needs a name and a type")),
        })
        .collect()
}

fn key_schema(hash: Option<&str>, range: Option<&str>) -> Vec<Value> {
    let part = |name, of| json!({"AttributeName": name, "KeyType": of});
    let hash = hash.map(|name| part(name, "HASH"));
    let range = range.map(|name| part(name, "RANGE"));
    hash.into_iter().chain(range).collect()
}

fn index(table: &Resource<'_>, block: &Value, create: &Value) -> Result<Value, Problem> {
    const KNOWN: [&str; 8] = [
        "hash_key",
        "key_schema",
        "name",
        "non_key_attributes",
        "projection_type",
        "range_key",
        "read_capacity",
        "write_capacity",
    ];
    let path = "global_secondary_index";
    for name in block.as_object().into_iter().flat_map(|block| block.keys()) {
        if !KNOWN.contains(&name.as_str()) {
            return Err(table.wrong(path, format!("`{name}` is not known to the laptop")));
        }
    }
    let keys = match block["key_schema"].as_array() {
        Some(parts) => parts
            .iter()
            .map(|part| json!({"AttributeName": part["attribute_name"], "KeyType": part["key_type"]}))
            .collect(),
        None => key_schema(block["hash_key"].as_str(), block["range_key"].as_str()),
    };
    let mut projection = json!({"ProjectionType": block["projection_type"]});
    if let Some(others) = block.get("non_key_attributes") {
        projection["NonKeyAttributes"] = others.clone();
    }
    let mut index = json!({
        "IndexName": block["name"],
        "KeySchema": keys,
        "Projection": projection,
    });
    if let Some(throughput) = create.get("ProvisionedThroughput") {
        index["ProvisionedThroughput"] = throughput.clone();
    }
    Ok(index)
}
