//! Who may reach whom.

use synth_core::prelude::*;

use super::settings::{Entrance, Settings};
use crate::patterns::network::Network;
use crate::{SecurityGroup, VpcSecurityGroupEgressRule, VpcSecurityGroupIngressRule};

/// The security groups of a service.
pub(super) struct Groups {
    pub(super) load_balancer: Ref<SecurityGroup>,
    pub(super) instances: Ref<SecurityGroup>,
}

/// The world, or part of it, reaches the load balancer; the load balancer the
/// instances; and the instances AWS.
pub(super) fn define(
    scope: &Scope,
    id: &str,
    name: &str,
    network: &Network,
    settings: &Settings,
) -> Groups {
    let group = |id: &str, prefix: String, description: String| {
        scope.add(
            id.to_owned(),
            SecurityGroup::new()
                .name_prefix(prefix)
                .description(description)
                .vpc_id(&network.vpc_id)
                // Another group needs it until the replacement is there.
                .lifecycle(Lifecycle::new().create_before_destroy(true)),
        )
    };
    let groups = Groups {
        load_balancer: group(
            "lb_group",
            format!("{name}-lb-"),
            format!("Load balancer of {name}"),
        ),
        instances: group(
            &format!("{id}_instances"),
            format!("{name}-"),
            format!("Instances of {name}"),
        ),
    };
    entrances(scope, &groups.load_balancer, settings);
    between(scope, id, &groups, settings.port);
    if let Some((_, blocks)) = &settings.ssh {
        for (place, block) in blocks.iter().enumerate() {
            let rule = VpcSecurityGroupIngressRule::new("tcp", groups.instances.id());
            scope.add(
                numbered(&format!("{id}_ssh"), place),
                rule.description("SSH")
                    .cidr_ipv4(block)
                    .from_port(22)
                    .to_port(22),
            );
        }
    }
    groups
}

fn entrances(scope: &Scope, group: &Ref<SecurityGroup>, settings: &Settings) {
    let ports = match &settings.entrance {
        Entrance::Http(ports) => ports.clone(),
        Entrance::Https(_) => vec![443, 80],
    };
    for port in ports {
        for (place, block) in settings.open_to.iter().enumerate() {
            scope.add(
                numbered(&format!("lb_from_{port}"), place),
                VpcSecurityGroupIngressRule::new("tcp", group.id())
                    .description(format!("Clients, to port {port}"))
                    .cidr_ipv4(block)
                    .from_port(port)
                    .to_port(port),
            );
        }
    }
}

fn between(scope: &Scope, id: &str, groups: &Groups, port: u16) {
    let (lb, instances) = (&groups.load_balancer, &groups.instances);
    scope.add(
        format!("lb_to_{id}"),
        VpcSecurityGroupEgressRule::new("tcp", lb.id())
            .description("To the instances")
            .referenced_security_group_id(instances.id())
            .from_port(port)
            .to_port(port),
    );
    scope.add(
        format!("{id}_from_lb"),
        VpcSecurityGroupIngressRule::new("tcp", instances.id())
            .description("From the load balancer")
            .referenced_security_group_id(lb.id())
            .from_port(port)
            .to_port(port),
    );
    scope.add(
        format!("{id}_to_aws"),
        VpcSecurityGroupEgressRule::new("tcp", instances.id())
            .description("HTTPS, for the APIs of AWS")
            .cidr_ipv4("0.0.0.0/0")
            .from_port(443)
            .to_port(443),
    );
}

/// `lb_from_80` for the first, `lb_from_80_2` for the second.
fn numbered(id: &str, place: usize) -> String {
    match place {
        0 => id.to_owned(),
        place => format!("{id}_{}", place + 1),
    }
}
