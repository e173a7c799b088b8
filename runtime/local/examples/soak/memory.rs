//! How much the program has of what could leak, and whether it grows.

use std::fs;

/// What the program has at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sample {
    /// Memory in KiB, without what it shares with the page cache.
    pub(crate) memory: u64,
    pub(crate) threads: u64,
    /// Open files and sockets.
    pub(crate) files: u64,
}

impl Sample {
    /// What the process of that id has, as the kernel counts it.
    pub(crate) fn of(id: u32) -> Option<Self> {
        let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        let files = fs::read_dir(format!("/proc/{id}/fd")).ok()?.count();
        Some(Self {
            memory: field("RssAnon:")?,
            threads: field("Threads:")?,
            files: u64::try_from(files).ok()?,
        })
    }
}

/// The part of the time that counts as warming up.
const WARM_UP: f64 = 0.2;

/// Into how many parts the rest is divided. What a part had least is not only
/// passing.
const PARTS: usize = 12;

/// How much more is no growth, in parts of what there was.
const TOLERANCE: f64 = 0.05;

/// And how much in KiB: the server remembers up to 4,096 image URLs of some 1 KiB,
/// which a slow load gathers for longer than it warms up.
const CACHES: f64 = 4096.0;

/// How one quantity went after the warm-up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Course {
    /// The least of each part, in order.
    pub(crate) parts: Vec<u64>,
    /// The median of the first three of them, and of the last three.
    pub(crate) first: u64,
    pub(crate) last: u64,
    /// The most at any time, warm-up included.
    pub(crate) most: u64,
}

impl Course {
    /// Nothing where there are too few samples to tell.
    pub(crate) fn of(samples: &[Sample], quantity: impl Fn(&Sample) -> u64) -> Option<Self> {
        let all: Vec<u64> = samples.iter().map(quantity).collect();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "seconds"
        )]
        let start = (all.len() as f64 * WARM_UP) as usize;
        let warm = all.get(start..)?;
        let each = warm.len() / PARTS;
        if each == 0 {
            return None;
        }
        let parts: Vec<u64> = warm
            .chunks_exact(each)
            .take(PARTS)
            .filter_map(|part| part.iter().min().copied())
            .collect();
        Some(Self {
            first: median(parts.iter().take(3)),
            last: median(parts.iter().rev().take(3)),
            most: all.iter().max().copied()?,
            parts,
        })
    }

    /// By how much there is more at the end, in parts of what there was.
    #[expect(clippy::cast_precision_loss, reason = "kibibytes")]
    pub(crate) fn growth(&self) -> f64 {
        self.last as f64 / (self.first as f64).max(1.0) - 1.0
    }

    /// Whether memory grew by more than caches explain.
    #[expect(clippy::cast_precision_loss, reason = "kibibytes")]
    pub(crate) fn memory_grows(&self) -> bool {
        self.last as f64 > self.first as f64 * (1.0 + TOLERANCE) + CACHES
    }

    /// Whether there are more threads or files than a few that come and go.
    pub(crate) fn number_grows(&self) -> bool {
        self.last > self.first + self.first / 4 + 8
    }
}

fn median<'a>(three: impl Iterator<Item = &'a u64>) -> u64 {
    let mut three: Vec<u64> = three.copied().collect();
    three.sort_unstable();
    three.get(three.len() / 2).copied().unwrap_or_default()
}
