//! The table of the posts, as the stack makes it.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, TableStatus,
};
use contract::table;

use crate::Trouble;

pub(crate) async fn create(client: &Client, name: &str) -> Result<(), Trouble> {
    let strings = [table::USER, table::ID, table::FEED_SHARD, table::FEED_ORDER]
        .into_iter()
        .map(|name| {
            AttributeDefinition::builder()
                .attribute_name(name)
                .attribute_type(ScalarAttributeType::S)
                .build()
        })
        .collect::<Result<_, _>>()?;
    let index = GlobalSecondaryIndex::builder()
        .index_name(table::FEED_INDEX)
        .key_schema(key(table::FEED_SHARD, KeyType::Hash)?)
        .key_schema(key(table::FEED_ORDER, KeyType::Range)?)
        .projection(
            Projection::builder()
                .projection_type(ProjectionType::All)
                .build(),
        )
        .build()?;
    client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(strings))
        .key_schema(key(table::USER, KeyType::Hash)?)
        .key_schema(key(table::ID, KeyType::Range)?)
        .global_secondary_indexes(index)
        .send()
        .await?;
    loop {
        let described = client.describe_table().table_name(name).send().await?;
        let status = described.table.and_then(|table| table.table_status);
        if status == Some(TableStatus::Active) {
            return Ok(());
        }
        tokio::task::yield_now().await;
    }
}

fn key(name: &str, of: KeyType) -> Result<KeySchemaElement, Trouble> {
    Ok(KeySchemaElement::builder()
        .attribute_name(name)
        .key_type(of)
        .build()?)
}
