//! Where the instances are, and who may reach whom.

use contract::API_PORT;
use synth_aws::{
    DataEc2InstanceTypeOfferings, DataEc2InstanceTypeOfferingsFilter, DataSubnets,
    DataSubnetsFilter, DataVpc, SecurityGroup, VpcSecurityGroupEgressRule,
    VpcSecurityGroupIngressRule,
};
use synth_core::prelude::*;

use crate::config::Config;

/// A network to put instances and a load balancer into.
pub(super) struct Network {
    pub(super) vpc: Value<String>,
    pub(super) subnets: Value<Set<String>>,
    pub(super) lb_group: Ref<SecurityGroup>,
    pub(super) instance_group: Ref<SecurityGroup>,
}

/// The default VPC and those of its subnets where the instance type can be
/// had: us-east-1e, for one, lacks current ones.
pub(super) fn define(stack: &Stack, config: &Config) -> Network {
    let vpc = stack.add("vpc", DataVpc::new().default_(true));
    let offerings = stack.add(
        "offerings",
        DataEc2InstanceTypeOfferings::new()
            .location_type("availability-zone")
            .filter(DataEc2InstanceTypeOfferingsFilter::new(
                "instance-type",
                [&config.instance_type],
            )),
    );
    let subnets = stack.add(
        "subnets",
        DataSubnets::new().filter([
            DataSubnetsFilter::new("vpc-id", [vpc.id()]),
            DataSubnetsFilter::new("default-for-az", ["true"]),
            DataSubnetsFilter::new("availability-zone", offerings.locations()),
        ]),
    );
    let group = |id: &'static str, what: &str, description: &str| {
        stack.add(
            id,
            SecurityGroup::new()
                .name_prefix(config.name(what))
                .description(description)
                .vpc_id(vpc.id())
                // Another group needs it until the replacement is there.
                .lifecycle(Lifecycle::new().create_before_destroy(true)),
        )
    };
    let lb_group = group("lb_group", "lb-", "Load balancer of the Postagram API");
    let instance_group = group("instance_group", "api-", "Instances of the Postagram API");
    allow(stack, &lb_group, &instance_group);
    Network {
        vpc: vpc.id(),
        subnets: subnets.ids().into(),
        lb_group,
        instance_group,
    }
}

/// The world reaches the load balancer, the load balancer the instances, and
/// the instances AWS.
fn allow(stack: &Stack, lb: &Ref<SecurityGroup>, instances: &Ref<SecurityGroup>) {
    stack.add(
        "lb_from_anywhere",
        VpcSecurityGroupIngressRule::new("tcp", lb.id())
            .description("HTTP from anywhere")
            .cidr_ipv4("0.0.0.0/0")
            .from_port(80)
            .to_port(80),
    );
    stack.add(
        "lb_to_instances",
        VpcSecurityGroupEgressRule::new("tcp", lb.id())
            .description("To the instances")
            .referenced_security_group_id(instances.id())
            .from_port(API_PORT)
            .to_port(API_PORT),
    );
    stack.add(
        "instances_from_lb",
        VpcSecurityGroupIngressRule::new("tcp", instances.id())
            .description("From the load balancer")
            .referenced_security_group_id(lb.id())
            .from_port(API_PORT)
            .to_port(API_PORT),
    );
    stack.add(
        "instances_to_aws",
        VpcSecurityGroupEgressRule::new("tcp", instances.id())
            .description("HTTPS, for the APIs of AWS")
            .cidr_ipv4("0.0.0.0/0")
            .from_port(443)
            .to_port(443),
    );
}
