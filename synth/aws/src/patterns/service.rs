//! A program of the workspace as a service: instances behind a load balancer.

mod access;
mod alarms;
mod artifact;
mod instances;
mod load_balancer;
mod settings;

use std::marker::PhantomData;

use synth_core::prelude::*;
use synth_program::{Environment, Program};

use super::account::region;
use super::alarm::AlarmActions;
use super::architecture::Architecture;
use super::bucket::Bucket;
use super::network::Network;
use super::role::{Grantee, Role};
use super::user_data::Script;
use crate::{
    AutoscalingGroup, IamInstanceProfile, LaunchTemplate, Lb, LbTargetGroup, S3Bucket, S3Object,
    SecurityGroup,
};

use settings::Settings;
pub use settings::{Entrance, Profile};

const USER_DATA: &str = include_str!("service/user_data.sh.hbs");

/// A program of the workspace that becomes a service: its artifact in a
/// bucket, instances that fetch, check and run it as a hardened systemd unit,
/// an auto scaling group that replaces them one after the other when it
/// changes, and a load balancer in front.
///
/// Its environment is the program's own struct, so a variable that is missing
/// or unknown does not compile. `AWS_REGION` is set too. The program has to
/// listen on [`port`](Self::port), answer the health route with 200 as soon as
/// it is up, and end on SIGTERM.
///
/// ```
/// use synth_aws::AwsProvider;
/// use synth_aws::patterns::{Network, PrivateBucket, RustService};
/// use synth_core::prelude::*;
/// use synth_program::{Program, environment};
///
/// environment! {
///     /// What the greeter is told.
///     pub struct GreeterEnv {
///         required {
///             /// Whom to greet.
///             name: "NAME",
///         }
///         optional {}
///     }
/// }
///
/// enum Greeter {}
///
/// impl Program for Greeter {
///     const PACKAGE: &'static str = "greeter";
///     type Env<V> = GreeterEnv<V>;
/// }
///
/// let app = App::new();
/// let stack = app.stack("example");
/// stack.add("aws", AwsProvider::new().region("eu-west-1"));
/// let network = Network::default_vpc(&stack, "t3.micro");
/// let artifacts = PrivateBucket::new().define(&stack, "artifacts");
/// let greeter = RustService::<Greeter>::new(GreeterEnv { name: "world".into() })
///     .instance_type("t3.micro")
///     .capacity(1, 4)
///     .define(&stack, "greeter", &network, &artifacts);
/// stack.output("address", greeter.load_balancer.dns_name());
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Debug)]
#[must_use]
pub struct RustService<P: Program> {
    variables: Vec<(&'static str, Value<String>)>,
    settings: Settings,
    program: PhantomData<P>,
}

impl<P: Program> RustService<P> {
    /// The program, told this. Plain HTTP on port 80, one instance, up to four.
    pub fn new(environment: P::Env<Value<String>>) -> Self {
        Self {
            variables: environment.into_variables(),
            settings: Settings::default(),
            program: PhantomData,
        }
    }

    /// What physical names begin with, at most 28 characters: a load
    /// balancer's name is short. Its id by default.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.settings.name = Some(name.into());
        self
    }

    /// The type of the instances; `t3.micro` by default. Its processor has to
    /// be the [`architecture`](Self::architecture).
    pub fn instance_type(mut self, instance_type: impl Into<String>) -> Self {
        self.settings.instance_type = instance_type.into();
        self
    }

    /// The processor; `x86_64` by default.
    pub fn architecture(mut self, architecture: Architecture) -> Self {
        self.settings.architecture = architecture;
        self
    }

    /// So many instances at least and at most; between the two the average
    /// use of the processor decides.
    pub fn capacity(mut self, least: u32, most: u32) -> Self {
        self.settings.capacity = (least, most);
        self
    }

    /// The port that the program listens on; 8080 by default.
    pub fn port(mut self, port: u16) -> Self {
        self.settings.port = port;
        self
    }

    /// The route that answers 200 while the process is up; `/health` by
    /// default. It should ask nothing else: a load balancer without a healthy
    /// target sends requests to all of them.
    pub fn health_route(mut self, route: impl Into<String>) -> Self {
        self.settings.health_route = route.into();
        self
    }

    /// How the load balancer is reached; plain HTTP on port 80 by default.
    pub fn entrance(mut self, entrance: Entrance) -> Self {
        self.settings.entrance = entrance;
        self
    }

    /// From which blocks it is reached; from anywhere by default.
    pub fn open_to<C: Into<String>>(mut self, blocks: impl IntoIterator<Item = C>) -> Self {
        self.settings.open_to = blocks.into_iter().map(Into::into).collect();
        self
    }

    /// Lets in by SSH with this key pair, from these blocks. Without it nobody
    /// is.
    pub fn ssh<C: Into<String>>(
        mut self,
        key_name: impl Into<String>,
        blocks: impl IntoIterator<Item = C>,
    ) -> Self {
        let blocks = blocks.into_iter().map(Into::into).collect();
        self.settings.ssh = Some((key_name.into(), blocks));
        self
    }

    /// Acts as an instance profile that is there already, instead of one of
    /// its own.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.settings.profile = Some(profile);
        self
    }

    /// Whether Terraform may not destroy the load balancer.
    pub fn deletion_protection(mut self, enabled: bool) -> Self {
        self.settings.deletion_protection = enabled;
        self
    }

    /// Writes what the load balancer was asked into a bucket, below `prefix`.
    pub fn access_logs(mut self, bucket: &Ref<S3Bucket>, prefix: impl Into<String>) -> Self {
        self.settings.access_logs = Some((bucket.clone(), prefix.into()));
        self
    }

    /// Adds alarms, on unhealthy instances, server errors and slow answers,
    /// that tell these topics. A rollout during which one goes off is rolled
    /// back.
    pub fn alarms(mut self, actions: impl Into<AlarmActions>) -> Self {
        self.settings.alarms = Some(actions.into());
        self
    }

    /// Runs another script on new instances: a [`Script`] template with the
    /// texts `service` and `stop_seconds`, the values `bucket`, `key`,
    /// `version` and `sha256`, and the list `variables`.
    pub fn user_data(mut self, template: impl Into<String>) -> Self {
        self.settings.user_data = Some(template.into());
        self
    }

    /// Adds everything: ids begin with `ID`, and with `lb` for the load
    /// balancer.
    #[expect(
        clippy::must_use_candidate,
        reason = "it is called for what it adds to the stack"
    )]
    #[track_caller]
    pub fn define(
        self,
        scope: &Scope,
        id: &'static str,
        network: &Network,
        artifacts: &Bucket,
    ) -> Service {
        let _here = scope.call_site();
        let settings = &self.settings;
        settings.check(scope, P::PACKAGE);
        let name = settings.name.clone().unwrap_or_else(|| id.to_owned());
        let artifact = artifact::upload(scope, id, P::PACKAGE, settings.architecture, artifacts);
        let (profile, role) = instances::profile(scope, id, &name, settings);
        artifact.grant_download(&role);
        let script = self.script(scope, id, &artifact);
        let groups = access::define(scope, id, &name, network, settings);
        let front = load_balancer::define(scope, &name, network, &groups, settings);
        let alarm = settings.alarms.as_ref().map(|actions| {
            alarms::define(
                scope,
                id,
                &name,
                &front.load_balancer,
                &front.targets,
                actions,
            )
        });
        let template = instances::template(scope, id, &name, &groups, &profile, script, settings);
        let group = instances::group(
            scope,
            id,
            &name,
            &instances::Surroundings {
                network,
                template: &template,
                front: &front,
                role: &role,
                alarm: alarm.as_ref(),
            },
            settings,
        );
        Service {
            load_balancer: front.load_balancer,
            targets: front.targets,
            group,
            template,
            artifact: artifact.object,
            load_balancer_group: groups.load_balancer,
            instance_group: groups.instances,
            role,
        }
    }

    fn script(&self, scope: &Scope, id: &str, artifact: &artifact::Artifact) -> Value<String> {
        let template = self.settings.user_data.as_deref().unwrap_or(USER_DATA);
        let mut variables = self.variables.clone();
        if !variables.iter().any(|(name, _)| *name == "AWS_REGION") {
            variables.push(("AWS_REGION", region(scope)));
        }
        let script = Script::new(template)
            .text("service", P::PACKAGE)
            .text("stop_seconds", settings::STOP_SECONDS.to_string())
            .value("bucket", artifact.object.bucket())
            .value("key", artifact.object.key())
            .value("version", artifact.object.version_id())
            .value("sha256", artifact.sha256.clone())
            .variables("variables", variables)
            .render();
        match script {
            // A name of its own, so that a review shows lines and not one
            // argument of a function.
            Ok(script) => scope.local(format!("{id}_script"), script),
            Err(message) => {
                scope.validate(move || Err(format!("user data: {message}")));
                "".into()
            }
        }
    }
}

/// A service and what is around it.
#[derive(Debug, Clone)]
pub struct Service {
    /// What clients talk to.
    pub load_balancer: Ref<Lb>,
    /// The instances, as the load balancer knows them.
    pub targets: Ref<LbTargetGroup>,
    /// What keeps instances running.
    pub group: Ref<AutoscalingGroup>,
    /// What an instance is made from.
    pub template: Ref<LaunchTemplate>,
    /// The program, as an object with versions.
    pub artifact: Ref<S3Object>,
    /// Who reaches the load balancer.
    pub load_balancer_group: Ref<SecurityGroup>,
    /// Who reaches the instances.
    pub instance_group: Ref<SecurityGroup>,
    /// What the program acts under.
    pub role: Role,
}

impl Grantee for Service {
    fn role(&self) -> &Role {
        &self.role
    }
}

/// The instance profile of a service: one of its own, or a name.
enum InstanceProfile {
    Made(Ref<IamInstanceProfile>),
    Imported(String),
}
