//! From serving to stopped.

use std::sync::Arc;

use tokio::sync::watch;

/// How far a server is on its way to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// It takes requests.
    Serving,
    /// It still does, but says that it is not ready, and closes connections
    /// after their next answer. Whoever spreads requests goes elsewhere.
    Draining,
    /// It takes no new ones and finishes those it has.
    Stopping,
}

/// Tells a server to stop, from anywhere.
#[derive(Debug, Clone)]
pub struct Shutdown(Arc<watch::Sender<Phase>>);

impl Shutdown {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(Phase::Serving)))
    }

    /// Begins the end: the server is no longer ready, takes requests for
    /// [`Limits::drain_time`](crate::Limits::drain_time), then finishes what
    /// it has.
    pub fn start(&self) {
        self.advance(Phase::Draining);
    }

    /// Skips what is left of the time in which requests are still taken.
    pub fn hurry(&self) {
        self.advance(Phase::Stopping);
    }

    fn advance(&self, to: Phase) {
        self.0.send_if_modified(|phase| {
            let later = *phase < to;
            *phase = to.max(*phase);
            later
        });
    }

    pub(crate) fn is_started(&self) -> bool {
        *self.0.borrow() > Phase::Serving
    }

    /// Waits until it is there or further.
    pub(crate) async fn reached(&self, phase: Phase) {
        let mut receiver = self.0.subscribe();
        // The sender is ours, so it is still there.
        let _: Result<_, watch::error::RecvError> = receiver.wait_for(|now| *now >= phase).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn phases_only_go_on() {
        let shutdown = Shutdown::new();
        assert!(!shutdown.is_started());
        shutdown.hurry();
        shutdown.start();
        shutdown.reached(Phase::Draining).await;
        shutdown.reached(Phase::Stopping).await;
        assert!(shutdown.is_started());
    }
}
