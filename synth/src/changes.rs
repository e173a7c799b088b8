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

    /// `2 to add, 1 to change, 0 to destroy`, with what is rarer after it.
    pub(crate) fn sentence(&self) -> String {
        if self.is_empty() {
            return "no changes".to_owned();
        }
        let Summary {
            add,
            change,
            remove,
            import,
        } = self.summary.unwrap_or_default();
        let mut parts = Vec::new();
        for (count, verb) in [
            (import, "to import"),
            (add, "to add"),
            (change, "to change"),
            (remove, "to destroy"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {verb}"));
            }
        }
        for verb in ["to add", "to change", "to remove"] {
            let all = self.outputs.values();
            let count = all.filter(|it| output_verb(it) == Some(verb)).count();
            if count > 0 {
                parts.push(format!("{count} {} {verb}", plural(count, "output")));
            }
        }
        if parts.is_empty() {
            parts.push("only the state changes".to_owned());
        }
        parts.join(", ")
    }
}

/// What happens to an output, in words.
fn output_verb(output: &Output) -> Option<&'static str> {
    match output.action.as_deref()? {
        "create" => Some("to add"),
        "delete" => Some("to remove"),
        action => acts(action).then_some("to change"),
    }
}

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
    }

    #[test]
    fn outputs_by_what_happens_to_them() {
        let changes = changes(&[
            r#"{"type":"outputs","outputs":{"a":{"action":"update"},"b":{"action":"delete"},"c":{"action":"update"},"d":{"action":"noop"}}}"#,
        ]);
        assert_eq!(
            changes.sentence(),
            "2 outputs to change, 1 output to remove"
        );
    }
}
