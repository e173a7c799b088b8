//! Clients that ask again as soon as they are answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use api_bench::hello::Hello;
use bench_common::Result;
use futures_util::future::try_join_all;

use super::Connection;
use crate::workload::Workload;

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Closed {
    /// How many requests were answered.
    pub(crate) requests: usize,
    /// How long it took, in seconds.
    pub(crate) seconds: f64,
}

impl Closed {
    pub(crate) fn per_second(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "far from 2^52 requests")]
        let requests = self.requests as f64;
        requests / self.seconds
    }
}

/// So many clients, for so long; what was begun is finished.
pub(crate) async fn closed(
    address: SocketAddr,
    workload: Workload,
    hello: &Hello,
    clients: usize,
    time: Duration,
) -> Result<Closed> {
    let mut connections = Vec::new();
    for _ in 0..clients {
        connections.push(Connection::open(address).await?);
    }
    let next = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let clients = connections.into_iter().map(|mut connection| {
        let next = Arc::clone(&next);
        async move {
            while start.elapsed() < time {
                let number = next.fetch_add(1, Ordering::Relaxed);
                connection.ask(workload.request(number, hello)).await?;
            }
            Result::Ok(())
        }
    });
    try_join_all(clients).await?;
    Ok(Closed {
        requests: next.load(Ordering::Relaxed),
        seconds: start.elapsed().as_secs_f64(),
    })
}
