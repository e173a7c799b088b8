//! Grants on an event bus.

use synth_core::prelude::*;

use super::grants;
use crate::CloudwatchEventBus;

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
