//! Every rule, for and against.

mod data;
mod network;
mod operation;
mod plan;
mod rights;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::test::Test;

/// A rule, a plan in which it finds something, and one in which it does not.
struct Case {
    rule: &'static str,
    finds: Test,
    silent: Test,
}

fn case(rule: &'static str, finds: Test, silent: Test) -> Case {
    Case {
        rule,
        finds,
        silent,
    }
}

fn new() -> Test {
    Test::new()
}

/// A resource whose attribute changes, and the same the other way round.
fn switch(rule: &'static str, address: &str, on: Value, off: Value) -> Case {
    let finds = new().update(address, on.clone(), off.clone());
    case(rule, finds, new().update(address, off, on))
}

/// A resource that is destroyed, and one of its type that is created.
fn gone(rule: &'static str, address: &str) -> Case {
    let value = json!({"id": "x", "bucket": "b", "name": "n"});
    case(
        rule,
        new().delete(address, value.clone()),
        new().create(address, value),
    )
}

fn policy(statement: Value) -> Value {
    json!({"policy": json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()})
}

fn allow(actions: &[&str], resource: &str) -> Value {
    policy(json!({"Effect": "Allow", "Action": actions, "Resource": resource}))
}

/// A policy that becomes another, and one that becomes something harmless.
fn widens(rule: &'static str, before: Value, after: Value, harmless: Value) -> Case {
    let address = "aws_iam_role_policy.p";
    case(
        rule,
        new().update(address, before.clone(), after),
        new().update(address, before, harmless),
    )
}

fn cases() -> Vec<Case> {
    [
        data::kept(),
        data::encryption(),
        rights::rights(),
        rights::access(),
        network::groups(),
        network::exposure(),
        network::transport(),
        operation::health(),
        operation::observation(),
        plan::secrets(),
        plan::whole(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn every_rule_finds_what_it_should_and_nothing_else() {
    let mut wrong = Vec::new();
    for Case {
        rule,
        finds,
        silent,
    } in cases()
    {
        if finds.findings(rule).is_empty() {
            wrong.push(format!("{rule} finds nothing"));
        }
        let found = silent.findings(rule);
        if !found.is_empty() {
            wrong.push(format!("{rule} finds: {}", found[0].what));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_rule_has_a_case() {
    let tried: BTreeSet<&str> = cases().iter().map(|case| case.rule).collect();
    let all: BTreeSet<&str> = synth_review::rules::all().map(|rule| rule.id).collect();
    assert_eq!(tried, all);
}

/// What every rule says is fit to be shown: a sentence, with its names set
/// apart in pairs.
#[test]
fn what_rules_say_is_whole() {
    for Case { rule, finds, .. } in cases() {
        for finding in finds.findings(rule) {
            assert!(finding.what.ends_with('.'), "{rule}: {}", finding.what);
            assert_eq!(
                finding.what.matches('`').count() % 2,
                0,
                "{rule}: {}",
                finding.what
            );
            assert!(
                !finding.advice.is_empty() && !finding.title.is_empty(),
                "{rule}"
            );
        }
    }
    let mut seen = BTreeSet::new();
    for rule in synth_review::rules::all() {
        assert!(seen.insert(rule.id), "{} twice", rule.id);
        for text in [rule.about, rule.advice] {
            assert!(
                text.ends_with('.') && !text.contains("  "),
                "{}: {text}",
                rule.id
            );
        }
    }
}
