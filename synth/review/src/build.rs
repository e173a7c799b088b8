//! From plans to a review.

mod graph;
mod names;
mod resource;
mod templates;

use std::collections::BTreeSet;

pub(crate) use templates::templates;

use crate::diff;
use crate::mask::Mask;
use crate::model::{
    Attribute, Check, CheckStatus, Counts, Deferred, Difference, Invocation, OutputChange, Review,
    Shown, Stack, VERSION, Verb,
};
use crate::plan::{self, Action, Plan};
use crate::rules;
use crate::settings::Settings;
use crate::subject::Subject;

/// Reviews plans. What one of them marks as sensitive is hidden in all.
///
/// ```
/// use synth_review::{Plan, Settings, Subject, review};
///
/// let plan = Plan::parse(br#"{"format_version": "1.2", "resource_changes": [
///     {"address": "aws_dynamodb_table.posts", "type": "aws_dynamodb_table",
///      "change": {"actions": ["delete"], "before": {"name": "posts"}, "after": null}}
/// ]}"#)?;
/// let review = review(&[Subject::new("web", &plan)], &Settings::default());
/// assert_eq!(review.counts.delete, 1);
/// assert_eq!(review.stacks[0].findings[0].rule, "stateful-destroy");
/// # Ok::<(), synth_review::ParseError>(())
/// ```
#[must_use]
pub fn review(subjects: &[Subject<'_>], settings: &Settings) -> Review {
    let mask = Mask::of(subjects);
    let shown = || subjects.iter().filter(|subject| !subject.aside);
    let mut review = Review {
        version: VERSION.to_owned(),
        stacks: shown()
            .map(|subject| stack(subject, settings, &mask))
            .collect(),
        ..Review::default()
    };
    for stack in &review.stacks {
        review.counts += stack.counts;
    }
    // Whatever way a text came here: nothing sensitive is in it.
    review.each_text(&mut |text| {
        if mask.hides(text) {
            *text = mask.text(text).into_owned();
        }
    });
    for (stack, subject) in review.stacks.iter_mut().zip(shown()) {
        names::apply(stack, &subject.names);
        stack.each_references(&mut once);
    }
    review
}

/// Leaves out what is named already. Terraform names what stands in an expression
/// twice, and what is different may have one name.
fn once(names: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
}

fn stack(subject: &Subject<'_>, settings: &Settings, mask: &Mask) -> Stack {
    let plan = subject.plan;
    let mut changes: Vec<_> = plan
        .resource_changes
        .iter()
        .filter(|change| change.happens())
        .map(|change| resource::change(change, subject, mask))
        .collect();
    changes.sort_by_key(|change| (change.verb, !change.stateful, change.tags_only));
    let drift: Vec<_> = plan
        .resource_drift
        .iter()
        .filter(|change| change.change.action != Action::NoOp)
        .map(|change| resource::change(change, subject, mask))
        .collect();
    let deferred: Vec<_> = plan
        .deferred_changes
        .iter()
        .map(|deferred| Deferred {
            reason: resource::deferred(deferred.reason.as_deref()),
            change: resource::change(&deferred.change, subject, mask),
        })
        .collect();
    let outputs = outputs(plan, mask);
    let of_outputs = |verb| {
        let of_it = |output: &&OutputChange| output.verb == verb;
        outputs.iter().filter(of_it).count()
    };
    let mut counts = Counts {
        unchanged: plan
            .resource_changes
            .iter()
            .filter(|change| change.change.action == Action::NoOp)
            .count(),
        outputs: outputs.len(),
        outputs_added: of_outputs(Verb::Create),
        outputs_removed: of_outputs(Verb::Delete),
        drift: drift.len(),
        deferred: deferred.len(),
        actions: plan.action_invocations.len(),
        ..Counts::default()
    };
    for change in &changes {
        counts.add(change);
    }
    let mut findings = rules::findings(subject, settings, mask);
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.rule.cmp(&b.rule)));
    Stack {
        name: subject.name.clone(),
        terraform_version: plan.terraform_version.clone(),
        timestamp: plan.timestamp.clone(),
        counts,
        findings,
        graph: graph::of(plan, &changes),
        changes,
        outputs,
        drift,
        deferred,
        checks: checks(plan, mask),
        actions: actions(plan, mask),
        notes: subject.notes.clone(),
    }
}

fn outputs(plan: &Plan, mask: &Mask) -> Vec<OutputChange> {
    plan.output_changes
        .iter()
        .filter(|(_, change)| change.action != Action::NoOp)
        .map(|(name, change)| {
            let configured = plan.configuration.outputs.get(name);
            let sensitive = change.before_sensitive == true
                || change.after_sensitive == true
                || configured.is_some_and(|output| output.sensitive);
            let mut change = change.clone();
            if sensitive {
                change.before_sensitive = true.into();
                change.after_sensitive = true.into();
            }
            OutputChange {
                name: name.clone(),
                verb: resource::verb(&change.action),
                sensitive,
                differences: output(&change, configured, mask),
            }
        })
        .collect()
}

/// What differs in an output, with what it refers to.
fn output(
    change: &plan::Change,
    configured: Option<&plan::ConfiguredOutput>,
    mask: &Mask,
) -> Vec<Attribute> {
    let mut differences = diff::of_output(change, mask);
    for attribute in &mut differences {
        let hidden = matches!(
            attribute.difference,
            Difference::Value {
                after: Shown::Unknown | Shown::Sensitive,
                ..
            }
        );
        if let Some(configured) = configured.filter(|_| hidden) {
            attribute.references = configured.references.iter().cloned().collect();
        }
    }
    differences
}

fn checks(plan: &Plan, mask: &Mask) -> Vec<Check> {
    let status = |status: &plan::CheckStatus| match status {
        plan::CheckStatus::Pass => CheckStatus::Pass,
        plan::CheckStatus::Fail => CheckStatus::Fail,
        plan::CheckStatus::Error => CheckStatus::Error,
        plan::CheckStatus::Unknown => CheckStatus::Unknown,
    };
    let mut checks: Vec<Check> = plan
        .checks
        .iter()
        .map(|check| Check {
            address: mask.address(&check.address),
            status: status(&check.status),
            problems: check
                .instances
                .iter()
                .flat_map(|instance| &instance.problems)
                .map(|problem| mask.text(problem).into_owned())
                .collect(),
        })
        .collect();
    checks.sort_by_key(|check| check.status);
    checks
}

fn actions(plan: &Plan, mask: &Mask) -> Vec<Invocation> {
    plan.action_invocations
        .iter()
        .map(|invocation| Invocation {
            address: mask.address(&invocation.address),
            trigger: invocation.triggered_by.as_ref().map(|resource| {
                let event = match invocation.event.as_deref() {
                    Some("BeforeCreate") => "before it creates",
                    Some("AfterCreate") => "after it creates",
                    Some("BeforeUpdate") => "before it changes",
                    Some("AfterUpdate") => "after it changes",
                    Some("BeforeDestroy") => "before it destroys",
                    Some("AfterDestroy") => "after it destroys",
                    _ => "when it acts on",
                };
                format!("{event} {}", mask.address(resource))
            }),
        })
        .collect()
}
