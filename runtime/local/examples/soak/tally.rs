//! What happened, counted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::memory::Sample;
use crate::program::Program;

/// What happened so far. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally(Arc<Mutex<State>>);

/// All that is counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    /// How long what succeeded took, from when it was due.
    pub(crate) times: Vec<Duration>,
    pub(crate) errors: BTreeMap<String, usize>,
    /// Failures that are right while disturbed.
    pub(crate) excused: BTreeMap<String, usize>,
    /// The longest that a 503 of them took.
    pub(crate) slowest_refusal: Duration,
    /// Times in which failures are expected; a later one of the same beginning
    /// counts instead.
    pub(crate) excuses: BTreeMap<Instant, Instant>,
    /// Acknowledged: posts, by user.
    pub(crate) posts: BTreeMap<String, BTreeSet<String>>,
    /// Pictures, by post: which.
    pub(crate) pictures: BTreeMap<String, u32>,
    /// Posts that are gone again.
    pub(crate) deleted: BTreeSet<String>,
    /// What the program had, every second.
    pub(crate) samples: Vec<Sample>,
}

/// The contract: whoever cannot be served is told so within that time.
pub(crate) const SOON: Duration = Duration::from_secs(5);

impl Tally {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A copy of all that was counted.
    pub(crate) fn counted(&self) -> State {
        self.state().clone()
    }

    /// Something ended that was due at that time.
    pub(crate) fn ended(&self, due: Instant, result: Result<(), Failure>) {
        let now = Instant::now();
        let mut state = self.state();
        let Err(failure) = result else {
            state.times.push(now - due);
            return;
        };
        let disturbed = state
            .excuses
            .iter()
            .any(|(from, to)| *from <= now && due <= *to);
        let right = match &failure {
            Failure::Refused(after) => *after <= SOON,
            // A program that was killed.
            Failure::Broken(_) => true,
            Failure::Wrong(_) => false,
        };
        let counted = if disturbed && right {
            if let Failure::Refused(after) = &failure {
                state.slowest_refusal = state.slowest_refusal.max(*after);
            }
            &mut state.excused
        } else {
            &mut state.errors
        };
        *counted.entry(failure.to_string()).or_default() += 1;
    }

    /// Failures are expected in that time.
    pub(crate) fn excuse(&self, from: Instant, to: Instant) {
        self.state().excuses.insert(from, to);
    }

    pub(crate) fn acknowledged(&self, user: &str, id: String) {
        let mut state = self.state();
        state.posts.entry(user.to_owned()).or_default().insert(id);
    }

    pub(crate) fn uploaded(&self, id: String, picture: u32) {
        self.state().pictures.insert(id, picture);
    }

    pub(crate) fn deleted(&self, id: String) {
        self.state().deleted.insert(id);
    }

    /// Notes what the program has every second, until the task is stopped.
    pub(crate) async fn watch(self, program: Program) {
        loop {
            if let Some(sample) = program.sample().await {
                self.state().samples.push(sample);
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

impl State {
    pub(crate) fn errors(&self) -> usize {
        self.errors.values().sum()
    }

    /// Within which time so many of a hundred ended.
    pub(crate) fn percentiles<const N: usize>(&self, parts: [usize; N]) -> [Duration; N] {
        let mut times = self.times.clone();
        times.sort_unstable();
        parts.map(|part| {
            let place = (times.len() * part / 100).min(times.len().saturating_sub(1));
            times.get(place).copied().unwrap_or_default()
        })
    }
}
