//! Requests at a fixed rate.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::failure::Failure;
use crate::request::{Request, wrong};
use crate::tally::Tally;

/// Requests that may go on at the same time; more are errors.
const AT_A_TIME: usize = 512;

/// How long something may take: some are three requests, each answered within
/// five seconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// A load on a program.
#[derive(Debug, Clone)]
pub(crate) struct Load {
    url: Arc<str>,
    tally: Tally,
}

impl Load {
    pub(crate) fn new(url: String, tally: Tally) -> Self {
        Self {
            url: url.into(),
            tally,
        }
    }

    /// Begins so many requests a second, for that long, and waits for the last.
    pub(crate) async fn run(&self, rate: u32, time: Duration) {
        let places = Arc::new(Semaphore::new(AT_A_TIME));
        let mut going = JoinSet::new();
        let start = Instant::now();
        for number in 0_u32.. {
            let due = Duration::from_secs(1) * number / rate.max(1);
            if due >= time {
                break;
            }
            let due = start + due;
            tokio::time::sleep_until(due.into()).await;
            let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                self.tally.ended(due, Err(wrong("too many go on already")));
                continue;
            };
            let (url, tally) = (Arc::clone(&self.url), self.tally.clone());
            going.spawn(async move {
                let request = Request::of(number);
                let done = tokio::time::timeout(PATIENCE, request.send(&url, &tally)).await;
                let late = |_| Err::<(), Failure>(wrong("no answer in time"));
                tally.ended(due, done.unwrap_or_else(late));
                drop(place);
            });
            while going.try_join_next().is_some() {}
        }
        going.join_all().await;
    }
}
