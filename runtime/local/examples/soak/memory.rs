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

/// And how much in KiB, for caches that new entries take more of than old ones.
const CACHES: f64 = 1024.0;

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

#[cfg(test)]
mod tests {
    use super::*;

    /// A sample a second, of what memory makes of its number.
    fn course(seconds: u64, memory: impl Fn(u64) -> u64) -> Option<Course> {
        let samples: Vec<Sample> = (0..seconds)
            .map(|second| Sample {
                memory: memory(second),
                threads: 1,
                files: 1,
            })
            .collect();
        Course::of(&samples, |sample| sample.memory)
    }

    const BASE: u64 = 60_000;

    #[test]
    fn what_only_warms_up_or_comes_and_goes_is_no_growth() {
        let saw = |second: u64| BASE + (second % 45) * 1000;
        let caches = |second: u64| BASE + (second * 8).min(3000);
        let warm = |second: u64| if second < 300 { second * 200 } else { BASE };
        let falls = |second: u64| BASE * 2 - second * 10;
        for memory in [&saw as &dyn Fn(u64) -> u64, &caches, &warm, &falls] {
            let course = course(1800, memory).unwrap();
            assert!(!course.memory_grows(), "{course:?}");
        }
    }

    #[test]
    fn what_is_never_given_back_is_growth() {
        // 8 KiB a second, and as much under a sawtooth that hides it.
        for saw in [0, 20_000] {
            let leak = |second: u64| BASE + second * 8 + (second % 45) * saw / 45;
            let course = course(1800, leak).unwrap();
            assert!(course.memory_grows(), "{course:?}");
            assert!(course.growth() > 0.1, "{course:?}");
        }
    }

    #[test]
    fn numbers_of_things() {
        let with = |first, last| Course {
            parts: Vec::new(),
            first,
            last,
            most: last,
        };
        assert!(!with(20, 30).number_grows());
        assert!(with(20, 34).number_grows());
        assert!(!with(200, 250).number_grows());
        assert!(with(200, 300).number_grows());
    }

    #[test]
    fn the_parts_are_those_after_the_warm_up() {
        assert_eq!(course(13, |_| BASE), None);
        assert_eq!(course(0, |_| BASE), None);
        let course = course(150, |second| second).unwrap();
        // The first fifth does not count.
        assert_eq!(course.parts[0], 30);
        assert_eq!(course.parts.len(), PARTS);
        assert_eq!((course.first, course.last, course.most), (40, 130, 149));
    }

    #[test]
    fn this_process_has_something() {
        let sample = Sample::of(std::process::id()).unwrap();
        assert!(sample.memory > 0 && sample.threads > 0 && sample.files > 0);
        assert_eq!(Sample::of(u32::MAX), None);
    }
}
