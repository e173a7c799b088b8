//! A batch of messages, and what Lambda is told of it.

#[cfg(test)]
mod tests;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};

use crate::order::Order;
use crate::store::Store;

/// What Lambda hands over: up to ten messages. It has more fields, which are
/// none of the worker's business.
#[derive(Debug, Deserialize)]
pub(crate) struct Batch {
    #[serde(rename = "Records")]
    records: Vec<Message>,
}

/// One message of the queue.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    message_id: String,
    body: String,
}

/// Which messages have to be delivered again; the others are deleted. Lambda
/// reads it because the event source mapping says `ReportBatchItemFailures`.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    batch_item_failures: Vec<Failure>,
}

/// A message that was not worked on.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: String,
}

impl Batch {
    /// Keeps every order of the batch, all at once. One that cannot be kept
    /// stops none of the others.
    pub(crate) async fn work(&self, store: &Store) -> Answer {
        let failures = join_all(self.records.iter().map(|message| message.work(store))).await;
        Answer {
            batch_item_failures: failures.into_iter().flatten().collect(),
        }
    }
}

impl Message {
    async fn work(&self, store: &Store) -> Option<Failure> {
        let result = match Order::parse(&self.body) {
            Ok(order) => store.keep(&self.message_id, &order).await,
            Err(why) => Err(format!("it is no order: {why}")),
        };
        let why = result.err()?;
        // The log has the reason, not what customers wrote.
        eprintln!("message {}: {why}", self.message_id);
        Some(Failure {
            item_identifier: self.message_id.clone(),
        })
    }
}
