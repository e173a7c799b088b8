//! Several measurements of one thing.

use crate::Result;

/// The least, the middle and the most of several measurements.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The least.
    pub min: f64,
    /// The middle.
    pub median: f64,
    /// The most.
    pub max: f64,
}

impl Spread {
    /// Of these samples.
    ///
    /// # Errors
    ///
    /// When there are none.
    pub fn of(samples: impl Iterator<Item = f64>) -> Result<Self> {
        let mut samples: Vec<f64> = samples.collect();
        samples.sort_by(f64::total_cmp);
        let (Some(min), Some(max)) = (samples.first(), samples.last()) else {
            return Err("nothing was measured".into());
        };
        let upper = samples[samples.len() / 2];
        let lower = samples[(samples.len() - 1) / 2];
        Ok(Self {
            min: *min,
            median: f64::midpoint(lower, upper),
            max: *max,
        })
    }

    /// Median first, the extremes in brackets.
    #[must_use]
    pub fn show(self) -> String {
        format!(
            "{} ({}–{})",
            figure(self.median),
            figure(self.min),
            figure(self.max)
        )
    }
}

/// Three digits that count.
#[must_use]
pub fn figure(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        size if size >= 0.1 => 3,
        _ => 4,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        let spread = |samples: &[f64]| Spread::of(samples.iter().copied()).unwrap();
        assert_eq!(spread(&[3.0, 1.0, 2.0]).show(), "2.00 (1.00–3.00)");
        assert_eq!(spread(&[4.0, 1.0]).show(), "2.50 (1.00–4.00)");
        assert!(Spread::of(std::iter::empty()).is_err());
    }

    #[test]
    fn figures_have_three_digits() {
        assert_eq!(figure(0.002_24), "0.0022");
        assert_eq!(figure(0.5), "0.500");
        assert_eq!(figure(17.25), "17.2");
        assert_eq!(figure(1470.4), "1470");
    }
}
