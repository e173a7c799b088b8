//! Whether the Terraform that started the plugin is still there.
//!
//! It says when it is done; if it was killed it cannot, and the plugin must
//! not outlive it.

use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

/// How long Terraform itself waits for a plugin to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// Counts as a connection until it is dropped.
#[derive(Debug)]
pub(super) struct Guest(watch::Sender<usize>);

impl Guest {
    pub(super) fn arrive(presence: &watch::Sender<usize>) -> Self {
        presence.send_modify(|guests| *guests += 1);
        Self(presence.clone())
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.0.send_modify(|guests| *guests -= 1);
    }
}

/// Ends when the last connection is closed, or if there never is one.
pub(super) async fn gone(mut present: watch::Receiver<usize>) {
    let somebody = async { present.wait_for(|guests| *guests > 0).await.is_ok() };
    if timeout(PATIENCE, somebody).await == Ok(true) {
        // An error would be that nobody is left to arrive.
        let _ = present.wait_for(|guests| *guests == 0).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_ends_with_the_last_connection() {
        let (presence, present) = watch::channel(0);
        let (one, two) = (Guest::arrive(&presence), Guest::arrive(&presence));
        let waiting = tokio::spawn(gone(present));
        drop(one);
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(two);
        waiting.await.unwrap();
    }
}
