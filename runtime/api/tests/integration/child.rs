//! The program as a process of its own, as a service manager runs it.

use std::net::SocketAddr;
use std::process::{ExitStatus, Stdio};

use postagram_testing::StandIns;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};
use tokio::task::JoinHandle;

/// The program, not started yet, with nothing of our own environment.
pub(crate) fn program(variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_api"));
    command
        .env_clear()
        .envs(variables.iter().copied())
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Its environment on these stand-ins, on free ports.
pub(crate) fn variables(stand_ins: &StandIns) -> Vec<(&str, &str)> {
    vec![
        ("BUCKET", stand_ins.bucket.name()),
        ("DYNAMO_TABLE", &stand_ins.table),
        ("AUTH", "username"),
        ("HOST", "127.0.0.1"),
        ("PORT", "0"),
        ("METRICS_PORT", "0"),
        ("DRAIN_SECONDS", "0"),
        ("AWS_REGION", StandIns::REGION),
        ("AWS_ACCESS_KEY_ID", StandIns::ACCESS_KEY),
        ("AWS_SECRET_ACCESS_KEY", StandIns::SECRET_KEY),
        (
            "AWS_ENDPOINT_URL_DYNAMODB",
            stand_ins.endpoints.dynamodb.as_deref().unwrap(),
        ),
        (
            "AWS_ENDPOINT_URL_S3",
            stand_ins.endpoints.s3.as_deref().unwrap(),
        ),
    ]
}

/// The next line of the log with this message.
pub(crate) async fn logged(log: &mut Lines<BufReader<ChildStderr>>, message: &str) -> Value {
    loop {
        let line = log.next_line().await.unwrap().unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        if line["message"] == message {
            return line;
        }
    }
}

pub(crate) fn terminate(child: &Child) {
    let id = child.id().unwrap().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-TERM", &id])
        .status();
    assert!(sent.unwrap().success());
}

/// The program while it serves. Its log is read all the time, so that it never
/// waits for somebody to do so.
pub(crate) struct Process {
    pub(crate) address: SocketAddr,
    pub(crate) metrics: SocketAddr,
    child: Child,
    log: JoinHandle<Vec<Value>>,
}

impl Process {
    /// Starts it and waits until it listens.
    pub(crate) async fn start(stand_ins: &StandIns, more: &[(&str, &str)]) -> Self {
        let mut command = program(&variables(stand_ins));
        let mut child = command.envs(more.iter().copied()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let listening = logged(&mut log, "listening").await;
        let address = |name: &str| listening[name].as_str().unwrap().parse().unwrap();
        Self {
            address: address("address"),
            metrics: address("metrics"),
            child,
            log: tokio::spawn(async move {
                let mut lines = Vec::new();
                while let Ok(Some(line)) = log.next_line().await {
                    lines.push(serde_json::from_str(&line).unwrap());
                }
                lines
            }),
        }
    }

    pub(crate) fn terminate(&self) {
        terminate(&self.child);
    }

    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Waits for its end; how it ended, and what it logged.
    pub(crate) async fn ended(mut self) -> (ExitStatus, Vec<Value>) {
        let status = self.child.wait().await.unwrap();
        (status, self.log.await.unwrap())
    }
}
