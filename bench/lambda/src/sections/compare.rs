//! Three figures of both functions beside each other.

use bench_common::Result;
use bench_common::report::table;
use bench_common::samples::{Spread, figure};

use crate::function::Kind;

/// What a run came out with: two times and the memory.
pub(super) type Sample = [f64; 3];

/// All runs of both, in the order of [`Kind::ALL`].
pub(super) struct Compared([[Spread; 3]; 2]);

impl Compared {
    pub(super) fn of(samples: &[Vec<Sample>; 2]) -> Result<Self> {
        let [ours, python] = samples;
        let spreads = |samples: &[Sample]| {
            let of = |index: usize| Spread::of(samples.iter().map(|sample| sample[index]));
            Result::Ok([of(0)?, of(1)?, of(2)?])
        };
        Ok(Self([spreads(ours)?, spreads(python)?]))
    }

    /// How much more the one in Python takes.
    pub(super) fn more(&self, index: usize) -> f64 {
        let [ours, python] = &self.0;
        python[index].median / ours[index].median
    }

    /// The table; `names` are those of the figures, with and without units.
    pub(super) fn table(&self, names: [(&str, &str); 3]) -> String {
        let rows: Vec<Vec<String>> = Kind::ALL
            .iter()
            .zip(&self.0)
            .map(|(kind, spreads)| {
                let shown = spreads.iter().map(|spread| spread.show());
                let ratios = spreads
                    .iter()
                    .zip(&self.0[0])
                    .map(|(one, ours)| format!("{}×", figure(one.median / ours.median)));
                let name = [kind.name().to_owned()].into_iter();
                name.chain(shown).chain(ratios).collect()
            })
            .collect();
        let mut head = vec!["median (min–max)"];
        head.extend(names.iter().map(|(with_unit, _)| with_unit));
        head.extend(names.iter().map(|(_, without)| without));
        table(&head, &rows)
    }
}
