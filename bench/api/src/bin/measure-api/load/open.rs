//! Clients that ask at a fixed rate, whether they are answered or not.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bench_common::Result;
use bytes::Bytes;
use futures_util::future::try_join_all;
use http_body_util::Full;
use hyper::Request;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::Connection;

/// How many requests are on their way at most; more wait, and their time runs.
const CONNECTIONS: usize = 64;

/// How long answers are waited for when all was asked.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long answers took, in milliseconds, the shortest first.
#[derive(Debug, Clone)]
pub(crate) struct Latencies(Vec<f64>);

impl Latencies {
    pub(crate) fn of(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        Self(samples)
    }

    /// As long as this part of the answers took at most.
    pub(crate) fn at(&self, part: f64) -> Result<f64> {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a list in memory"
        )]
        let place = (self.0.len() as f64 * part).ceil() as usize;
        let last = self.0.len().checked_sub(1).ok_or("nothing was measured")?;
        Ok(self.0[place.saturating_sub(1).min(last)])
    }
}

/// A request's number, and when it is due.
type Due = (usize, Instant);

/// Asks so many times a second, for so long. An answer's time begins when its
/// request is due, so that what waits for a slow server counts.
///
/// `requests` says what is asked the how-manieth time: what it gives is sent at
/// once, over as many connections, and answered when all of it is.
pub(crate) async fn open(
    address: SocketAddr,
    rate: f64,
    time: Duration,
    requests: impl Fn(usize) -> Vec<Request<Full<Bytes>>>,
) -> Result<Latencies> {
    let width = requests(0).len();
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut connections = Vec::new();
        for _ in 0..width {
            connections.push(Connection::open(address).await?);
        }
        clients.push(connections);
    }
    let due = Arc::new(Mutex::new(schedule(rate, time)));
    let workers = clients
        .into_iter()
        .map(|connections| work(connections, Arc::clone(&due), &requests));
    let all = tokio::time::timeout(time + PATIENCE, try_join_all(workers)).await;
    let samples = all.map_err(|_| {
        format!(
            "not all requests were answered {} s after the last one",
            PATIENCE.as_secs()
        )
    })??;
    Ok(Latencies::of(samples.concat()))
}

/// Requests at equal distances, from a thread of its own: the runtime's timer
/// has steps of a millisecond.
fn schedule(rate: f64, time: Duration) -> UnboundedReceiver<Due> {
    let (sender, due) = unbounded_channel();
    std::thread::spawn(move || {
        let start = Instant::now();
        for number in 0.. {
            let offset = Duration::from_secs_f64(f64::from(number) / rate);
            if offset >= time {
                return;
            }
            std::thread::sleep((start + offset).saturating_duration_since(Instant::now()));
            let request = (usize::try_from(number).unwrap_or_default(), start + offset);
            if sender.send(request).is_err() {
                return;
            }
        }
    });
    due
}

async fn work(
    mut connections: Vec<Connection>,
    due: Arc<Mutex<UnboundedReceiver<Due>>>,
    requests: &impl Fn(usize) -> Vec<Request<Full<Bytes>>>,
) -> Result<Vec<f64>> {
    let mut samples = Vec::new();
    loop {
        let next = due.lock().await.recv().await;
        let Some((number, start)) = next else {
            return Ok(samples);
        };
        let asked = connections.iter_mut().zip(requests(number));
        try_join_all(asked.map(|(connection, request)| connection.ask(request))).await?;
        samples.push(start.elapsed().as_secs_f64() * 1000.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_the_answers() {
        let latencies = Latencies::of((1..=100).rev().map(f64::from).collect());
        for (part, expected) in [(0.5, 50.0), (0.99, 99.0), (0.999, 100.0), (1.0, 100.0)] {
            let found: f64 = latencies.at(part).unwrap();
            assert!((found - expected).abs() < f64::EPSILON, "{part}: {found}");
        }
        assert!(Latencies::of(Vec::new()).at(0.5).is_err());
    }
}
