//! What happened, counted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::program::Program;
use crate::verify::Lost;
use crate::{Disturbance, Trouble};

/// What happened so far. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    times: Vec<Duration>,
    errors: BTreeMap<String, usize>,
    excused: usize,
    /// Times in which errors are expected; a later one of the same beginning
    /// counts instead.
    excuses: BTreeMap<Instant, Instant>,
    /// Posts that were acknowledged, by user.
    posts: BTreeMap<String, BTreeSet<String>>,
    /// Those whose picture was acknowledged.
    pictures: BTreeSet<String>,
    /// Memory in KiB, every second.
    memory: Vec<u64>,
}

/// How much more memory after the warm-up is no growth: what an allocator and
/// the caches of an emulator do.
const TOLERANCE: f64 = 0.15;

impl Tally {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request ended that was due at that time.
    pub(crate) fn ended(&self, due: Instant, result: Result<(), Trouble>) {
        let now = Instant::now();
        let mut state = self.state();
        match result {
            Ok(()) => state.times.push(now - due),
            Err(_)
                if state
                    .excuses
                    .iter()
                    .any(|(from, to)| *from <= now && due <= *to) =>
            {
                state.excused += 1;
            }
            Err(error) => *state.errors.entry(error.to_string()).or_default() += 1,
        }
    }

    /// Errors are expected in that time.
    pub(crate) fn excuse(&self, from: Instant, to: Instant) {
        self.state().excuses.insert(from, to);
    }

    pub(crate) fn acknowledged(&self, user: &str, id: String) {
        let mut state = self.state();
        state.posts.entry(user.to_owned()).or_default().insert(id);
    }

    pub(crate) fn uploaded(&self, id: String) {
        self.state().pictures.insert(id);
    }

    pub(crate) fn posts(&self) -> BTreeMap<String, BTreeSet<String>> {
        self.state().posts.clone()
    }

    pub(crate) fn pictures(&self) -> BTreeSet<String> {
        self.state().pictures.clone()
    }

    pub(crate) fn errors(&self) -> usize {
        self.state().errors.values().sum()
    }

    /// Within which time so many of a hundred requests ended.
    pub(crate) fn percentile(&self, part: usize) -> Duration {
        let mut times = self.state().times.clone();
        times.sort_unstable();
        let place = (times.len() * part / 100).min(times.len().saturating_sub(1));
        times.get(place).copied().unwrap_or_default()
    }

    /// Notes the program's memory every second, until the task is stopped.
    pub(crate) async fn watch(self, program: Program) {
        loop {
            if let Some(memory) = program.memory().await {
                self.state().memory.push(memory);
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// Prints what happened, and tells whether it is fine.
    pub(crate) fn report(
        &self,
        time: Duration,
        warm_up: f64,
        disturbance: Disturbance,
        lost: &Lost,
    ) -> bool {
        let requests = self.state().times.len();
        println!(
            "requests that succeeded: {requests}, in {} s",
            time.as_secs()
        );
        for part in [50, 95, 99, 100] {
            println!(
                "  {part} of 100 within {:.1} ms",
                self.percentile(part).as_secs_f64() * 1e3
            );
        }
        let state = self.state();
        println!("errors: {}", state.errors.values().sum::<usize>());
        for (error, count) in &state.errors {
            println!("  {count} times: {error}");
        }
        if disturbance != Disturbance::Nothing {
            println!(
                "errors while disturbed: {}, in {} disturbances",
                state.excused,
                state.excuses.len()
            );
        }
        let posts: usize = state.posts.values().map(BTreeSet::len).sum();
        println!("posts acknowledged: {posts}, lost: {}", lost.posts);
        println!(
            "pictures acknowledged: {}, lost or not labelled: {}",
            state.pictures.len(),
            lost.pictures
        );
        let grows = disturbance != Disturbance::Kill && grows(&state.memory, warm_up);
        state.errors.is_empty() && lost.posts == 0 && lost.pictures == 0 && !grows
    }
}

/// Prints how memory went, and tells whether it grew after the warm-up.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "kibibytes and seconds"
)]
fn grows(memory: &[u64], warm_up: f64) -> bool {
    let start = (memory.len() as f64 * warm_up) as usize;
    let warm = &memory[start..];
    // Of a tenth of the time each: the lowest is what is not only passing.
    let tenth = (warm.len() / 10).max(1);
    let (Some(first), Some(last)) = (
        warm.iter().take(tenth).min(),
        warm.iter().rev().take(tenth).min(),
    ) else {
        return false;
    };
    let growth = *last as f64 / *first as f64 - 1.0;
    let most = memory.iter().max().copied().unwrap_or_default();
    println!(
        "memory: {:.1} MiB after the warm-up, {:.1} MiB at the end ({:+.1} %), {:.1} MiB at most",
        *first as f64 / 1024.0,
        *last as f64 / 1024.0,
        growth * 100.0,
        most as f64 / 1024.0,
    );
    growth > TOLERANCE
}
