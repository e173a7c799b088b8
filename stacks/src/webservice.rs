//! The webservice stack: the server, and everything to reach it.

mod network;
mod sign_in;

use contract::{API_PORT, Api, ApiEnv, HEALTH_ROUTE, table};
use synth_aws::patterns::prelude::*;
use synth_aws::patterns::{Entrance, PrivateBucket, Profile, Role, RustService, Service};
use synth_aws::{Route53Record, Route53RecordAlias};
use synth_core::App;
use synth_core::prelude::*;

use crate::config::{Config, Kind, Site};
use crate::serverless::Serverless;

/// How long an older version of the server can be gone back to, in days.
const KEEP_ARTIFACTS_DAYS: u32 = 90;

/// The webservice stack.
#[derive(Debug, Clone)]
pub struct Webservice {
    /// The server, its instances and its load balancer.
    pub api: Service,
}

impl Webservice {
    /// Defines the stack, which comes after the serverless one.
    #[expect(
        clippy::must_use_candidate,
        reason = "it is called for what it adds to the app"
    )]
    pub fn define(app: &App, config: &Config, serverless: &Serverless) -> Self {
        let stack = config.open_stack(app, "webservice");
        let network = network::define(&stack, config, serverless.logs.as_ref());
        let mut artifacts = PrivateBucket::new()
            .name_prefix(config.name("artifacts-"))
            .force_destroy(config.is_disposable())
            .keep_old_versions_days(KEEP_ARTIFACTS_DAYS);
        if let Some(logs) = &serverless.logs {
            artifacts = artifacts.log_to(logs, "artifacts/");
        }
        let artifacts = artifacts.define(&stack, "artifacts");
        let environment = environment(&stack, config, serverless);
        let api = service(&stack, config, serverless, environment)
            .define(&stack, "api", &network, &artifacts);
        grant(serverless, &api);
        if let Some(site) = &config.site {
            name(&stack, site, &api);
        }
        stack.output("lb_address", api.load_balancer.dns_name());
        Self { api }
    }
}

/// Who callers are: a token's user in `prod`, whoever they say elsewhere.
fn environment(stack: &Stack, config: &Config, serverless: &Serverless) -> ApiEnv<Value<String>> {
    let mut environment = ApiEnv {
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
    // Pages of other sites have no business with it.
    environment.cors_origins = config.site.as_ref().map(|site| site.origin().into());
    match (&config.site, config.kind) {
        (Some(site), Kind::Prod) => {
            let sign_in = sign_in::define(stack, config, site);
            environment.auth = "oidc".into();
            environment.auth_insecure_ok = None;
            environment.oidc_issuer = Some(sign_in.issuer);
            environment.oidc_client_id = Some(sign_in.client_id);
            environment.oidc_user_claim = Some(config.oidc_user_claim.as_str().into());
        }
        _ => stack.warning(
            "AUTH=username with AUTH_INSECURE_OK=true: anyone who reaches the load balancer \
             can act as any user; fit for development alone",
        ),
    }
    environment
}

fn service(
    stack: &Stack,
    config: &Config,
    serverless: &Serverless,
    environment: ApiEnv<Value<String>>,
) -> RustService<Api> {
    let mut service = RustService::<Api>::new(environment)
        .name(config.name("api"))
        .instance_type(&config.instance_type)
        .capacity(config.instances.min, config.instances.max)
        .port(API_PORT)
        .health_route(HEALTH_ROUTE)
        .open_to(&config.allow_from)
        .deletion_protection(!config.is_disposable());
    service = match (&config.site, config.kind) {
        (Some(site), _) => service.entrance(Entrance::Https(site.certificate_arn.as_str().into())),
        // The port that the course's material has, and the usual one.
        (None, Kind::Academy) => service.entrance(Entrance::Http(vec![80, 8080])),
        (None, _) => service,
    };
    if config.kind == Kind::Academy {
        service = service.profile(Profile {
            name: crate::academy::INSTANCE_PROFILE.to_owned(),
            role: Role::imported(stack, "lab", crate::academy::ROLE),
        });
    }
    if let Some(ssh) = &config.ssh {
        service = service.ssh(&ssh.key, &ssh.from);
    }
    if let Some(logs) = &serverless.logs {
        service = service.access_logs(logs, "load-balancer");
    }
    if let Some(topic) = &serverless.alarms {
        service = service.alarms([topic.arn()]);
    }
    service
}

/// What the server may do: it signs image URLs in its own name, so it needs
/// the rights that those who use them do.
fn grant(serverless: &Serverless, api: &Service) {
    let Serverless { images, posts, .. } = serverless;
    images.grant_read_write(api);
    images.grant_delete(api);
    // To find the replaced images of a post that is deleted.
    images.grant_list(api);
    posts.grant_get(api);
    posts.grant_put(api);
    // A post is marked before it is deleted.
    posts.grant_update(api);
    posts.grant_delete(api);
    posts.grant_query(api);
    posts.index(table::FEED_INDEX).grant_query(api);
}

/// Points the domain at the load balancer, where the zone is ours.
fn name(stack: &Stack, site: &Site, api: &Service) {
    let Some(zone) = &site.hosted_zone_id else {
        stack.info(format!(
            "no `hosted-zone-id`: let {} lead to the output `lb_address` yourself",
            site.domain
        ));
        return;
    };
    let lb = &api.load_balancer;
    stack.add(
        "domain",
        Route53Record::new(&site.domain, "A", zone).alias_(Route53RecordAlias::new(
            true,
            lb.dns_name(),
            lb.zone_id(),
        )),
    );
}
