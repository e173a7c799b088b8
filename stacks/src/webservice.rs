//! The webservice stack: the server, and everything to reach it.

mod compute;
mod network;

use contract::{API_PORT, Api, ApiEnv, HEALTH_ROUTE};
use synth_aws::{Lb, LbListener, LbListenerDefaultAction, LbTargetGroup, LbTargetGroupHealthCheck};
use synth_core::App;
use synth_core::prelude::*;
use synth_program::{Environment, Program};

use crate::config::Config;
use crate::serverless::Serverless;

/// The webservice stack.
#[derive(Debug, Clone)]
pub struct Webservice {
    /// The load balancer that serves the API.
    pub load_balancer: Ref<Lb>,
}

impl Webservice {
    /// Defines the stack, which comes after the serverless one.
    #[expect(
        clippy::must_use_candidate,
        reason = "it is called for what it adds to the app"
    )]
    pub fn define(app: &App, config: &Config, serverless: &Serverless) -> Self {
        let stack = config.open_stack(app, "webservice");
        let network = network::define(&stack, config);
        let environment = ApiEnv {
            bucket: serverless.images.bucket(),
            dynamo_table: serverless.posts.name(),
            auth: "username".into(),
            auth_insecure_ok: Some("true".into()),
            oidc_issuer: None,
            oidc_client_id: None,
            oidc_user_claim: None,
            port: None,
            host: None,
            metrics_port: None,
            metrics_host: None,
            cors_origins: None,
            log_level: None,
            max_connections: None,
            max_in_flight: None,
            max_body_memory: None,
            drain_seconds: None,
            feed_shards: None,
            upload_url_seconds: None,
        };
        stack.warning(
            "AUTH=username with AUTH_INSECURE_OK=true: anyone who reaches the load balancer \
             can act as any user; fit for development alone",
        );
        let artifact = compute::artifact(&stack, config, Api::PACKAGE);
        let profile = compute::instance_profile(&stack, config, serverless, &artifact);
        let script = crate::user_data::script(artifact, environment.into_variables());
        let targets = target_group(&stack, config, &network);
        compute::instances(&stack, config, &network, &profile, script, &targets);
        let load_balancer = load_balancer(&stack, config, &network, &targets);
        stack.output("lb_address", load_balancer.dns_name());
        Self { load_balancer }
    }
}

fn target_group(stack: &Stack, config: &Config, network: &network::Network) -> Ref<LbTargetGroup> {
    stack.add(
        "targets",
        LbTargetGroup::new()
            .name(config.name("api"))
            .port(API_PORT)
            .protocol("HTTP")
            .target_type("instance")
            .vpc_id(&network.vpc)
            .deregistration_delay("30")
            .health_check(
                LbTargetGroupHealthCheck::new()
                    .path(HEALTH_ROUTE)
                    .matcher("200")
                    .interval(15)
                    .timeout(5)
                    .healthy_threshold(2)
                    .unhealthy_threshold(3),
            ),
    )
}

fn load_balancer(
    stack: &Stack,
    config: &Config,
    network: &network::Network,
    targets: &Ref<LbTargetGroup>,
) -> Ref<Lb> {
    let load_balancer = stack.add(
        "lb",
        Lb::new()
            .name(config.name("lb"))
            .load_balancer_type("application")
            .internal(false)
            .drop_invalid_header_fields(true)
            .security_groups([network.lb_group.id()])
            .subnets(&network.subnets),
    );
    stack.add(
        "lb_http",
        LbListener::new(
            load_balancer.arn(),
            LbListenerDefaultAction::new("forward").target_group_arn(targets.arn()),
        )
        .port(80)
        .protocol("HTTP"),
    );
    load_balancer
}
