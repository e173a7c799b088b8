//! Data that is lost, or may be.

use std::fmt::Write;

use super::case::{Case, Hit, code, is_on};
use super::{Check, Rule};
use crate::model::Severity;
use crate::plan::Action;
use crate::stateful::loses;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "stateful-destroy",
        severity: Severity::Critical,
        title: "Data is destroyed",
        about: "A resource that holds what cannot be made again is destroyed: a table, bucket, \
                database, volume, user pool, key, log group. What it holds goes with it.",
        advice: "If that is not meant, put the resource back, or give it a `moved` block if it was \
                 only renamed. If it may stay without Terraform, use a `removed` block with \
                 `destroy = false`. If it is meant, have a backup first.",
        check: Check::Resource(|case| lost(case, case.is_gone() && case.change.deposed.is_none())),
    },
    Rule {
        id: "stateful-replace",
        severity: Severity::Critical,
        title: "Data is lost by a replacement",
        about: "A resource that holds what cannot be made again is destroyed and created anew, empty.",
        advice: "Undo the change that forces the replacement, or move the data: create a second \
                 resource, copy, switch over, and remove the first one in a later change.",
        check: Check::Resource(|case| lost(case, case.action().replaces())),
    },
    Rule {
        id: "deletion-protection-off",
        severity: Severity::High,
        title: "Deletion protection is turned off",
        about: "Protection against deletion is turned off. The next plan, or a wrong click, can then \
                destroy the resource.",
        advice: "Leave it on. Turn it off only in the change that comes right before a wanted deletion.",
        check: Check::Resource(|case| {
            const SWITCHES: [&str; 8] = [
                "deletion_protection",
                "deletion_protection_enabled",
                "enable_deletion_protection",
                "delete_protection",
                "disable_api_termination",
                "disable_api_stop",
                "protect_from_scale_in",
                "termination_protection",
            ];
            off(case, &SWITCHES, "protects it against deletion until now")
        }),
    },
    Rule {
        id: "force-destroy-on",
        severity: Severity::Low,
        title: "May be destroyed with its content",
        about: "`force_destroy` or its like is turned on: from then on destroying the resource also \
                destroys what is in it, without asking.",
        advice: "Leave it to throw-away environments.",
        check: Check::Resource(|case| {
            ["force_destroy", "force_delete", "force_destroy_pool"]
                .iter()
                .filter(|path| case.is_changed() && case.turns_on(path))
                .map(|path| {
                    Hit::new(format!(
                        "{} is turned on for a resource that is in use.",
                        code(path)
                    ))
                    .at(*path)
                })
                .collect()
        }),
    },
    Rule {
        id: "no-final-snapshot",
        severity: Severity::High,
        title: "No snapshot before deletion",
        about: "A database is destroyed or replaced with `skip_final_snapshot`, or that is turned on \
                for one in use: when it goes, nothing of it remains.",
        advice: "Set `skip_final_snapshot = false` and a `final_snapshot_identifier`, and apply that first.",
        check: Check::Resource(|case| {
            let path = "skip_final_snapshot";
            let destroyed = case.action().destroys() && is_on(case.before(path));
            let turned_on = *case.action() == Action::Update && case.turns_on(path);
            if destroyed {
                vec![Hit::new("It is destroyed without a final snapshot.").at(path)]
            } else if turned_on {
                let what = "Final snapshots are turned off.";
                vec![Hit::new(what).at(path).severity(Severity::Medium)]
            } else {
                Vec::new()
            }
        }),
    },
    Rule {
        id: "forgotten",
        severity: Severity::Low,
        title: "Nobody manages it any more",
        about: "Terraform drops the resource from its state and leaves it as it is. It goes on \
                costing money, and nobody looks after it.",
        advice: "Note who is responsible for it from now on, or import it where it belongs.",
        check: Check::Resource(|case| {
            if matches!(case.action(), Action::Forget | Action::ForgetAndCreate) {
                vec![Hit::new(
                    "It is dropped from the state and stays where it is.",
                )]
            } else {
                Vec::new()
            }
        }),
    },
    Rule {
        id: "retention-shortened",
        severity: Severity::Medium,
        title: "Kept for a shorter time",
        about: "Logs, records or messages are kept for a shorter time. What is older is gone soon \
                after the change is applied.",
        advice: "Check who relies on the older ones: audits, billing, incident reports.",
        check: Check::Resource(|case| {
            const PATHS: [&str; 4] = [
                "retention_in_days",
                "retention_period",
                "message_retention_seconds",
                "retention_days",
            ];
            shorter(case, &PATHS)
        }),
    },
];

fn lost(case: &Case<'_>, happens: bool) -> Vec<Hit> {
    let keeps = loses(&case.change.resource_type, &case.change.change.before, None);
    let Some(keeps) = keeps.filter(|_| happens && case.is_managed()) else {
        return Vec::new();
    };
    let noun = keeps.noun();
    let mut what = if case.is_gone() {
        format!("It is destroyed, and with it {noun}.")
    } else {
        format!("It is destroyed and created anew, without {noun}.")
    };
    let paths = &case.change.change.replace_paths;
    if !paths.is_empty() {
        let paths: Vec<String> = paths.iter().map(|path| code(&path.to_string())).collect();
        let _ = write!(what, " {} cannot be changed in place.", paths.join(", "));
    }
    vec![Hit::new(what)]
}

/// Switches that are turned off.
pub(super) fn off(case: &Case<'_>, paths: &[&str], says: &str) -> Vec<Hit> {
    paths
        .iter()
        .filter(|path| case.turns_off(path))
        .map(|path| Hit::new(format!("{} {says}; it is turned off.", code(path))).at(*path))
        .collect()
}

/// Times that get shorter. Zero and nothing are for ever, or not at all: that
/// is another rule's matter.
pub(super) fn shorter(case: &Case<'_>, paths: &[&str]) -> Vec<Hit> {
    paths
        .iter()
        .filter_map(|path| {
            let before = case.before(path).as_f64();
            let after = case.after(path).as_f64()?;
            // None is for ever.
            let shorter = match before {
                Some(before) if before > 0.0 => after > 0.0 && after < before,
                _ => false,
            };
            (case.is_changed() && shorter).then(|| {
                let (before, after) = (case.before(path), case.after(path));
                Hit::new(format!("{} goes from `{before}` to `{after}`.", code(path))).at(*path)
            })
        })
        .collect()
}
