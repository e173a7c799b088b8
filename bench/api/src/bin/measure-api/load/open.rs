//! Clients that ask at a fixed rate, whether they are answered or not.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use bench_common::Result;
use bytes::Bytes;
use futures_util::future::try_join_all;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use http_body_util::Full;
use hyper::Request;
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
    timerfd_settime,
};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::Connection;

/// How many requests are on their way at most; more wait, and their time runs.
const CONNECTIONS: usize = 16;

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

/// Asks so many times a second, for so long. An answer's time begins when its
/// request is due, so that what waits for a slow server counts.
///
/// `requests` says what is asked the how-manieth time: what it gives is sent at
/// once, over as many connections, and answered when all of it is. Connections
/// take turns, so that none is idle for as long as a server keeps it (5 s for uvicorn).
pub(crate) async fn open(
    address: SocketAddr,
    rate: f64,
    time: Duration,
    requests: impl Fn(usize) -> Vec<Request<Full<Bytes>>>,
) -> Result<Latencies> {
    let width = requests(0).len();
    let mut idle = VecDeque::new();
    for _ in 0..CONNECTIONS {
        let mut connections = Vec::new();
        for _ in 0..width {
            connections.push(Connection::open(address).await?);
        }
        idle.push_back(connections);
    }
    let all = tokio::time::timeout(time + PATIENCE, ask(idle, rate, time, &requests)).await;
    all.map_err(|_| {
        format!(
            "not all requests were answered {} s after the last one",
            PATIENCE.as_secs()
        )
    })?
}

async fn ask(
    mut idle: VecDeque<Vec<Connection>>,
    rate: f64,
    time: Duration,
    requests: &impl Fn(usize) -> Vec<Request<Full<Bytes>>>,
) -> Result<Latencies> {
    let timer = Timer::new()?;
    let mut asked = FuturesUnordered::new();
    let mut samples = Vec::new();
    let start = Instant::now();
    let mut number = 0_u32;
    loop {
        let offset = Duration::from_secs_f64(f64::from(number) / rate);
        let due = start + offset;
        tokio::select! {
            biased;
            Some(answered) = asked.next() => {
                let (sample, connections) = answered?;
                samples.push(sample);
                idle.push_back(connections);
            }
            done = timer.until(due), if offset < time && !idle.is_empty() => {
                done?;
                if let Some(connections) = idle.pop_front() {
                    let requests = requests(usize::try_from(number)?);
                    asked.push(answer(connections, requests, due));
                    number += 1;
                }
            }
            else => return Ok(Latencies::of(samples)),
        }
    }
}

/// How many milliseconds after it was due a request was answered, and the
/// connections, for the next.
async fn answer(
    mut connections: Vec<Connection>,
    requests: Vec<Request<Full<Bytes>>>,
    due: Instant,
) -> Result<(f64, Vec<Connection>)> {
    let asked = connections.iter_mut().zip(requests);
    try_join_all(asked.map(|(connection, request)| connection.ask(request))).await?;
    Ok((due.elapsed().as_secs_f64() * 1000.0, connections))
}

/// The kernel's timer: the runtime's has steps of a millisecond.
struct Timer(AsyncFd<OwnedFd>);

impl Timer {
    fn new() -> Result<Self> {
        let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
        let timer = timerfd_create(TimerfdClockId::Monotonic, flags)?;
        #[expect(
            deprecated,
            reason = "what replaces it is unsafe, and an owned descriptor is kept"
        )]
        let timer = AsyncFd::with_interest(timer, Interest::READABLE)?;
        Ok(Self(timer))
    }

    /// Waits until then.
    async fn until(&self, then: Instant) -> Result<()> {
        loop {
            let left = then.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            let once = Itimerspec {
                it_interval: Timespec::default(),
                it_value: left.try_into()?,
            };
            timerfd_settime(&self.0, TimerfdTimerFlags::empty(), &once)?;
            let mut ready = self.0.readable().await?;
            // How often it has run out says nothing that the clock does not.
            if let Ok(read) = ready.try_io(|timer| Ok(rustix::io::read(timer, &mut [0; 8])?)) {
                read?;
            }
        }
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
