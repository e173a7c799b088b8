//! The rules: one table. Findings, documentation and tests come from it.
//!
//! A rule sees the plan as it is, with sensitive values in clear. What it says
//! goes through the mask like everything else. In what it says, names and
//! values are between backticks and have none themselves, so that every format
//! can set them apart.

mod access;
mod backup;
mod case;
mod custom;
mod data;
mod encryption;
mod exposure;
mod health;
mod network;
mod observation;
mod others;
mod plan;
mod policies;
mod secrets;
mod transport;

use crate::mask::Mask;
use crate::model::{Finding, Severity};
use crate::settings::Settings;
use crate::subject::Subject;

pub(crate) use case::set_apart;
use case::{Case, Hit};
use others::Others;

/// The page with all rules, below the project's root.
const PAGE: &str = "docs/review/rules.md";

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name.
    pub id: &'static str,
    /// How bad its findings are, unless they say so themselves.
    pub severity: Severity,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// What it finds, and why that matters.
    pub about: &'static str,
    /// What to do.
    pub advice: &'static str,
    check: Check,
}

/// How a rule is applied.
#[derive(Clone, Copy, Debug)]
enum Check {
    /// To each resource that something happens to.
    Resource(fn(&Case<'_>) -> Vec<Hit>),
    /// To the whole plan.
    Plan(fn(&Subject<'_>, &Settings) -> Vec<Hit>),
}

/// Rules about one thing.
#[derive(Debug)]
pub struct Group {
    /// What they are about.
    pub title: &'static str,
    /// The rules.
    pub rules: &'static [Rule],
}

/// Every rule there is, by what it is about.
pub const GROUPS: &[Group] = &[
    Group {
        title: "Data",
        rules: data::RULES,
    },
    Group {
        title: "Backups",
        rules: backup::RULES,
    },
    Group {
        title: "Encryption",
        rules: encryption::RULES,
    },
    Group {
        title: "Rights",
        rules: policies::RULES,
    },
    Group {
        title: "Who gets access",
        rules: access::RULES,
    },
    Group {
        title: "Networks",
        rules: network::RULES,
    },
    Group {
        title: "Open to the world",
        rules: exposure::RULES,
    },
    Group {
        title: "Transport",
        rules: transport::RULES,
    },
    Group {
        title: "Availability",
        rules: health::RULES,
    },
    Group {
        title: "Logs and alarms",
        rules: observation::RULES,
    },
    Group {
        title: "Secrets",
        rules: secrets::RULES,
    },
    Group {
        title: "The plan itself",
        rules: plan::RULES,
    },
];

/// Every rule.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    GROUPS.iter().flat_map(|group| group.rules)
}

impl Rule {
    /// The page about it.
    #[must_use]
    pub fn docs(&self) -> String {
        format!("{PAGE}#{}", self.id)
    }
}

/// What deserves attention in a plan.
pub(crate) fn findings(subject: &Subject<'_>, settings: &Settings, mask: &Mask) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in all() {
        if let Check::Plan(check) = rule.check {
            for hit in check(subject, settings) {
                found.extend(finding(rule, hit, subject, settings, mask));
            }
        }
    }
    let others = Others::new(subject.plan);
    for change in subject
        .plan
        .resource_changes
        .iter()
        .filter(|change| change.happens())
    {
        let case = Case::new(subject, change, mask, &others);
        for rule in all() {
            if let Check::Resource(check) = rule.check {
                for mut hit in check(&case) {
                    hit.address.get_or_insert_with(|| change.address.clone());
                    found.extend(finding(rule, hit, subject, settings, mask));
                }
            }
        }
        found.extend(custom::findings(&case, settings, mask));
    }
    found
}

fn finding(
    rule: &Rule,
    hit: Hit,
    subject: &Subject<'_>,
    settings: &Settings,
    mask: &Mask,
) -> Option<Finding> {
    let severity = hit.severity.unwrap_or(rule.severity);
    let severity = settings.severity(rule.id, severity, hit.address.as_deref())?;
    let origin = hit
        .address
        .as_ref()
        .and_then(|address| subject.origins.get(&crate::plan::without_keys(address)));
    Some(Finding {
        rule: rule.id.to_owned(),
        severity,
        title: rule.title.to_owned(),
        address: hit.address.as_ref().map(|address| mask.address(address)),
        attribute: hit.attribute,
        construct: origin.map(|origin| origin.construct.clone()),
        source: origin.and_then(|origin| origin.source.clone()),
        what: hit.what,
        advice: rule.advice.to_owned(),
        docs: Some(rule.docs()),
    })
}
