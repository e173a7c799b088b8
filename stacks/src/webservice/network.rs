//! Where the instances are.

use synth_aws::patterns::{Network, OwnNetwork};
use synth_core::prelude::*;

use crate::config::{self, Config};

pub(super) fn define(stack: &Stack, config: &Config) -> Network {
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
        Ok(network) => network
            .zones(zones)
            .nat_per_zone(*nat_per_zone)
            .define(stack),
        // The configuration has been checked, and says so in other words.
        Err(message) => {
            stack.error(message);
            Network::default_vpc(stack, &config.instance_type)
        }
    }
}
