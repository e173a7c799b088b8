//! Where the instances are.

use synth_aws::S3Bucket;
use synth_aws::patterns::{Network, OwnNetwork};
use synth_core::prelude::*;

use crate::config::{self, Config};

pub(super) fn define(stack: &Stack, config: &Config, logs: Option<&Ref<S3Bucket>>) -> Network {
    let config::Network::Own {
        cidr_block,
        zones,
        nat_per_zone,
    } = &config.network
    else {
        return Network::default_vpc(stack, &config.instance_type);
    };
    let zones = zones.iter().map(|zone| format!("{}{zone}", config.region));
    match OwnNetwork::new(config.name("vpc"), cidr_block) {
        Ok(network) => {
            let network = network.zones(zones).nat_per_zone(*nat_per_zone);
            match logs {
                Some(logs) => network.flow_logs(logs, "flows").define(stack),
                None => network.define(stack),
            }
        }
        // The configuration has been checked, and says so in other words.
        Err(message) => {
            stack.error(message);
            Network::default_vpc(stack, &config.instance_type)
        }
    }
}
