//! Grants on a topic.

use synth_core::prelude::*;

use super::grants;
use crate::SnsTopic;

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
