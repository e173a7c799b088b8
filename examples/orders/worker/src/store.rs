//! The table of orders.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::types::AttributeValue;
use orders_contract::table;

use crate::order::{Item, Order};

/// Where orders are kept.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    client: Client,
    table: String,
}

impl Store {
    pub(crate) fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Keeps an order under the id of its message. One that is there already
    /// was kept when the message was delivered before, and stays as it is.
    ///
    /// # Errors
    ///
    /// What kept DynamoDB from doing it.
    pub(crate) async fn keep(&self, id: &str, order: &Order) -> Result<(), String> {
        let items = order.items.iter().map(item).collect();
        let result = self
            .client
            .put_item()
            .table_name(&self.table)
            .item(table::ID, text(id))
            .item(table::CUSTOMER, text(&order.customer))
            .item(table::ITEMS, AttributeValue::L(items))
            .condition_expression("attribute_not_exists(#id)")
            .expression_attribute_names("#id", table::ID)
            .send()
            .await;
        match result {
            Ok(_) => Ok(()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Ok(())
            }
            Err(error) => Err(DisplayErrorContext(error).to_string()),
        }
    }
}

fn item(item: &Item) -> AttributeValue {
    AttributeValue::M(HashMap::from([
        (table::ARTICLE.to_owned(), text(&item.article)),
        (
            table::QUANTITY.to_owned(),
            AttributeValue::N(item.quantity.to_string()),
        ),
    ]))
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}
