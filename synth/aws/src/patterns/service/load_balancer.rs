//! The load balancer: where it listens, what it asks, whom it forwards to.

use synth_core::prelude::*;

use super::access::Groups;
use super::settings::{Entrance, STOP_SECONDS, Settings};
use crate::patterns::account::account_id;
use crate::patterns::network::Network;
use crate::patterns::resource_policy::ResourcePolicy;
use crate::patterns::statement::Statement;
use crate::{
    Lb, LbAccessLogs, LbListener, LbListenerDefaultAction, LbListenerDefaultActionRedirect,
    LbTargetGroup, LbTargetGroupHealthCheck,
};

/// TLS 1.2 and 1.3 with forward secrecy (ELB, "Security policies for your
/// Application Load Balancer").
const TLS_POLICY: &str = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";

/// What stands in front of the instances.
pub(super) struct Front {
    pub(super) load_balancer: Ref<Lb>,
    pub(super) targets: Ref<LbTargetGroup>,
    pub(super) listeners: Vec<Ref<LbListener>>,
}

pub(super) fn define(
    scope: &Scope,
    name: &str,
    network: &Network,
    groups: &Groups,
    settings: &Settings,
) -> Front {
    let targets = targets(scope, name, network, settings);
    let mut element = Lb::new()
        .name(format!("{name}-lb"))
        .load_balancer_type("application")
        .internal(false)
        .drop_invalid_header_fields(true)
        .enable_deletion_protection(settings.deletion_protection)
        .security_groups([groups.load_balancer.id()])
        .subnets(&network.public_subnets);
    if let Some((bucket, prefix)) = &settings.access_logs {
        let objects = interpolate![
            bucket.arn(),
            "/",
            prefix.as_str(),
            "/AWSLogs/",
            account_id(bucket.scope()),
            "/*"
        ];
        let policy = bucket.add_to_policy(
            Statement::allow(["s3:PutObject"])
                .by_service("logdelivery.elasticloadbalancing.amazonaws.com")
                .on([objects]),
        );
        element = element
            .access_logs(
                LbAccessLogs::new(bucket.bucket())
                    .prefix(prefix)
                    .enabled(true),
            )
            .depends_on(&policy);
    }
    let load_balancer = scope.add("lb", element);
    let forward = || LbListenerDefaultAction::new("forward").target_group_arn(targets.arn());
    let listener = |port: u16, action| {
        LbListener::new(load_balancer.arn(), action)
            .port(port)
            .protocol("HTTP")
    };
    let listeners = match &settings.entrance {
        Entrance::Http(ports) => ports
            .iter()
            .map(|port| scope.add(format!("lb_{port}"), listener(*port, forward())))
            .collect(),
        Entrance::Https(certificate) => {
            let redirect = LbListenerDefaultActionRedirect::new("HTTP_301")
                .port("443")
                .protocol("HTTPS");
            let redirect = LbListenerDefaultAction::new("redirect").redirect(redirect);
            vec![
                scope.add(
                    "lb_443",
                    LbListener::new(load_balancer.arn(), forward())
                        .port(443)
                        .protocol("HTTPS")
                        .ssl_policy(TLS_POLICY)
                        .certificate_arn(certificate),
                ),
                scope.add("lb_80", listener(80, redirect)),
            ]
        }
    };
    Front {
        load_balancer,
        targets,
        listeners,
    }
}

fn targets(
    scope: &Scope,
    name: &str,
    network: &Network,
    settings: &Settings,
) -> Ref<LbTargetGroup> {
    scope.add(
        "lb_targets",
        LbTargetGroup::new()
            .name(name)
            .port(settings.port)
            .protocol("HTTP")
            .target_type("instance")
            .vpc_id(&network.vpc_id)
            .deregistration_delay(STOP_SECONDS.to_string())
            .health_check(
                LbTargetGroupHealthCheck::new()
                    .path(settings.health_route.as_str())
                    .matcher("200")
                    .interval(15)
                    .timeout(5)
                    .healthy_threshold(2)
                    .unhealthy_threshold(3),
            ),
    )
}
