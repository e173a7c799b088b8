//! What goes wrong while the load goes on.

use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::program::Program;
use crate::tally::Tally;
use crate::{Disturbance, Trouble};

/// How often.
pub(crate) const EVERY: Duration = Duration::from_mins(1);

/// How long calls to AWS fail. Whoever asked meanwhile is answered within five
/// seconds; a second for a busy machine.
const FAULTS: Duration = Duration::from_secs(3 + 5 + 1);

/// Disturbs the program once a minute until it is told to stop, and notes when.
/// What has begun is brought to its end.
pub(crate) async fn disturb(
    what: Disturbance,
    program: Program,
    tally: Tally,
    mut stop: watch::Receiver<bool>,
) -> Result<(), Trouble> {
    // The program counts from some moment of its start.
    let (spawned, ready) = program.started();
    for number in 1_u32.. {
        let next = spawned + EVERY * number;
        tokio::select! {
            () = tokio::time::sleep_until(next.into()) => {}
            _ = stop.changed() => return Ok(()),
        }
        match what {
            Disturbance::Nothing => {}
            Disturbance::Faults => tally.excuse(next, ready + EVERY * number + FAULTS),
            Disturbance::Kill => {
                let start = Instant::now();
                // Until it is known when it is over.
                tally.excuse(start, start + EVERY);
                program.restart().await?;
                tally.excuse(start, Instant::now());
            }
        }
    }
    Ok(())
}
