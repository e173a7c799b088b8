//! Delivering events to the function, as Lambda does it.
//!
//! An event is delivered until the function succeeds, twice more at most, after
//! one minute and then after two; what fails for good goes to the queue that
//! the stack names. An event is done when the function has said so: after an
//! end in between it is delivered again.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use postagram::labels::{Labeler, Report};
use tokio::sync::Notify;
use tokio::task::{JoinError, JoinSet};

use super::failure::{Condition, Failures, GivenUp};
use super::queue::{Queue, Waiting};
use crate::Problem;
use crate::bucket::Bucket;
use crate::stack::Stack;

/// How many calls of the function there are at a time.
const CONCURRENCY: usize = 4;

/// How long to wait after the queue itself could not be used.
const TROUBLE: Duration = Duration::from_secs(5);

/// Delivers the events of a bucket.
#[derive(Debug, Clone)]
pub(crate) struct Deliveries {
    queue: Queue,
    labeler: Arc<Labeler>,
    uploaded: Arc<Notify>,
    failures: Option<Failures>,
    timeout: Duration,
    retries: u64,
    max_age: Duration,
    /// How long to wait before the first repetition; twice that before the
    /// second.
    retry_after: Duration,
}

/// How a call of the function ended.
type Called = (Waiting, Result<(), String>);

impl Deliveries {
    pub(crate) fn new(
        bucket: &Bucket,
        labeler: Labeler,
        stack: &Stack,
        queues: &Path,
        retry_after: Duration,
    ) -> Result<Self, Problem> {
        let function = &stack.function;
        let failures = function
            .failures
            .as_ref()
            .map(|queue| Failures::new(queues, queue, &function.name, &stack.region))
            .transpose()
            .map_err(|error| Problem::because(format!("cannot use {}", queues.display()), error))?;
        Ok(Self {
            queue: Queue::new(bucket.index()),
            labeler: Arc::new(labeler),
            uploaded: bucket.uploaded(),
            failures,
            timeout: function.timeout,
            retries: function.retries,
            max_age: function.max_age,
            retry_after,
        })
    }

    /// Delivers until it is told to stop, then finishes what is being done, if
    /// it does not take long.
    pub(crate) async fn run(self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut calls = JoinSet::new();
        let mut busy = HashSet::new();
        match self.queue.len() {
            Ok(0) | Err(_) => {}
            Ok(events) => tracing::info!(events, "uploads of before are still to be labelled"),
        }
        loop {
            let now = SystemTime::now();
            let wait = match self.begin(now, &mut calls, &mut busy).await {
                Ok(next) => next.map(|due| due.duration_since(now).unwrap_or_default()),
                Err(error) => {
                    tracing::error!(%error, "cannot read the events that wait");
                    Some(TROUBLE)
                }
            };
            tokio::select! {
                () = &mut stop => break,
                () = self.uploaded.notified() => {}
                () = sleep(wait) => {}
                Some(ended) = calls.join_next() => self.end(ended, &mut busy).await,
            }
        }
        let rest = async {
            while let Some(ended) = calls.join_next().await {
                self.end(ended, &mut busy).await;
            }
        };
        if tokio::time::timeout(Duration::from_secs(5), rest)
            .await
            .is_err()
        {
            tracing::info!("an image is still being labelled; the next start begins again with it");
        }
    }

    /// Starts calls for events that are due, as many as there may be. Gives
    /// back when to look again, if not for another reason.
    async fn begin(
        &self,
        now: SystemTime,
        calls: &mut JoinSet<Called>,
        busy: &mut HashSet<i64>,
    ) -> Result<Option<SystemTime>, String> {
        if busy.len() >= CONCURRENCY {
            return Ok(None);
        }
        let queue = self.queue.clone();
        let (due, next) =
            blocking(move || Ok((queue.due(now, 2 * CONCURRENCY)?, queue.next(now)?))).await?;
        for waiting in due {
            if busy.len() >= CONCURRENCY {
                break;
            }
            if !busy.insert(waiting.id) {
                continue;
            }
            let (labeler, timeout) = (Arc::clone(&self.labeler), self.timeout);
            calls.spawn(async move {
                let payload = waiting.payload.clone();
                let called = tokio::spawn(async move { call(&labeler, &payload, timeout).await });
                // A panic of the function is a failure like any other.
                let result = called.await.unwrap_or_else(|error| Err(error.to_string()));
                (waiting, result)
            });
        }
        Ok(next)
    }

    async fn end(&self, ended: Result<Called, JoinError>, busy: &mut HashSet<i64>) {
        let (waiting, result) = match ended {
            Ok(called) => called,
            // The event stays busy: the next start tries it again.
            Err(error) => return tracing::error!(%error, "a delivery ended badly"),
        };
        let id = waiting.id;
        let this = self.clone();
        let settled = blocking(move || this.settle(&waiting, result)).await;
        if let Err(error) = settled {
            tracing::error!(%error, "cannot write down what became of an event");
            // It is still due, and would be delivered again at once.
            tokio::time::sleep(TROUBLE).await;
        }
        busy.remove(&id);
    }

    /// Writes down what became of an event.
    fn settle(&self, waiting: &Waiting, result: Result<(), String>) -> rusqlite::Result<()> {
        let Err(error) = result else {
            return self.queue.finish(waiting.id);
        };
        let attempts = waiting.attempts + 1;
        let pause = self.retry_after * u32::try_from(attempts).unwrap_or(u32::MAX);
        let again = SystemTime::now() + pause;
        let too_old = waiting.made + self.max_age < again;
        if attempts <= self.retries && !too_old {
            tracing::warn!(%error, attempts, seconds = pause.as_secs(), "labelling failed; again later");
            return self.queue.retry(waiting.id, again);
        }
        let given_up = GivenUp {
            event: waiting.id,
            payload: &waiting.payload,
            condition: if too_old {
                Condition::EventAgeExceeded
            } else {
                Condition::RetriesExhausted
            },
            attempts,
            error: &error,
        };
        match self
            .failures
            .as_ref()
            .map(|failures| failures.send(&given_up))
        {
            None => tracing::error!(%error, attempts, "labelling failed for good"),
            Some(Ok(path)) => {
                let kept = path.display().to_string();
                tracing::error!(%error, attempts, kept, "labelling failed for good");
            }
            Some(Err(cause)) => {
                tracing::error!(%cause, "cannot write the message about an event that failed");
                return self.queue.retry(waiting.id, again);
            }
        }
        self.queue.finish(waiting.id)
    }
}

/// One call of the function.
async fn call(labeler: &Labeler, payload: &str, timeout: Duration) -> Result<(), String> {
    let event = serde_json::from_str(payload).map_err(|error| error.to_string())?;
    let called = labeler.handle(&event, log);
    match tokio::time::timeout(timeout, called).await {
        Ok(result) => result.map_err(|unfinished| unfinished.to_string()),
        Err(_) => Err(format!(
            "Task timed out after {} seconds",
            timeout.as_secs()
        )),
    }
}

fn log(report: &Report) {
    match report {
        Report::Skipped(skipped) => {
            let key = skipped.key.as_deref().unwrap_or_default();
            tracing::warn!(key, why = skipped.why, "an upload is none of ours");
        }
        Report::Processed {
            upload,
            result: Ok(outcome),
            took,
        } => {
            let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            tracing::info!(key = %upload.key, outcome = outcome.name(), ms, "looked at an upload");
        }
        // The call as a whole fails and says so.
        Report::Processed { .. } => {}
    }
}

async fn sleep(time: Option<Duration>) {
    match time {
        Some(time) => tokio::time::sleep(time).await,
        None => std::future::pending().await,
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> rusqlite::Result<T> + Send + 'static,
) -> Result<T, String> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}
