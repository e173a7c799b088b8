//! A function, started as Lambda does.

use std::process::{Command, Stdio};
use std::time::Duration;

use bench_common::Result;
use bench_common::running::{Running, Used};
use postagram_testing::{RuntimeApi, StandIns, Told};
use serde_json::Value;

use crate::place::Place;

/// Which function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Ours.
    Ours,
    /// The one in Python.
    Python,
}

/// A function that is waiting for an event; stopped when dropped.
pub(crate) struct Function {
    running: Running,
    runtime: RuntimeApi,
}

/// How long a function may take for anything.
const PATIENCE: Duration = Duration::from_mins(1);

impl Kind {
    /// Ours first: the other is held against it.
    pub(crate) const ALL: [Self; 2] = [Self::Ours, Self::Python];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Python => "Python, boto3",
        }
    }

    fn command(self, place: &Place) -> Command {
        match self {
            Self::Ours => place.ours(),
            Self::Python => place.peer(),
        }
    }
}

impl Function {
    /// Starts it, and waits until it asks for the first event.
    pub(crate) async fn start(kind: Kind, place: &Place, aws: &StandIns) -> Result<Self> {
        let runtime = RuntimeApi::start().await?;
        let mut command = kind.command(place);
        command
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", &runtime.address)
            .env("AWS_LAMBDA_FUNCTION_NAME", "labeler")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .envs(aws.variables())
            // The name that boto3 knows.
            .env("AWS_DEFAULT_REGION", StandIns::REGION)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let running = Running::start(&mut command)?;
        let mut function = Self { running, runtime };
        match function.told().await? {
            Told::Next => Ok(function),
            other => Err(format!("{} begins with {other:?}", kind.name()).into()),
        }
    }

    /// Hands an event in, and waits until it is done with.
    pub(crate) async fn invoke(&mut self, event: &Value) -> Result<()> {
        self.runtime.invoke(&event.to_string());
        match self.told().await? {
            Told::Response(..) => {}
            other => return Err(format!("an event ended with {other:?}").into()),
        }
        match self.told().await? {
            Told::Next => Ok(()),
            other => Err(format!("no next event is asked for: {other:?}").into()),
        }
    }

    async fn told(&mut self) -> Result<Told> {
        let told = tokio::time::timeout(PATIENCE, self.runtime.told()).await;
        if let Ok(told) = told {
            return Ok(told);
        }
        self.running.check()?;
        Err("the function does not say anything".into())
    }

    pub(crate) fn used(&self) -> Result<Used> {
        self.running.used()
    }

    /// Ends it at once, and gives its CPU time in seconds.
    pub(crate) fn end(self) -> Result<f64> {
        self.running.end()
    }
}
