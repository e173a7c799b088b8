//! Networks that a service is put into.

mod own;

use std::fmt;
use std::rc::Rc;

use synth_core::Addressable;
use synth_core::prelude::*;

use crate::{
    DataEc2InstanceTypeOfferings, DataEc2InstanceTypeOfferingsFilter, DataSubnets,
    DataSubnetsFilter, DataVpc,
};

pub use own::OwnNetwork;

/// A VPC with subnets for a load balancer and for instances.
#[derive(Clone)]
pub struct Network {
    /// The VPC.
    pub vpc_id: Value<String>,
    /// Where a load balancer that the internet reaches is put.
    pub public_subnets: Value<Set<String>>,
    /// Where instances are put.
    pub instance_subnets: Value<Set<String>>,
    /// What has to be there before an instance gets anywhere.
    pub(crate) ways_out: Vec<Rc<dyn Addressable>>,
}

impl fmt::Debug for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Network")
            .field("vpc_id", &self.vpc_id)
            .finish_non_exhaustive()
    }
}

impl Network {
    /// The account's default VPC, and those of its subnets where the instance
    /// type can be had: us-east-1e, for one, lacks current ones. Its subnets
    /// are public, so instances are protected by their security group alone.
    #[must_use]
    #[track_caller]
    pub fn default_vpc(scope: &Scope, instance_type: &str) -> Self {
        let vpc = scope.add("vpc", DataVpc::new().default_(true));
        let offerings = scope.add(
            "offerings",
            DataEc2InstanceTypeOfferings::new()
                .location_type("availability-zone")
                .filter(DataEc2InstanceTypeOfferingsFilter::new(
                    "instance-type",
                    [instance_type],
                )),
        );
        let subnets = scope.add(
            "subnets",
            DataSubnets::new().filter([
                DataSubnetsFilter::new("vpc-id", [vpc.id()]),
                DataSubnetsFilter::new("default-for-az", ["true"]),
                DataSubnetsFilter::new("availability-zone", offerings.locations()),
            ]),
        );
        let ids: Value<Set<String>> = subnets.ids().into();
        Self {
            vpc_id: vpc.id(),
            public_subnets: ids.clone(),
            instance_subnets: ids,
            ways_out: Vec::new(),
        }
    }
}
