//! Writing labels to a post, if the upload wins.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use contract::table;

use super::{Settings, Uploaded};
use crate::failure::failure;
use crate::item::{Item, key, s};
use crate::{Clients, Error, Rank};

/// Who has won.
pub(super) enum Winner {
    /// This upload, now.
    This,
    /// An upload of this rank, before; of the same rank if the event was seen
    /// already.
    Other(Rank),
    /// Nobody: the post is gone or about to be.
    Nobody,
}

/// The post is there and stays, and no greater upload has won.
const CONDITION: &str = "attribute_exists(#title) AND attribute_not_exists(#deleting) \
     AND (attribute_not_exists(#rank) OR #rank < :rank \
     OR (#rank = :rank AND #sequencer < :sequencer))";

const SUCCESS: &str = "SET #rank = :rank, #sequencer = :sequencer, #image = :image, \
     #label = :labels REMOVE #status";

const FAILURE: &str = "SET #rank = :rank, #sequencer = :sequencer, #status = :failed \
     REMOVE #image, #label";

/// Writes labels, or that there are none to be had.
pub(super) async fn write(
    clients: &Clients,
    settings: &Settings,
    upload: &Uploaded,
    labels: Option<&[String]>,
) -> Result<Winner, Error> {
    let rank = upload.key.rank();
    let update = clients
        .dynamodb
        .update_item()
        .table_name(&settings.table)
        .set_key(Some(key(upload.key.user(), upload.key.post())))
        .condition_expression(CONDITION)
        .expression_attribute_names("#title", table::TITLE)
        .expression_attribute_names("#deleting", table::DELETING)
        .expression_attribute_names("#rank", table::IMAGE_RANK)
        .expression_attribute_names("#sequencer", table::IMAGE_SEQUENCER)
        .expression_attribute_names("#image", table::IMAGE)
        .expression_attribute_names("#label", table::LABEL)
        .expression_attribute_names("#status", table::LABEL_STATUS)
        .expression_attribute_values(":rank", s(rank.as_str()))
        .expression_attribute_values(":sequencer", s(upload.sequencer.as_str()))
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    let update = match labels {
        Some(labels) => {
            let labels = labels.iter().map(s).collect();
            update
                .update_expression(SUCCESS)
                .expression_attribute_values(":image", s(upload.key.as_str()))
                .expression_attribute_values(":labels", AttributeValue::L(labels))
        }
        None => update
            .update_expression(FAILURE)
            .expression_attribute_values(":failed", s(table::LABEL_FAILED)),
    };
    let Err(error) = update.send().await else {
        return Ok(Winner::This);
    };
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
            let mut item = Item::from(failed.item.clone().unwrap_or_default());
            if !item.has(table::TITLE) || item.has(table::DELETING) {
                return Ok(Winner::Nobody);
            }
            let rank = item
                .text(table::IMAGE_RANK)
                .map_err(|error| Error::internal("dynamodb:UpdateItem", error))?;
            Ok(Winner::Other(Rank::stored(rank)))
        }
        _ => Err(failure("dynamodb:UpdateItem", error)),
    }
}
