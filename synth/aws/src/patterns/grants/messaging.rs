//! Grants on what carries messages: queues, topics, event buses, functions.

use synth_core::prelude::*;

use super::grants;
use crate::{CloudwatchEventBus, LambdaFunction, SnsTopic, SqsQueue};

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

grants! {
    /// Grants on a topic.
    TopicGrants {
        /// The ARN of the topic, and what to call it.
        resources;

        /// Lets publish.
        grant_publish: ["sns:Publish"];
    }
}

impl TopicGrants for Ref<SnsTopic> {
    fn resources(&self) -> (Vec<Value<String>>, String) {
        (vec![self.arn()], self.path())
    }
}

grants! {
    /// Grants on an event bus.
    BusGrants {
        /// The ARN of the bus, and what to call it.
        resources;

        /// Lets put events.
        grant_put_events: ["events:PutEvents"];
    }
}

impl BusGrants for Ref<CloudwatchEventBus> {
    fn resources(&self) -> (Vec<Value<String>>, String) {
        (vec![self.arn()], self.path())
    }
}

grants! {
    /// Grants on a Lambda function.
    FunctionGrants {
        /// The ARNs of the function and its versions, and what to call it.
        resources;

        /// Lets invoke it, or any version of it.
        grant_invoke: ["lambda:InvokeFunction"];
    }
}

impl FunctionGrants for Ref<LambdaFunction> {
    fn resources(&self) -> (Vec<Value<String>>, String) {
        let arn = self.arn();
        (vec![arn.clone(), interpolate![arn, ":*"]], self.path())
    }
}
