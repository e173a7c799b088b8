//! The program under load, in a process of its own.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use postagram_testing::http::send;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::sync::Mutex;

use crate::Trouble;
use crate::disturb::EVERY;
use crate::memory::Sample;

/// A program that runs, on a folder that goes with it. Clones are the same.
#[derive(Debug, Clone)]
pub(crate) struct Program(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    port: u16,
    faults: bool,
    folder: TempDir,
    child: Mutex<Child>,
    /// Before it was started, and when it answered.
    started: (Instant, Instant),
}

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

impl Program {
    pub(crate) async fn start(path: PathBuf, faults: bool) -> Result<Self, Trouble> {
        let folder = tempfile::tempdir()?;
        // It is started again on the same port.
        let free = std::net::TcpListener::bind("127.0.0.1:0")?;
        let port = free.local_addr()?.port();
        drop(free);
        let spawned = Instant::now();
        let child = Mutex::new(spawn(&path, port, faults, &folder)?);
        answers(port).await?;
        Ok(Self(Arc::new(Inner {
            path,
            port,
            faults,
            folder,
            child,
            started: (spawned, Instant::now()),
        })))
    }

    pub(crate) fn url(&self) -> String {
        url(self.0.port)
    }

    /// A moment before it was started for the first time, and one after.
    pub(crate) fn started(&self) -> (Instant, Instant) {
        self.0.started
    }

    /// Kills it and starts it again.
    pub(crate) async fn restart(&self) -> Result<(), Trouble> {
        let mut child = self.0.child.lock().await;
        child.start_kill()?;
        child.wait().await?;
        *child = spawn(&self.0.path, self.0.port, self.0.faults, &self.0.folder)?;
        drop(child);
        answers(self.0.port).await
    }

    /// What it has now.
    pub(crate) async fn sample(&self) -> Option<Sample> {
        let id = self.0.child.lock().await.id()?;
        Sample::of(id)
    }

    pub(crate) async fn stop(&self) {
        let mut child = self.0.child.lock().await;
        // Its folder goes anyway.
        let _: std::io::Result<()> = child.kill().await;
    }
}

fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

async fn answers(port: u16) -> Result<(), Trouble> {
    let url = format!("{}/ready", url(port));
    let wait = async {
        while send("GET", &url, &[], b"")
            .await
            .map_or(0, |answer| answer.status)
            != 200
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, wait).await;
    waited.map_err(|_| format!("the program does not answer at {url}").into())
}

fn spawn(path: &PathBuf, port: u16, faults: bool, folder: &TempDir) -> Result<Child, Trouble> {
    let mut command = Command::new(path);
    command
        .arg("--data")
        .arg(folder.path())
        .args(["--port", &port.to_string(), "--retry-after", "5"])
        .env("LOG_LEVEL", "off")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    if faults {
        command.args(["--faults", &EVERY.as_secs().to_string()]);
    }
    Ok(command.spawn()?)
}
