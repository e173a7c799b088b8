//! Deleting posts.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use contract::table;

use crate::failure::failure;
use crate::item::{Item, key};
use crate::{Error, Post, PostId, Store, UserName, objects};

impl Store {
    /// Deletes a post of the caller's with every image that was uploaded for
    /// it, and returns it as it was.
    ///
    /// Three steps, each of which may be the last one before a crash:
    ///
    /// 1. The item is marked. It leaves the feed and loses its image; from now
    ///    on the Lambda takes it for gone and removes what is uploaded for it.
    /// 2. The objects are removed.
    /// 3. The item is removed.
    ///
    /// After a crash the item is still there, in its user's list and without
    /// an image, and deleting it again goes on where it stopped. Were the item
    /// removed first, nothing would lead to its objects any more; were the
    /// objects removed first without a mark, an upload in between would stay.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if the caller has no such post; else what AWS says.
    pub async fn delete(&self, user: &UserName, id: PostId) -> Result<Post, Error> {
        let post = self.mark_deleting(user, id).await?;
        objects::remove(&self.clients, &self.settings.bucket, user, id, |_| true).await?;
        self.clients
            .dynamodb
            .delete_item()
            .table_name(&self.settings.table)
            .set_key(Some(key(user, id)))
            .send()
            .await
            .map_err(|error| failure("dynamodb:DeleteItem", error))?;
        Ok(post)
    }

    async fn mark_deleting(&self, user: &UserName, id: PostId) -> Result<Post, Error> {
        let operation = "dynamodb:UpdateItem";
        let result = self
            .clients
            .dynamodb
            .update_item()
            .table_name(&self.settings.table)
            .set_key(Some(key(user, id)))
            .condition_expression("attribute_exists(#title)")
            .update_expression(
                "SET #deleting = :yes REMOVE #shard, #order, #image, #label, #status",
            )
            .expression_attribute_names("#title", table::TITLE)
            .expression_attribute_names("#deleting", table::DELETING)
            .expression_attribute_names("#shard", table::FEED_SHARD)
            .expression_attribute_names("#order", table::FEED_ORDER)
            .expression_attribute_names("#image", table::IMAGE)
            .expression_attribute_names("#label", table::LABEL)
            .expression_attribute_names("#status", table::LABEL_STATUS)
            .expression_attribute_values(":yes", AttributeValue::Bool(true))
            .return_values(ReturnValue::AllOld)
            .send()
            .await;
        match result {
            Ok(answer) => {
                let item = Item::from(answer.attributes.unwrap_or_default());
                Post::from_item(item).map_err(|error| Error::internal(operation, error))
            }
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Err(Error::NotFound)
            }
            Err(error) => Err(failure(operation, error)),
        }
    }
}
