//! The servers that are measured.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bench_common::Result;
use bench_common::running::{Running, Used};
use postagram_testing::StandIns;

use crate::backend::Backend;
use crate::load::Connection;
use crate::place::Place;

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Ours.
    Ours,
    /// FastAPI and boto3 as they are commonly used.
    Plain,
    /// The same, one process a core.
    PlainPerCore,
    /// FastAPI and aiobotocore, as quick as they get.
    Best,
    /// The same, one process a core.
    BestPerCore,
}

/// A server that answers; stopped when dropped.
pub(crate) struct Server {
    running: Running,
    pub(crate) kind: Kind,
    pub(crate) address: SocketAddr,
}

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

impl Kind {
    /// Ours first: the others are held against it.
    pub(crate) const ALL: [Self; 5] = [
        Self::Ours,
        Self::Plain,
        Self::PlainPerCore,
        Self::Best,
        Self::BestPerCore,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Plain => "FastAPI, boto3",
            Self::PlainPerCore => "FastAPI, boto3, a worker per core",
            Self::Best => "FastAPI, aiobotocore",
            Self::BestPerCore => "FastAPI, aiobotocore, a worker per core",
        }
    }

    fn command(self, place: &Place, port: u16) -> Command {
        let port = port.to_string();
        let (module, per_core) = match self {
            Self::Ours => {
                let mut command = place.ours("api");
                command
                    .env("HOST", "127.0.0.1")
                    .env("PORT", port)
                    .env("METRICS_PORT", "0")
                    .env("DRAIN_SECONDS", "0")
                    .env("AUTH", "username")
                    // As the unit of a service has it.
                    .env("MALLOC_ARENA_MAX", "1");
                return command;
            }
            Self::Plain => ("plain:app", false),
            Self::PlainPerCore => ("plain:app", true),
            Self::Best => ("best:app", false),
            Self::BestPerCore => ("best:app", true),
        };
        let mut command = Command::new(place.python("uvicorn"));
        command
            .current_dir(&place.peers)
            .args([module, "--host", "127.0.0.1", "--port", &port]);
        if module == "best:app" {
            command.args(["--loop", "uvloop", "--http", "httptools", "--no-access-log"]);
        }
        if per_core {
            let cores = std::thread::available_parallelism().map_or(1, usize::from);
            command.args(["--workers", &cores.to_string()]);
        }
        command
    }
}

impl Server {
    /// Starts it, and waits until it answers.
    pub(crate) async fn start(kind: Kind, place: &Place, backend: &Backend) -> Result<Self> {
        let address = free_address()?;
        let mut command = kind.command(place, address.port());
        command
            .envs(
                backend
                    .hello
                    .variables
                    .iter()
                    .map(|(name, value)| (name, value)),
            )
            // The name that boto3 knows.
            .env("AWS_DEFAULT_REGION", StandIns::REGION)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let running = Running::start(&mut command)?;
        let mut server = Self {
            running,
            kind,
            address,
        };
        server.wait().await?;
        Ok(server)
    }

    async fn wait(&mut self) -> Result<()> {
        let start = Instant::now();
        loop {
            self.running.check()?;
            if let Ok(mut connection) = Connection::open(self.address).await
                && connection.get("/health").await.is_ok()
            {
                return Ok(());
            }
            if start.elapsed() > PATIENCE {
                return Err(format!("{} does not answer", self.kind.name()).into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) fn used(&self) -> Result<Used> {
        self.running.used()
    }
}

/// An address that was free a moment ago.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
