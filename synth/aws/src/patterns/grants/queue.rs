//! Grants on a queue.

use synth_core::prelude::*;

use super::grants;
use crate::SqsQueue;

grants! {
    /// Grants on a queue.
    QueueGrants {
        /// The ARN of the queue, and what to call it.
        resources;

        /// Lets send messages.
        grant_send: ["sqs:SendMessage"];
        /// Lets receive and delete messages; what Lambda needs to poll.
        grant_consume: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
        /// Lets delete every message at once.
        grant_purge: ["sqs:PurgeQueue"];
    }
}

impl QueueGrants for Ref<SqsQueue> {
    fn resources(&self) -> (Vec<Value<String>>, String) {
        (vec![self.arn()], self.path())
    }
}
