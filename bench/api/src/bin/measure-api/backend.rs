//! The process with DynamoDB and S3.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use api_bench::hello::Hello;
use bench_common::Result;
use bench_common::running::{Running, Used};

use crate::place::Place;

/// DynamoDB and S3, filled; stopped when dropped.
pub(crate) struct Backend {
    running: Running,
    pub(crate) hello: Hello,
}

impl Backend {
    pub(crate) fn start(place: &Place) -> Result<Self> {
        let mut command = place.ours("backend");
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut running = Running::start(&mut command)?;
        let stdout = running.stdout().ok_or("the backend has no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let hello = serde_json::from_str(&line)
            .map_err(|error| format!("the backend says `{}`: {error}", line.trim()))?;
        Ok(Self { running, hello })
    }

    pub(crate) fn used(&self) -> Result<Used> {
        self.running.used()
    }
}
