//! Whom alarms tell.

use synth_aws::patterns::{ResourcePolicy, Statement, account_id};
use synth_aws::{SnsTopic, SnsTopicSubscription};
use synth_core::prelude::*;

use crate::config::Config;

/// The topic of all alarms, and who reads it.
pub(crate) fn topic(stack: &Stack, config: &Config) -> Ref<SnsTopic> {
    let topic = stack.add("alarms", SnsTopic::new().name(config.name("alarms")));
    topic.add_to_policy(
        Statement::allow(["sns:Publish"])
            .by_service("cloudwatch.amazonaws.com")
            .on([topic.arn()])
            .when("StringEquals", "aws:SourceAccount", [account_id(stack)]),
    );
    match &config.alarm_email {
        Some(email) => {
            let subscription = SnsTopicSubscription::new(email, "email", topic.arn());
            stack.add("alarms_email", subscription);
        }
        None => stack.info(
            "nobody is told by alarms: set `alarm-email`, or subscribe to the topic yourself",
        ),
    }
    topic
}
