//! What is to be said about the plan as such.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::case::{Hit, code};
use super::{Check, Rule};
use crate::model::Severity;
use crate::plan::{Action, Change, CheckStatus, Mode, Plan};
use crate::settings::Settings;
use crate::subject::Subject;
use crate::time;

/// From how many on destroyed resources are many.
const MANY: usize = 10;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "plan-failed",
        severity: Severity::High,
        title: "The plan is not whole",
        about: "Terraform failed while it planned. What is shown is what it got to; the rest is not \
                known.",
        advice: "See what Terraform says, mend it, and plan again.",
        check: Check::Plan(|subject, _| {
            if subject.plan.errored {
                vec![Hit::new("Planning failed half-way.")]
            } else {
                Vec::new()
            }
        }),
    },
    Rule {
        id: "plan-incomplete",
        severity: Severity::Medium,
        title: "A further plan will be needed",
        about: "Changes are deferred, or the plan targets only a part. After it is applied, another \
                plan will show more, which nobody has reviewed.",
        advice: "Review that one too.",
        check: Check::Plan(|subject, _| {
            let deferred = subject.plan.deferred_changes.len();
            match (deferred, subject.plan.complete) {
                (0, Some(false)) if !subject.plan.errored => vec![Hit::new(
                    "Terraform says that the plan is not complete: it targets a part, or defers something.",
                )],
                (0, _) => Vec::new(),
                (1, _) => vec![Hit::new("1 change is deferred to a further plan.")],
                (more, _) => vec![Hit::new(format!(
                    "{more} changes are deferred to a further plan."
                ))],
            }
        }),
    },
    Rule {
        id: "plan-stale",
        severity: Severity::Medium,
        title: "The plan is old",
        about: "The plan was made longer ago than `max-plan-age` allows (24 hours, if nothing is said). \
                Since then something may have changed that it does not know of.",
        advice: "Plan again.",
        check: Check::Plan(|subject, settings: &Settings| {
            let made = subject.plan.timestamp.as_deref().and_then(time::seconds);
            let (Some(made), Some(now)) = (made, subject.now) else {
                return Vec::new();
            };
            let age = now.saturating_sub(made);
            if age <= settings.oldest() {
                return Vec::new();
            }
            vec![Hit::new(format!(
                "It was made {} ago.",
                time::duration(age)
            ))]
        }),
    },
    Rule {
        id: "other-account",
        severity: Severity::Critical,
        title: "The plan is for another account",
        about: "The plan was made with another AWS account than the one that the stage or the provider's \
                `allowed_account_ids` name, or its resources are in another one.",
        advice: "Plan again with the right credentials. Do not apply this one.",
        check: Check::Plan(other_account),
    },
    Rule {
        id: "check-failed",
        severity: Severity::High,
        title: "A check does not hold",
        about: "A check, precondition or postcondition of the configuration does not hold, or could not \
                be evaluated.",
        advice: "Whoever wrote it says in its message what to do.",
        check: Check::Plan(|subject, _| {
            let failed =
                |status: &CheckStatus| matches!(status, CheckStatus::Fail | CheckStatus::Error);
            subject
                .plan
                .checks
                .iter()
                .filter(|check| failed(&check.status))
                .map(|check| {
                    let problem = check
                        .instances
                        .iter()
                        .flat_map(|instance| &instance.problems)
                        .next();
                    let said = problem.map(|problem| format!(": {}", code(problem)));
                    Hit::new(format!(
                        "{} does not hold{}.",
                        code(&check.address),
                        said.unwrap_or_default()
                    ))
                })
                .collect()
        }),
    },
    Rule {
        id: "drift-undone",
        severity: Severity::Medium,
        title: "A change from outside is undone",
        about: "Somebody changed the resource outside Terraform since the last run, and the plan changes \
                it back, or replaces or destroys it.",
        advice: "Ask who changed it and why. If it was right, put it into the configuration.",
        check: Check::Plan(|subject, _| {
            let plan = subject.plan;
            let mut drifts: HashMap<&str, Vec<&Change>> = HashMap::new();
            for drift in &plan.resource_drift {
                if drift.change.action == Action::Update {
                    let of_it = drifts.entry(&drift.address).or_default();
                    of_it.push(&drift.change);
                }
            }
            let mut undone: BTreeSet<&str> = BTreeSet::new();
            for change in &plan.resource_changes {
                let action = &change.change.action;
                if *action != Action::Update && !action.destroys() {
                    continue;
                }
                let of_it = drifts.get(change.address.as_str()).into_iter().flatten();
                let after = &change.change.after;
                if of_it
                    .into_iter()
                    .any(|drift| undoes(&drift.before, &drift.after, after))
                {
                    undone.insert(&change.address);
                }
            }
            let hit = |address| Hit::new("It was changed outside Terraform.").on(address);
            undone.into_iter().map(hit).collect()
        }),
    },
    Rule {
        id: "drift-gone",
        severity: Severity::Medium,
        title: "Destroyed outside Terraform",
        about: "A resource of the state is not there any more. The plan creates it anew, if it is still \
                configured, without what was in it.",
        advice: "Find out who destroyed it. Restore what it held before or after this is applied.",
        check: Check::Plan(|subject, _| {
            subject
                .plan
                .resource_drift
                .iter()
                .filter(|drift| drift.change.action == Action::Delete)
                .map(|drift| {
                    let hit = Hit::new("It was destroyed outside Terraform.").on(&drift.address);
                    if crate::is_stateful(&drift.resource_type) {
                        hit.severity(Severity::High)
                    } else {
                        hit
                    }
                })
                .collect()
        }),
    },
    Rule {
        id: "many-destroyed",
        severity: Severity::High,
        title: "Much is destroyed at once",
        about: "Ten or more resources, and at least half of all there are, are destroyed or replaced. That \
                is what a wrong state, stage or branch looks like.",
        advice: "Check that the plan is for the right stage, and made of the right commit.",
        check: Check::Plan(|subject, _| {
            let managed = || {
                let all = subject.plan.resource_changes.iter();
                all.filter(|change| change.mode == Mode::Managed && !change.change.before.is_null())
            };
            let destroyed = managed()
                .filter(|change| change.change.action.destroys())
                .count();
            let all = managed().count();
            if destroyed >= MANY && destroyed * 2 >= all {
                let what = format!("{destroyed} of {all} resources are destroyed or replaced.");
                vec![Hit::new(what)]
            } else {
                Vec::new()
            }
        }),
    },
    Rule {
        id: "unknown-action",
        severity: Severity::Medium,
        title: "Something is done that is not known here",
        about: "The plan names an action that this program does not know: it was made by a newer \
                Terraform.",
        advice: "Read what Terraform itself shows of it.",
        check: Check::Resource(|case| match case.action() {
            Action::Other(words) => vec![Hit::new(format!(
                "The plan says {}.",
                code(&words.join(", "))
            ))],
            _ => Vec::new(),
        }),
    },
    Rule {
        id: "deposed-left",
        severity: Severity::Info,
        title: "Something left over is cleaned up",
        about: "A replacement did not finish earlier; the old object is still there and is destroyed now.",
        advice: "Check that nobody uses the old object any more.",
        check: Check::Resource(|case| match &case.change.deposed {
            Some(key) if case.is_gone() => {
                vec![Hit::new(format!(
                    "The old object {} is destroyed.",
                    code(key)
                ))]
            }
            _ => Vec::new(),
        }),
    },
];

/// Whether anything that was changed outside is changed again.
fn undoes(before: &Value, outside: &Value, after: &Value) -> bool {
    let Value::Object(map) = outside else {
        return false;
    };
    map.iter()
        .any(|(key, value)| before.get(key) != Some(value) && after.get(key) != Some(value))
        || after.is_null()
}

fn other_account(subject: &Subject<'_>, _: &Settings) -> Vec<Hit> {
    if subject.rehearsal {
        return Vec::new();
    }
    let mut expected = allowed(subject.plan);
    if let Some(account) = &subject.account {
        expected = vec![account.clone()];
    }
    if expected.is_empty() {
        return Vec::new();
    }
    let seen = accounts(subject.plan);
    // Resources of others are referred to; what most are in is the account of
    // the plan.
    let most = seen.iter().max_by_key(|(_, count)| **count);
    match most {
        Some((account, _)) if !expected.contains(account) => {
            let what = format!(
                "It is for {}, and should be for {}.",
                code(account),
                code(&expected.join(", "))
            );
            vec![Hit::new(what)]
        }
        _ => Vec::new(),
    }
}

/// The accounts that the provider may be used with, where that is written out.
fn allowed(plan: &Plan) -> Vec<String> {
    let mut found = Vec::new();
    for expressions in plan.configuration.providers.values() {
        let list = expressions
            .get("allowed_account_ids")
            .and_then(|expression| expression.get("constant_value"))
            .and_then(Value::as_array);
        let texts = list.into_iter().flatten().filter_map(Value::as_str);
        found.extend(texts.map(str::to_owned));
    }
    found
}

/// The accounts in the names of the state's own resources, and how often.
fn accounts(plan: &Plan) -> BTreeMap<String, usize> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for resource in &plan.prior_state {
        // What the credentials say outweighs everything.
        if resource.resource_type == "aws_caller_identity"
            && let Some(account) = resource.values.get("account_id").and_then(Value::as_str)
        {
            return BTreeMap::from([(account.to_owned(), 1)]);
        }
        if resource.mode != Mode::Managed {
            continue;
        }
        let arn = resource.values.get("arn").and_then(Value::as_str);
        let account = arn.and_then(|arn| arn.split(':').nth(4));
        if let Some(account) =
            account.filter(|id| id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit()))
        {
            *found.entry(account.to_owned()).or_default() += 1;
        }
    }
    found
}
