//! A text that has to fit: parts that may be left out, the least important
//! first.

/// What is kept for the note about what is left out.
const RESERVE: usize = 600;

/// How much a part matters, the most first. The names are what the note says
/// of those left out.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Rank {
    /// Titles, and what holds others together.
    Frame,
    Finding,
    Destroyed,
    Advice,
    /// One of many findings of a rule.
    Further,
    Changed,
    DestroyedDetail,
    Check,
    Output,
    ChangedDetail,
    Created,
    Drift,
    CreatedDetail,
    Moved,
    Minor,
}

impl Rank {
    const LEAST: [Self; 15] = [
        Self::Minor,
        Self::Moved,
        Self::CreatedDetail,
        Self::Drift,
        Self::Created,
        Self::ChangedDetail,
        Self::Output,
        Self::Check,
        Self::DestroyedDetail,
        Self::Changed,
        Self::Further,
        Self::Advice,
        Self::Destroyed,
        Self::Finding,
        Self::Frame,
    ];

    /// What a part is called, one and more.
    fn noun(self) -> (&'static str, &'static str) {
        match self {
            Self::Frame => ("title", "titles"),
            Self::Finding => ("finding", "findings"),
            Self::Destroyed => (
                "destroyed or replaced resource",
                "destroyed or replaced resources",
            ),
            Self::Advice => ("piece of advice", "pieces of advice"),
            Self::Further => ("finding of many alike", "findings of many alike"),
            Self::Changed => ("changed resource", "changed resources"),
            Self::DestroyedDetail => ("replacement's details", "replacements' details"),
            Self::Check => ("check", "checks"),
            Self::Output => ("output", "outputs"),
            Self::ChangedDetail => ("change's details", "changes' details"),
            Self::Created => ("created resource", "created resources"),
            Self::Drift => ("change outside Terraform", "changes outside Terraform"),
            Self::CreatedDetail => ("created resource's details", "created resources' details"),
            Self::Moved => (
                "move, import or other record",
                "moves, imports and other records",
            ),
            Self::Minor => ("change of tags", "changes of tags"),
        }
    }
}

/// A text in parts.
#[derive(Debug, Default)]
pub(super) struct Parts(Vec<(Rank, String)>);

impl Parts {
    pub(super) fn add(&mut self, rank: Rank, text: impl Into<String>) {
        self.0.push((rank, text.into()));
    }

    /// The text, in at most `limit` bytes, and so in at most as many
    /// characters. `note` makes the remark about what is left out.
    pub(super) fn fit(mut self, limit: usize, note: impl Fn(&str) -> String) -> String {
        let mut size: usize = self.0.iter().map(|(_, text)| text.len()).sum();
        if size <= limit {
            return self.0.into_iter().map(|(_, text)| text).collect();
        }
        let wanted = limit.saturating_sub(RESERVE);
        let mut dropped = Vec::new();
        for rank in Rank::LEAST {
            let mut count = 0;
            // The first part, which says what all of it is, stays.
            let rest = self.0.iter_mut().skip(1).rev();
            for (_, text) in rest.filter(|(other, _)| *other == rank) {
                if size <= wanted {
                    break;
                }
                size -= text.len();
                if !text.is_empty() {
                    count += 1;
                }
                text.clear();
            }
            if count > 0 {
                let (one, more) = rank.noun();
                dropped.push(format!("{count} {}", if count == 1 { one } else { more }));
            }
            if size <= wanted {
                break;
            }
        }
        let mut text: String = self.0.into_iter().map(|(_, text)| text).collect();
        let note = note(&dropped.join(", "));
        if text.len() + note.len() <= limit {
            text.push_str(&note);
        }
        cut(text, limit)
    }
}

/// The beginning that fits.
fn cut(mut text: String, limit: usize) -> String {
    if text.len() > limit {
        let end = (0..=limit)
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(0);
        text.truncate(end);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_important_goes_first() {
        let mut parts = Parts::default();
        parts.add(Rank::Frame, "title\n");
        for number in 0..100 {
            parts.add(Rank::Destroyed, format!("destroyed {number:03}\n"));
            parts.add(Rank::CreatedDetail, format!("detail {number:03}\n"));
        }
        let text = parts.fit(2_100, |dropped| format!("left out: {dropped}\n"));
        assert!(text.len() <= 2_100);
        assert!(text.contains("destroyed 099\n"));
        assert!(text.contains("detail 000\n"));
        assert!(!text.contains("detail 099\n"));
        assert!(text.ends_with("created resources' details\n"), "{text}");
    }

    #[test]
    fn whatever_the_limit_it_is_kept() {
        for limit in 0..60 {
            let mut parts = Parts::default();
            parts.add(Rank::Frame, "ä".repeat(40));
            assert!(parts.fit(limit, str::to_owned).len() <= limit);
        }
    }
}
