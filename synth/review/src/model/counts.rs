//! How much happens.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::change::{Change, Verb};

/// How many resources something happens to. Moves and imports are counted
/// beside what else happens to the same resource.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Created.
    pub create: usize,
    /// Changed in place.
    pub update: usize,
    /// Destroyed and created anew.
    pub replace: usize,
    /// Destroyed.
    pub delete: usize,
    /// Dropped from the state and left as they are.
    pub forget: usize,
    /// Data sources that are read when the plan is applied.
    pub read: usize,
    /// Taken over from outside.
    pub import: usize,
    /// With a new address.
    pub moved: usize,
    /// Resources that nothing happens to.
    pub unchanged: usize,
    /// Outputs that change, in whatever way.
    pub outputs: usize,
    /// Outputs that are new.
    #[serde(default)]
    pub outputs_added: usize,
    /// Outputs that are gone.
    #[serde(default)]
    pub outputs_removed: usize,
    /// Changed outside Terraform.
    pub drift: usize,
    /// Waiting for a further plan.
    pub deferred: usize,
    /// Actions of providers that are called.
    #[serde(default)]
    pub actions: usize,
    /// Something else: what is opened and closed, and what is not known here.
    #[serde(default)]
    pub other: usize,
}

impl Counts {
    /// Counts a change.
    pub fn add(&mut self, change: &Change) {
        match change.verb {
            Verb::Create => self.create += 1,
            Verb::Update => self.update += 1,
            Verb::Replace => self.replace += 1,
            Verb::Delete => self.delete += 1,
            Verb::Forget => self.forget += 1,
            Verb::Read => self.read += 1,
            Verb::Other => self.other += 1,
            Verb::Keep => {}
        }
        self.import += usize::from(change.imported.is_some());
        self.moved += usize::from(change.moved_from.is_some());
    }

    /// The changes in words, destruction first: `2 to destroy, 1 to create`.
    /// What was changed outside Terraform is told last.
    #[must_use]
    pub fn in_words(&self) -> String {
        let parts = [
            (self.delete, "to destroy"),
            (self.replace, "to replace"),
            (self.update, "to change"),
            (self.create, "to create"),
            (self.forget, "to forget"),
            (self.import, "to import"),
            (self.moved, "to move"),
            (self.read, "to read"),
            (self.other, "other"),
            (self.deferred, "deferred"),
        ];
        let mut parts: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        parts.extend(self.outputs_in_words());
        match self.actions {
            0 => {}
            1 => parts.push("1 action to call".to_owned()),
            more => parts.push(format!("{more} actions to call")),
        }
        if parts.is_empty() {
            parts.push("no changes".to_owned());
        }
        if self.drift > 0 {
            parts.push(format!("{} changed outside Terraform", self.drift));
        }
        parts.join(", ")
    }

    /// What happens to outputs: `2 outputs to add`.
    #[must_use]
    pub fn outputs_in_words(&self) -> Vec<String> {
        let known = self.outputs_added + self.outputs_removed;
        let parts = [
            (self.outputs_added, "to add"),
            (self.outputs.saturating_sub(known), "to change"),
            (self.outputs_removed, "to remove"),
        ];
        parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| {
                let noun = if *count == 1 { "output" } else { "outputs" };
                format!("{count} {noun} {what}")
            })
            .collect()
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.create += other.create;
        self.update += other.update;
        self.replace += other.replace;
        self.delete += other.delete;
        self.forget += other.forget;
        self.read += other.read;
        self.import += other.import;
        self.moved += other.moved;
        self.unchanged += other.unchanged;
        self.outputs += other.outputs;
        self.outputs_added += other.outputs_added;
        self.outputs_removed += other.outputs_removed;
        self.drift += other.drift;
        self.deferred += other.deferred;
        self.actions += other.actions;
        self.other += other.other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_out() {
        let counts = Counts {
            outputs: 4,
            outputs_added: 2,
            outputs_removed: 1,
            ..Counts::default()
        };
        assert_eq!(
            counts.in_words(),
            "2 outputs to add, 1 output to change, 1 output to remove"
        );
        let counts = Counts {
            delete: 2,
            actions: 1,
            other: 1,
            drift: 3,
            ..Counts::default()
        };
        assert_eq!(
            counts.in_words(),
            "2 to destroy, 1 other, 1 action to call, 3 changed outside Terraform"
        );
        assert_eq!(Counts::default().in_words(), "no changes");
    }
}
