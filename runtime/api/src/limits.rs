//! How much of everything, and for how long.

use std::time::Duration;

/// What the server bears, so that its memory stays bounded and no client waits
/// forever, or makes others wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Connections at a time; more wait to be accepted.
    pub connections: usize,
    /// Requests that are worked on at a time; more are sent away.
    pub in_flight: usize,
    /// Bytes that the bodies of all requests and answers may take together.
    pub body_memory: usize,
    /// Bytes of one request's body.
    pub body: usize,
    /// Bytes of a request's head.
    pub head: usize,
    /// From the first byte of a request to the end of its head; on a new
    /// connection from its start.
    pub head_time: Duration,
    /// Between requests on a connection. Longer than the 60 seconds of a load
    /// balancer, which otherwise uses a connection that is just being closed.
    pub idle_time: Duration,
    /// For a request's body.
    pub body_time: Duration,
    /// For what a request asks of AWS.
    pub work_time: Duration,
    /// For a client to take an answer.
    pub write_time: Duration,
    /// How long requests are still taken once the server is told to stop.
    pub drain_time: Duration,
    /// From being told to stop to the end, whatever is still going on. A
    /// service manager kills what has not ended after 30 seconds.
    pub stop_time: Duration,
}

impl Limits {
    /// The longest [`Limits::drain_time`], in seconds: requests need time to
    /// finish before [`Limits::stop_time`] is over.
    pub const MAX_DRAIN_SECONDS: u64 = 15;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            in_flight: 256,
            body_memory: 128 * 1024 * 1024,
            // A text of 64 KiB, all of it escaped.
            body: 512 * 1024,
            head: 32 * 1024,
            head_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(75),
            body_time: Duration::from_secs(10),
            work_time: Duration::from_millis(4800),
            write_time: Duration::from_secs(30),
            drain_time: Duration::from_secs(5),
            stop_time: Duration::from_secs(25),
        }
    }
}
