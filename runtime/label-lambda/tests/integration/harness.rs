//! The program in the environment that Lambda gives it.

use std::process::{Output, Stdio};

use postagram::{NewPost, Post};
use postagram_testing::{RuntimeApi, StandIns};
use serde_json::Value;
use tokio::process::{Child, Command};

/// The program, not started yet, with nothing of our own environment.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_label-lambda"));
    command
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// The whole environment of a function that is deployed.
pub(crate) fn deployed(runtime: &RuntimeApi, aws: &StandIns) -> Command {
    let mut command = program();
    command
        .env("AWS_LAMBDA_RUNTIME_API", &runtime.address)
        .env("AWS_LAMBDA_FUNCTION_NAME", "labeler")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .envs(aws.variables());
    command
}

/// A running function.
pub(crate) struct Test {
    pub(crate) aws: StandIns,
    pub(crate) runtime: RuntimeApi,
    pub(crate) program: Child,
}

impl Test {
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    pub(crate) async fn start_with(variables: &[(&str, &str)]) -> Self {
        let aws = StandIns::start().await.unwrap();
        let runtime = RuntimeApi::start().await.unwrap();
        let mut command = deployed(&runtime, &aws);
        let program = command.envs(variables.iter().copied()).spawn().unwrap();
        Self {
            aws,
            runtime,
            program,
        }
    }

    pub(crate) async fn post(&self) -> Post {
        let post = NewPost::parse("title", "text").unwrap();
        let user = "zoé".parse().unwrap();
        self.aws.store().create(&user, post, None).await.unwrap()
    }

    /// Tells it to stop, and gives what it printed. It has to end by itself.
    pub(crate) async fn stop(self) -> Output {
        let id = self.program.id().unwrap().to_string();
        let killed = Command::new("kill").args(["-TERM", &id]).status().await;
        assert!(killed.unwrap().success());
        self.program.wait_with_output().await.unwrap()
    }
}

/// The metric lines of a finished program.
pub(crate) fn metrics(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}
