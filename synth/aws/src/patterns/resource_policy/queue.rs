//! The policy of a queue.

use synth_core::prelude::*;

use super::{RequireTls, ResourcePolicy, add, plain_http};
use crate::patterns::statement::Statement;
use crate::{SqsQueue, SqsQueuePolicy};

impl ResourcePolicy for Ref<SqsQueue> {
    type Policy = SqsQueuePolicy;

    fn add_to_policy(&self, statement: Statement) -> Ref<SqsQueuePolicy> {
        add(self, statement, |policy| {
            SqsQueuePolicy::new(policy, self.url())
        })
    }
}

impl RequireTls for Ref<SqsQueue> {
    fn require_tls(&self) -> Ref<SqsQueuePolicy> {
        self.add_to_policy(plain_http("sqs:*").on([self.arn()]))
    }
}
