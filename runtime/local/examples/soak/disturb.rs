//! What goes wrong while the load goes on.

use std::time::{Duration, Instant};

use crate::Disturbance;
use crate::program::Program;
use crate::tally::Tally;

/// How often.
const EVERY: Duration = Duration::from_mins(1);

/// When for the first time: a little early, since the program began to count
/// before it answered.
const FIRST: Duration = Duration::from_secs(58);

/// How long faults of AWS last, with what comes a little before and what is
/// tried again after them.
const FAULTS: Duration = Duration::from_secs(10);

/// Disturbs the program once a minute, and notes when.
pub(crate) async fn disturb(what: Disturbance, program: Program, tally: Tally) {
    if what == Disturbance::Nothing {
        return;
    }
    let mut next = Instant::now() + FIRST;
    loop {
        tokio::time::sleep_until(next.into()).await;
        next += EVERY;
        let start = Instant::now();
        if what == Disturbance::Faults {
            tally.excuse(start, start + FAULTS);
            continue;
        }
        // Until it is known when it is over.
        tally.excuse(start, start + EVERY);
        match program.restart().await {
            Ok(()) => tally.excuse(start, Instant::now()),
            Err(error) => return eprintln!("error: {error}"),
        }
    }
}
