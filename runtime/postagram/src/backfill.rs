//! Posts of the system before this one, brought into the feed.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use contract::table;

use crate::failure::failure;
use crate::item::{Item, key, s};
use crate::{Error, Post, Store, shard};

/// What a backfill did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backfilled {
    /// Posts that are in the feed now and were not before.
    pub added: usize,
    /// Items that cannot be in it: labels without a post, names that are not
    /// allowed any more.
    pub skipped: usize,
}

impl Store {
    /// Gives every post that is not in the feed the attributes of its index.
    ///
    /// The one place that scans the table; made to be run once, by hand. It may
    /// be stopped and run again. Such posts have no time, so they come after
    /// all others in the feed.
    ///
    /// # Errors
    ///
    /// What the table says; what was done so far stays done.
    pub async fn backfill(&self) -> Result<Backfilled, Error> {
        let mut done = Backfilled::default();
        let mut start = None;
        loop {
            let (items, next) = self.not_in_feed(start).await?;
            for item in items {
                match Post::from_item(item) {
                    Ok(post) => done.added += usize::from(self.add_to_feed(&post).await?),
                    Err(error) => {
                        tracing::warn!(%error, "an item cannot be in the feed");
                        done.skipped += 1;
                    }
                }
            }
            if next.is_none() {
                return Ok(done);
            }
            start = next;
        }
    }

    async fn not_in_feed(
        &self,
        start: Option<HashMap<String, AttributeValue>>,
    ) -> Result<(Vec<Item>, Option<HashMap<String, AttributeValue>>), Error> {
        let answer = self
            .clients
            .dynamodb
            .scan()
            .table_name(&self.settings.table)
            .filter_expression(
                "begins_with(#id, :posts) AND attribute_not_exists(#shard) \
                 AND attribute_not_exists(#deleting)",
            )
            .expression_attribute_names("#id", table::ID)
            .expression_attribute_names("#shard", table::FEED_SHARD)
            .expression_attribute_names("#deleting", table::DELETING)
            .expression_attribute_values(":posts", s(table::POST_PREFIX))
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(|error| failure("dynamodb:Scan", error))?;
        let items = answer.items.unwrap_or_default();
        let items = items.into_iter().map(Item::from).collect();
        Ok((items, answer.last_evaluated_key))
    }

    /// Whether the post was there to be added.
    async fn add_to_feed(&self, post: &Post) -> Result<bool, Error> {
        let result = self
            .clients
            .dynamodb
            .update_item()
            .table_name(&self.settings.table)
            .set_key(Some(key(&post.user, post.id)))
            .condition_expression(
                "attribute_exists(#title) AND attribute_not_exists(#shard) \
                 AND attribute_not_exists(#deleting)",
            )
            .update_expression("SET #shard = :shard, #order = :order")
            .expression_attribute_names("#title", table::TITLE)
            .expression_attribute_names("#deleting", table::DELETING)
            .expression_attribute_names("#shard", table::FEED_SHARD)
            .expression_attribute_names("#order", table::FEED_ORDER)
            .expression_attribute_values(":shard", s(shard::of(post.id, self.settings.feed_shards)))
            .expression_attribute_values(":order", s(shard::order(post.id)))
            .send()
            .await;
        match result {
            Ok(_) => Ok(true),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(false)
            }
            Err(error) => Err(failure("dynamodb:UpdateItem", error)),
        }
    }
}
