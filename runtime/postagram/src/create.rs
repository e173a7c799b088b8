//! Making posts.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use contract::table;

use crate::failure::failure;
use crate::item::{Item, key, s};
use crate::{
    Error, Fault, IdempotencyKey, Labelling, NewPost, Post, PostId, Store, UserName, shard,
};

/// How often a request is tried that meets a twin of itself.
const ATTEMPTS: u32 = 4;

impl Store {
    /// Makes a post.
    ///
    /// With a key, the same request of the same user makes one post however
    /// often it comes within [`IdempotencyKey::LIFE`], and returns that post as
    /// it was when it was made.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] if the key came with another title or text before;
    /// else what the table says.
    pub async fn create(
        &self,
        user: &UserName,
        post: NewPost,
        key: Option<&IdempotencyKey>,
    ) -> Result<Post, Error> {
        let id = PostId::generate();
        let id = match key {
            Some(key) => self.create_once(user, &post, id, key).await?,
            None => self.create_plainly(user, &post, id).await?,
        };
        let (title, body) = post.into_parts();
        Ok(Post {
            id,
            user: user.clone(),
            title,
            body,
            labelling: Labelling::Waiting,
            failed: None,
        })
    }

    async fn create_plainly(
        &self,
        user: &UserName,
        post: &NewPost,
        id: PostId,
    ) -> Result<PostId, Error> {
        let result = self
            .clients
            .dynamodb
            .put_item()
            .table_name(&self.settings.table)
            .set_item(Some(self.item(user, post, id)))
            .condition_expression("attribute_not_exists(#id)")
            .expression_attribute_names("#id", table::ID)
            .send()
            .await;
        match result {
            Ok(_) => Ok(id),
            // The id is new: what is there was written by an earlier attempt of
            // this very call, whose answer was lost.
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(PutItemError::is_conditional_check_failed_exception) =>
            {
                Ok(id)
            }
            Err(error) => Err(failure("dynamodb:PutItem", error)),
        }
    }

    /// Writes the post and a record of the request together, or finds the
    /// record of an earlier one.
    async fn create_once(
        &self,
        user: &UserName,
        post: &NewPost,
        id: PostId,
        key: &IdempotencyKey,
    ) -> Result<PostId, Error> {
        let operation = "dynamodb:TransactWriteItems";
        let digest = post.digest();
        let mut attempt = 1;
        loop {
            let (first, second) = (
                self.put_new(self.item(user, post, id))?,
                self.put_record(user, id, key, &digest)?,
            );
            let result = self
                .clients
                .dynamodb
                .transact_write_items()
                .transact_items(TransactWriteItem::builder().put(first).build())
                .transact_items(TransactWriteItem::builder().put(second).build())
                .send()
                .await;
            let Err(error) = result else {
                return Ok(id);
            };
            let Some(TransactWriteItemsError::TransactionCanceledException(canceled)) =
                error.as_service_error()
            else {
                return Err(failure(operation, error));
            };
            let reasons = canceled.cancellation_reasons();
            if let Some(record) = reasons.get(1).and_then(found) {
                return first_result(record, &digest);
            }
            if !reasons.iter().any(is_passing) {
                return Err(Error::internal(operation, error));
            }
            if attempt == ATTEMPTS {
                return Err(Error::Unavailable {
                    operation,
                    fault: Fault::Throttled,
                    source: Box::new(error),
                });
            }
            tokio::time::sleep(Duration::from_millis(25 * u64::from(attempt))).await;
            attempt += 1;
        }
    }

    fn put_new(&self, item: HashMap<String, AttributeValue>) -> Result<Put, Error> {
        Put::builder()
            .table_name(&self.settings.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(#id)")
            .expression_attribute_names("#id", table::ID)
            .build()
            .map_err(|error| Error::internal("dynamodb:TransactWriteItems", error))
    }

    /// The table forgets expired records hours later, so the condition looks at
    /// the time too.
    fn put_record(
        &self,
        user: &UserName,
        id: PostId,
        key: &IdempotencyKey,
        digest: &str,
    ) -> Result<Put, Error> {
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let number = |time: Duration| AttributeValue::N(time.as_secs().to_string());
        Put::builder()
            .table_name(&self.settings.table)
            .item(table::USER, s(user.partition()))
            .item(table::ID, s(key.sort_key()))
            .item(table::IDEMPOTENT_POST, s(id.to_string()))
            .item(table::IDEMPOTENT_DIGEST, s(digest))
            .item(table::EXPIRES_AT, number(now + IdempotencyKey::LIFE))
            .condition_expression("attribute_not_exists(#id) OR #expires < :now")
            .expression_attribute_names("#id", table::ID)
            .expression_attribute_names("#expires", table::EXPIRES_AT)
            .expression_attribute_values(":now", number(now))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|error| Error::internal("dynamodb:TransactWriteItems", error))
    }

    fn item(&self, user: &UserName, post: &NewPost, id: PostId) -> HashMap<String, AttributeValue> {
        let mut item = key(user, id);
        let shards = self.settings.feed_shards;
        for (name, value) in [
            (table::TITLE, post.title().to_owned()),
            (table::BODY, post.body().to_owned()),
            (table::FEED_SHARD, shard::of(id, shards)),
            (table::FEED_ORDER, shard::order(id)),
        ] {
            item.insert(name.to_owned(), s(value));
        }
        item
    }
}

/// The item that made a condition fail.
fn found(reason: &CancellationReason) -> Option<Item> {
    (reason.code() == Some("ConditionalCheckFailed"))
        .then(|| reason.item().cloned().map(Item::from))
        .flatten()
}

/// Whether the reason goes away by itself: a twin of the request at work, or
/// too many requests.
fn is_passing(reason: &CancellationReason) -> bool {
    matches!(
        reason.code(),
        Some("TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded")
    )
}

/// The post that the recorded request made.
fn first_result(mut record: Item, digest: &str) -> Result<PostId, Error> {
    let broken = |error| Error::internal("dynamodb:TransactWriteItems", error);
    if record.text(table::IDEMPOTENT_DIGEST).map_err(broken)? != digest {
        return Err(Error::Conflict);
    }
    record
        .text(table::IDEMPOTENT_POST)
        .map_err(broken)?
        .parse()
        .map_err(broken)
}
