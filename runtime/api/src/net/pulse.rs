//! What a connection is doing, and since when.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::Limits;

/// What a connection is doing, as its socket and its requests tell.
#[derive(Debug)]
pub(super) struct Pulse(Mutex<State>);

#[derive(Debug)]
struct State {
    /// Requests whose handler is at work.
    working: usize,
    /// Since when part of a head is here, or a connection without one.
    head_since: Option<Instant>,
    /// Since when nothing has been asked for.
    idle_since: Instant,
    /// Since when there is something to send that is not yet sent.
    write_since: Option<Instant>,
}

/// A handler at work.
#[derive(Debug)]
pub(super) struct Working<'a>(&'a Pulse);

impl Drop for Working<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.working -= 1;
        state.idle_since = Instant::now();
    }
}

impl Pulse {
    /// Of a connection that has just been made: its first head is due.
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self(Mutex::new(State {
            working: 0,
            head_since: Some(now),
            idle_since: now,
            write_since: None,
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes have come in.
    pub(super) fn read(&self) {
        let mut state = self.state();
        if state.working == 0 && state.head_since.is_none() {
            state.head_since = Some(Instant::now());
        }
    }

    /// There is something to send.
    pub(super) fn write(&self) {
        let mut state = self.state();
        state.write_since.get_or_insert_with(Instant::now);
    }

    /// All of it is sent.
    pub(super) fn sent(&self) {
        let mut state = self.state();
        if state.write_since.take().is_some() {
            state.idle_since = Instant::now();
        }
    }

    /// A head is complete, its request is being worked on.
    pub(super) fn work(&self) -> Working<'_> {
        let mut state = self.state();
        state.working += 1;
        state.head_since = None;
        Working(self)
    }

    /// Until when the connection may go on as it is, and what is too slow
    /// then. Nothing while a handler is at work, which has limits of its own.
    fn due(&self, limits: &Limits) -> Option<(Instant, &'static str)> {
        let state = self.state();
        let write = state
            .write_since
            .map(|since| (since + limits.write_time, "write"));
        let wait = match (state.working, state.head_since, state.write_since) {
            (0, Some(since), _) => Some((since + limits.head_time, "head")),
            (0, None, None) => Some((state.idle_since + limits.idle_time, "idle")),
            _ => None,
        };
        write.into_iter().chain(wait).min_by_key(|(due, _)| *due)
    }

    /// Waits until the connection is too slow, and tells with what.
    ///
    /// It looks now and then: what begins after a look is due later than the
    /// next one.
    pub(super) async fn too_slow(&self, limits: &Limits) -> &'static str {
        let most = limits.head_time.min(limits.write_time);
        loop {
            let now = Instant::now();
            let next = now + most.max(Duration::from_millis(1));
            match self.due(limits) {
                Some((due, what)) if due <= now => return what,
                Some((due, _)) => tokio::time::sleep_until(due.min(next)).await,
                None => tokio::time::sleep_until(next).await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long a connection lives on that does nothing more.
    async fn life(pulse: &Pulse) -> (u64, &'static str) {
        let limits = Limits::default();
        let start = Instant::now();
        let what = pulse.too_slow(&limits).await;
        (start.elapsed().as_secs(), what)
    }

    #[tokio::test(start_paused = true)]
    async fn each_way_of_being_slow() {
        let pulse = Pulse::new();
        assert_eq!(life(&pulse).await, (10, "head"));

        let pulse = Pulse::new();
        drop(pulse.work());
        pulse.write();
        assert_eq!(life(&pulse).await, (30, "write"));

        pulse.sent();
        assert_eq!(life(&pulse).await, (75, "idle"));

        pulse.read();
        tokio::time::advance(Duration::from_secs(4)).await;
        // More bytes of the same head are no new beginning.
        pulse.read();
        assert_eq!(life(&pulse).await, (6, "head"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_handler_at_work_is_left_alone() {
        let pulse = Pulse::new();
        let work = pulse.work();
        pulse.read();
        let limits = Limits::default();
        let slow = tokio::time::timeout(Duration::from_hours(1), pulse.too_slow(&limits));
        assert!(slow.await.is_err());
        drop(work);
        assert_eq!(life(&pulse).await, (75, "idle"));
    }
}
