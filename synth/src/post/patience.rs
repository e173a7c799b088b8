//! When to ask again, and how often.

use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How often is asked, and how long is waited.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// How many times is asked at most.
    pub(super) attempts: u32,
    /// The first wait, where the server names none. Each further one is twice
    /// as long.
    pub(super) first: Duration,
    /// The longest wait that a server may ask for.
    pub(super) longest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 5,
            first: Duration::from_secs(1),
            // Jobs are paid by the minute; a limit that lasts longer is told.
            longest: Duration::from_secs(90),
        }
    }
}

impl Patience {
    /// How long to wait after this attempt, the first of which is 1; none when
    /// it was the last, or the server asks for more than is given.
    pub(super) fn wait(&self, attempt: u32, asked: Option<Duration>) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        if let Some(asked) = asked {
            return (asked <= self.longest).then_some(asked);
        }
        let doubled = self.first * 2_u32.saturating_pow(attempt - 1);
        Some(spread(doubled).min(self.longest))
    }

    /// Waits.
    pub(super) fn pause(wait: Duration) {
        thread::sleep(wait);
    }
}

/// Up to half as long again, so that jobs that failed together do not come
/// back together. The clock's last digits are random enough for that.
fn spread(wait: Duration) -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let digits = now.map_or(0, |now| now.subsec_nanos() % 1000);
    wait + wait * digits / 2000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let patience = Patience::default();
        for (attempt, seconds) in [(1, 1), (2, 2), (3, 4), (4, 8)] {
            let wait = patience.wait(attempt, None).unwrap().as_secs_f64();
            let least = f64::from(seconds);
            assert!((least..=least * 1.5).contains(&wait), "{attempt}: {wait}");
        }
        assert_eq!(patience.wait(5, None), None);
    }

    #[test]
    fn the_server_may_ask_for_a_wait_within_reason() {
        let patience = Patience::default();
        let asked = |seconds| patience.wait(1, Some(Duration::from_secs(seconds)));
        assert_eq!(asked(0), Some(Duration::ZERO));
        assert_eq!(asked(60), Some(Duration::from_mins(1)));
        assert_eq!(asked(3600), None);
    }
}
