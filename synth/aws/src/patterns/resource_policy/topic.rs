//! The policy of a topic.

use synth_core::prelude::*;

use super::{RequireTls, ResourcePolicy, add, plain_http};
use crate::patterns::statement::Statement;
use crate::{SnsTopic, SnsTopicPolicy};

impl ResourcePolicy for Ref<SnsTopic> {
    type Policy = SnsTopicPolicy;

    fn add_to_policy(&self, statement: Statement) -> Ref<SnsTopicPolicy> {
        add(self, statement, |policy| {
            SnsTopicPolicy::new(self.arn(), policy)
        })
    }
}

impl RequireTls for Ref<SnsTopic> {
    fn require_tls(&self) -> Ref<SnsTopicPolicy> {
        self.add_to_policy(plain_http("sns:Publish").on([self.arn()]))
    }
}
