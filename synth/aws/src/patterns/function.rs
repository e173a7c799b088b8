//! A program of the workspace as a Lambda function.

use std::marker::PhantomData;

use synth_core::Node;
use synth_core::prelude::*;
use synth_program::{Environment, Program};

use super::alarm::{Alarm, AlarmActions};
use super::architecture::Architecture;
#[cfg(feature = "bucket-events")]
use super::events::{Delivery, NotificationTarget};
use super::grants::QueueGrants;
use super::resource_policy::RequireTls;
use super::role::{Grantee, Role};
use super::statement::Statement;
use crate::{
    CloudwatchLogGroup, LambdaEventSourceMapping, LambdaFunction, LambdaFunctionEnvironment,
    LambdaFunctionEventInvokeConfig, LambdaFunctionEventInvokeConfigDestinationConfig,
    LambdaFunctionEventInvokeConfigDestinationConfigOnFailure, SqsQueue,
};

/// A program of the workspace that becomes a Lambda function, with what one
/// needs around it: role, log, a queue of what never worked, alarms.
///
/// Its environment is the program's own struct, so a variable that is missing
/// or unknown does not compile. The program is built into a zip file when the
/// stack is deployed, and runs on `provided.al2023`.
///
/// ```
/// use synth_aws::patterns::{RustFunction, prelude::*};
/// use synth_aws::{AwsProvider, DynamodbTable, SqsQueue};
/// use synth_core::prelude::*;
/// use synth_program::{Program, environment};
///
/// environment! {
///     /// What the counter is told.
///     pub struct CounterEnv {
///         required {
///             /// Where it counts.
///             table: "TABLE",
///         }
///         optional {}
///     }
/// }
///
/// enum Counter {}
///
/// impl Program for Counter {
///     const PACKAGE: &'static str = "counter";
///     type Env<V> = CounterEnv<V>;
/// }
///
/// let app = App::new();
/// let stack = app.stack("example");
/// stack.add("aws", AwsProvider::new());
/// let counts = stack.add("counts", DynamodbTable::new("counts"));
/// let work = stack.add("work", SqsQueue::new());
/// let counter = RustFunction::<Counter>::new(CounterEnv { table: counts.name() })
///     .timeout_seconds(10)
///     .define(&stack, "counter");
/// counts.grant_update(&counter);
/// work.on_message(&counter);
/// # Ok::<(), synth_core::SynthError>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct RustFunction<P: Program> {
    variables: Vec<(&'static str, Value<String>)>,
    name: Option<String>,
    description: Option<String>,
    architecture: Architecture,
    memory_megabytes: u32,
    timeout_seconds: u32,
    log_retention_days: u32,
    reserved_concurrency: Option<u32>,
    role: Option<Role>,
    alarms: Option<AlarmActions>,
    retries: u32,
    program: PhantomData<P>,
}

impl<P: Program> RustFunction<P> {
    /// The program, told this.
    pub fn new(environment: P::Env<Value<String>>) -> Self {
        Self {
            variables: environment.into_variables(),
            name: None,
            description: None,
            architecture: Architecture::default(),
            memory_megabytes: 128,
            timeout_seconds: 30,
            log_retention_days: 14,
            reserved_concurrency: None,
            role: None,
            alarms: None,
            retries: 2,
            program: PhantomData,
        }
    }

    /// The function's name, unique in account and region; its id by default.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What it is for, as the console shows it.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The processor; `x86_64` by default.
    pub fn architecture(mut self, architecture: Architecture) -> Self {
        self.architecture = architecture;
        self
    }

    /// Memory, and with it processor time; 128 by default.
    pub fn memory_megabytes(mut self, megabytes: u32) -> Self {
        self.memory_megabytes = megabytes;
        self
    }

    /// How long one invocation may take; 30 by default, 900 at most.
    pub fn timeout_seconds(mut self, seconds: u32) -> Self {
        self.timeout_seconds = seconds;
        self
    }

    /// How long the log is kept, one of the numbers that CloudWatch knows; 14
    /// by default.
    pub fn log_retention_days(mut self, days: u32) -> Self {
        self.log_retention_days = days;
        self
    }

    /// At most, and at least, so many at once: taken out of what the account
    /// has. No limit of its own by default.
    pub fn reserved_concurrency(mut self, instances: u32) -> Self {
        self.reserved_concurrency = Some(instances);
        self
    }

    /// How often an asynchronous invocation is tried again, 0 to 2; 2 by
    /// default. What fails then is kept in the queue of failures.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// Acts under this role instead of one of its own.
    pub fn role(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }

    /// Adds alarms, on errors, throttles and the queue of failures, that tell
    /// these topics.
    pub fn alarms(mut self, actions: impl Into<AlarmActions>) -> Self {
        self.alarms = Some(actions.into());
        self
    }

    /// Adds everything: the function as `ID`, the rest as `ID_...`.
    #[expect(
        clippy::must_use_candidate,
        reason = "it is called for what it adds to the stack"
    )]
    #[track_caller]
    pub fn define(self, scope: &Scope, id: &'static str) -> Function {
        let _here = scope.call_site();
        let name = self.name.clone().unwrap_or_else(|| id.to_owned());
        let log = scope.add(
            format!("{id}_log"),
            CloudwatchLogGroup::new()
                .name(format!("/aws/lambda/{name}"))
                .retention_in_days(self.log_retention_days),
        );
        let role = self
            .role
            .clone()
            .unwrap_or_else(|| Role::for_service(scope, id, "lambda.amazonaws.com", name.as_str()));
        let write_log = Statement::allow(["logs:CreateLogStream", "logs:PutLogEvents"])
            .on([interpolate![log.arn(), ":*"]])
            .about(log.path());
        role.allow(write_log);
        let failures = failures(scope, id, &name);
        failures.grant_send(&role);
        let function = scope.add(id, self.element(scope, id, &name, &role, &log));
        scope.add(
            format!("{id}_invocations"),
            LambdaFunctionEventInvokeConfig::new(function.function_name())
                .maximum_retry_attempts(self.retries)
                .destination_config(
                    LambdaFunctionEventInvokeConfigDestinationConfig::new().on_failure(
                        LambdaFunctionEventInvokeConfigDestinationConfigOnFailure::new(
                            failures.arn(),
                        ),
                    ),
                ),
        );
        let function = Function {
            function,
            role,
            log,
            failures,
            timeout_seconds: self.timeout_seconds,
        };
        if let Some(actions) = &self.alarms {
            function.alarms(scope, id, &name, actions);
        }
        function
    }

    fn element(
        &self,
        scope: &Scope,
        id: &'static str,
        name: &str,
        role: &Role,
        log: &Ref<CloudwatchLogGroup>,
    ) -> LambdaFunction {
        let program = self.architecture.program(P::PACKAGE, "bootstrap.zip");
        let code = scope.add_asset(id, program);
        let mut element = LambdaFunction::new(name, role.arn())
            .filename(code.path())
            .source_code_hash(code.base64_sha256())
            .runtime("provided.al2023")
            .architectures([self.architecture.name()])
            .handler("bootstrap")
            .memory_size(self.memory_megabytes)
            .timeout(self.timeout_seconds)
            // Otherwise Lambda makes it, without retention.
            .depends_on(log);
        if !self.variables.is_empty() {
            let variables = LambdaFunctionEnvironment::new().variables(self.variables.clone());
            element = element.environment(variables);
        }
        if let Some(description) = &self.description {
            element = element.description(description);
        }
        if let Some(instances) = self.reserved_concurrency {
            element = element.reserved_concurrent_executions(instances);
        }
        match role.rights() {
            Some(rights) => element.depends_on(&rights),
            None => element,
        }
    }
}

/// The queue of what never worked.
fn failures(scope: &Scope, id: &str, name: &str) -> Ref<SqsQueue> {
    let queue = scope.add(
        format!("{id}_failures"),
        SqsQueue::new()
            .name(format!("{name}-failures"))
            .sqs_managed_sse_enabled(true)
            // Fourteen days, the longest there is.
            .message_retention_seconds(1_209_600),
    );
    queue.require_tls();
    queue
}

/// A Lambda function and what is around it.
#[derive(Debug, Clone)]
pub struct Function {
    /// The function.
    pub function: Ref<LambdaFunction>,
    /// What it acts under.
    pub role: Role,
    /// Its log.
    pub log: Ref<CloudwatchLogGroup>,
    /// What never worked, as messages.
    pub failures: Ref<SqsQueue>,
    timeout_seconds: u32,
}

impl Grantee for Function {
    fn role(&self) -> &Role {
        &self.role
    }
}

#[cfg(feature = "bucket-events")]
impl NotificationTarget for Function {
    fn accept(&self, bucket: &Ref<crate::S3Bucket>) -> Delivery {
        self.function.accept(bucket)
    }
}

impl Function {
    fn alarms(&self, scope: &Scope, id: &str, name: &str, actions: &AlarmActions) {
        let of_function = |what: &str, metric: &'static str, description: String| {
            let alarm = Alarm {
                name: format!("{name}-{what}").into(),
                description,
                namespace: "AWS/Lambda",
                metric,
                dimensions: vec![("FunctionName", self.function.function_name())],
                statistic: "Sum",
                above: 0.into(),
                minutes: 1,
            };
            alarm.define(scope, &format!("{id}_{what}"), actions);
        };
        let log = format!("its log is /aws/lambda/{name}");
        of_function("errors", "Errors", format!("{name} fails; {log}"));
        of_function(
            "throttles",
            "Throttles",
            format!(
                "{name} is not let run as often as it is asked to; see the account's concurrency"
            ),
        );
        let depth = Alarm {
            name: format!("{name}-failed").into(),
            description: format!(
                "events that {name} never managed are waiting in the queue {name}-failures"
            ),
            namespace: "AWS/SQS",
            metric: "ApproximateNumberOfMessagesVisible",
            dimensions: vec![("QueueName", self.failures.name())],
            statistic: "Maximum",
            above: 0.into(),
            minutes: 1,
        };
        depth.define(scope, &format!("{id}_failed"), actions);
    }
}

/// Queues whose messages a function works on.
pub trait QueueEvents {
    /// Hands the messages to `function`, up to 10 at a time, and lets it take
    /// them. Messages that it reports as failed come back; see
    /// `ReportBatchItemFailures` in Lambda's documentation.
    ///
    /// The queue's visibility timeout should be at least six times the
    /// function's timeout, as AWS recommends; where it is a literal, a shorter
    /// one is noted.
    #[track_caller]
    fn on_message(&self, function: &Function) -> Ref<LambdaEventSourceMapping>;
}

impl QueueEvents for Ref<SqsQueue> {
    fn on_message(&self, function: &Function) -> Ref<LambdaEventSourceMapping> {
        let scope = function.function.scope();
        let _here = scope.call_site();
        self.grant_consume(function);
        let id = format!("{}_{}", self.id_in_scope(), function.function.id_in_scope());
        let mapping = LambdaEventSourceMapping::new(function.function.arn())
            .event_source_arn(self.arn())
            .function_response_types(["ReportBatchItemFailures"]);
        let mapping = match function.role.rights() {
            Some(rights) => mapping.depends_on(&rights),
            None => mapping,
        };
        let needed = 6 * function.timeout_seconds;
        if visibility_timeout(self).is_some_and(|seconds| seconds < i64::from(needed)) {
            let path = self.path();
            scope.warning(format!(
                "{path} hides a message for less than {needed} seconds, six times the timeout \
                 of its function: a message may be worked on twice"
            ));
        }
        scope.add(id, mapping)
    }
}

/// For how many seconds a message is hidden once it was received; none where
/// only Terraform knows.
fn visibility_timeout(queue: &Ref<SqsQueue>) -> Option<i64> {
    match queue.get_argument("visibility_timeout_seconds") {
        None => Some(30),
        Some(Node::Number(Number::Integer(seconds))) => Some(seconds),
        Some(_) => None,
    }
}
