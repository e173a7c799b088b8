//! What a plan would do: the change set.

use std::collections::BTreeMap;

use crate::error::plural;
use crate::terraform::event::{Change, Event, Output, Summary};

/// The changes of a plan.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    /// In Terraform's order.
    pub(crate) resources: Vec<Change>,
    /// What is different from what Terraform left.
    pub(crate) drift: Vec<Change>,
    /// What happens to every output.
    pub(crate) outputs: BTreeMap<String, Output>,
    /// None if Terraform did not get that far.
    pub(crate) summary: Option<Summary>,
}

impl Changes {
    /// Takes note of a line of a plan.
    pub(crate) fn note(&mut self, event: &Event) {
        match event {
            Event::PlannedChange(change) => self.resources.push(change.clone()),
            Event::Drift(change) => self.drift.push(change.clone()),
            Event::Outputs(outputs) => self.outputs = outputs.clone(),
            Event::Summary(summary) => self.summary = Some(*summary),
            _ => {}
        }
    }

    /// Whether applying it would do nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.resources.iter().all(|change| !acts(&change.action))
            && self.changed_outputs().next().is_none()
            && self
                .summary
                .is_none_or(|summary| summary == Summary::default())
    }

    /// Whether there is nothing to apply.
    pub(crate) fn is_nothing_to_do(&self, refresh_only: bool) -> bool {
        self.is_empty() && (!refresh_only || self.drift.is_empty())
    }

    /// The changes that do something.
    pub(crate) fn acting(&self) -> impl Iterator<Item = &Change> {
        self.resources.iter().filter(|change| acts(&change.action))
    }

    /// How many steps the changes take: a replacement takes two.
    pub(crate) fn steps(&self) -> usize {
        let summary = self.summary.unwrap_or_default();
        summary.add + summary.change + summary.remove
    }

    /// The outputs that will be different.
    pub(crate) fn changed_outputs(&self) -> impl Iterator<Item = &str> {
        self.outputs
            .iter()
            .filter(|(_, output)| output.action.as_deref().is_some_and(acts))
            .map(|(name, _)| name.as_str())
    }

    /// Whether the stack has been deployed before, as far as outputs tell.
    pub(crate) fn has_outputs_now(&self) -> bool {
        self.outputs
            .values()
            .any(|output| output.action.as_deref() != Some("create"))
    }

    /// What a plan does: `2 to add, 1 to change`, with what is rarer around it.
    pub(crate) fn sentence(&self) -> String {
        if self.is_empty() {
            return "no changes".to_owned();
        }
        self.told(self.summary, &PLANNED)
    }

    /// The same once it was done, with what Terraform counted while it did it:
    /// `2 added, 1 changed`.
    pub(crate) fn done(&self, counted: Option<Summary>) -> String {
        self.told(counted.or(self.summary), &DONE)
    }

    fn told(&self, summary: Option<Summary>, words: &Words) -> String {
        let summary = summary.unwrap_or_default();
        let mut parts = Vec::new();
        for (count, verb) in [
            (summary.import, words.import),
            (summary.add, words.add),
            (summary.change, words.change),
            (summary.remove, words.destroy),
        ] {
            if count > 0 {
                parts.push(format!("{count} {verb}"));
            }
        }
        let (mut new, mut gone, mut other) = (0, 0, 0);
        for output in self.outputs.values() {
            match output.action.as_deref() {
                Some("create") => new += 1,
                Some("delete") => gone += 1,
                Some(action) if acts(action) => other += 1,
                _ => {}
            }
        }
        for (count, verb) in [
            (new, words.add),
            (other, words.change),
            (gone, words.remove),
        ] {
            if count > 0 {
                parts.push(format!("{count} {} {verb}", plural(count, "output")));
            }
        }
        if parts.is_empty() {
            parts.push(words.state.to_owned());
        }
        parts.join(", ")
    }
}

/// What changes are called.
struct Words {
    import: &'static str,
    add: &'static str,
    change: &'static str,
    destroy: &'static str,
    /// Of an output, which holds nothing.
    remove: &'static str,
    /// Where nothing else changes.
    state: &'static str,
}

/// Before.
const PLANNED: Words = Words {
    import: "to import",
    add: "to add",
    change: "to change",
    destroy: "to destroy",
    remove: "to remove",
    state: "only the state changes",
};

/// Afterwards.
const DONE: Words = Words {
    import: "imported",
    add: "added",
    change: "changed",
    destroy: "destroyed",
    remove: "removed",
    state: "only the state changed",
};

fn acts(action: &str) -> bool {
    !matches!(action, "noop" | "no-op" | "read")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terraform::event::parse;

    fn changes(lines: &[&str]) -> Changes {
        let mut changes = Changes::default();
        for line in lines {
            changes.note(&parse(line).event);
        }
        changes
    }

    #[test]
    fn nothing() {
        let changes = changes(&[
            r#"{"type":"change_summary","changes":{"add":0,"change":0,"remove":0}}"#,
            r#"{"type":"outputs","outputs":{"o":{"sensitive":false,"action":"noop"}}}"#,
        ]);
        assert!(changes.is_empty());
        assert!(changes.has_outputs_now());
        assert_eq!(changes.sentence(), "no changes");
    }

    #[test]
    fn something() {
        let changes = changes(&[
            r#"{"type":"planned_change","change":{"resource":{"addr":"a.b"},"action":"create"}}"#,
            r#"{"type":"change_summary","changes":{"add":1,"change":0,"remove":0,"import":2}}"#,
            r#"{"type":"outputs","outputs":{"o":{"sensitive":true,"action":"create"}}}"#,
        ]);
        assert!(!changes.is_empty());
        assert!(!changes.has_outputs_now());
        assert_eq!(changes.sentence(), "2 to import, 1 to add, 1 output to add");
        assert_eq!(changes.done(None), "2 imported, 1 added, 1 output added");
        let counted = Summary {
            change: 3,
            ..Summary::default()
        };
        assert_eq!(changes.done(Some(counted)), "3 changed, 1 output added");
    }

    #[test]
    fn outputs_are_told_apart() {
        let changes = changes(&[
            r#"{"type":"change_summary","changes":{"add":0,"change":0,"remove":0}}"#,
            r#"{"type":"outputs","outputs":{"a":{"action":"create"},"b":{"action":"update"},
                "c":{"action":"update"},"d":{"action":"delete"},"e":{"action":"noop"}}}"#,
        ]);
        assert_eq!(
            changes.sentence(),
            "1 output to add, 2 outputs to change, 1 output to remove"
        );
        assert_eq!(
            changes.done(None),
            "1 output added, 2 outputs changed, 1 output removed"
        );
    }

    #[test]
    fn the_state_alone() {
        let changes = changes(&[
            r#"{"type":"change_summary","changes":{"add":0,"change":0,"remove":0}}"#,
            r#"{"type":"planned_change","change":{"resource":{"addr":"a.b"},"action":"move"}}"#,
        ]);
        assert_eq!(changes.sentence(), "only the state changes");
        assert_eq!(changes.done(None), "only the state changed");
    }
}
