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
            Verb::Keep | Verb::Other => {}
        }
        self.import += usize::from(change.imported.is_some());
        self.moved += usize::from(change.moved_from.is_some());
    }

    /// The changes in words, destruction first: `2 to destroy, 1 to create`.
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
            (self.deferred, "deferred"),
        ];
        let mut parts: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        parts.extend(self.outputs_in_words());
        if parts.is_empty() {
            return "no changes".to_owned();
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
    }
}
