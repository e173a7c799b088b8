//! IAM policies, compared as what they allow and deny.
//!
//! Order, writing and how statements are cut do not matter: what one policy
//! allows is looked for in the other, with wildcards, exceptions and
//! conditions. Where that cannot be decided, more is assumed to be allowed.

mod compare;
mod describe;
mod parse;
mod pattern;
mod statement;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::{Direction, PolicyChange};

pub(crate) use compare::{Difference, Kind, differences};
pub(crate) use describe::Grant;
pub(crate) use pattern::{covers, overlaps};
pub(crate) use statement::{Scope, Statement};

/// What to write in the place of a text: how it is written in the document.
pub(crate) type Names = BTreeMap<String, String>;

/// A policy.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Policy {
    pub(crate) statements: Vec<Statement>,
}

impl Policy {
    /// The policy in a document; `None` if it is none.
    pub(crate) fn of(document: &Value) -> Option<Self> {
        parse::policy(document)
    }

    /// The policy in a text; `None` if it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if !text.contains("Statement") {
            return None;
        }
        Self::of(&serde_json::from_str(text).ok()?)
    }
}

/// What differs, for people: first what becomes wider.
pub(crate) fn compare(before: &Policy, after: &Policy, names: &Names) -> Vec<PolicyChange> {
    let mut changes: Vec<PolicyChange> = differences(before, after)
        .iter()
        .map(|difference| PolicyChange {
            direction: difference.direction(),
            text: difference.named(names).to_string(),
        })
        .collect();
    changes.sort_by_key(|change| match change.direction {
        Direction::Wider => 0,
        Direction::Either => 1,
        Direction::Narrower => 2,
    });
    changes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn policy(statements: &Value) -> Policy {
        Policy::of(&json!({"Version": "2012-10-17", "Statement": statements})).unwrap()
    }

    /// `+` before what becomes wider, `-` narrower, `?` either.
    fn check(before: &Value, after: &Value, expected: &[&str]) {
        let changes: Vec<String> = compare(&policy(before), &policy(after), &Names::new())
            .iter()
            .map(|change| {
                let sign = match change.direction {
                    Direction::Wider => '+',
                    Direction::Narrower => '-',
                    Direction::Either => '?',
                };
                format!("{sign} {}", change.text)
            })
            .collect();
        assert_eq!(changes, expected);
    }

    fn allow(actions: &Value, resources: &Value) -> Value {
        json!({"Effect": "Allow", "Action": actions, "Resource": resources})
    }

    #[test]
    fn writing_does_not_matter() {
        check(
            &json!([allow(&json!(["s3:Get*", "s3:PutObject"]), &json!("a"))]),
            &json!([
                allow(&json!("s3:putobject"), &json!(["a"])),
                {"Sid": "Two", "Effect": "Allow", "Action": ["s3:Get*"], "Resource": "a"},
            ]),
            &[],
        );
    }

    #[test]
    fn new_actions_and_resources() {
        check(
            &json!([allow(
                &json!(["s3:GetObject", "s3:ListBucket"]),
                &json!(["a", "b"])
            )]),
            &json!([allow(
                &json!(["s3:GetObject", "s3:PutObject"]),
                &json!(["a", "b", "c"])
            )]),
            &[
                "+ allows s3:GetObject on c",
                "+ allows s3:PutObject on a, b, c",
                "- no longer allows s3:ListBucket on a, b",
            ],
        );
    }

    #[test]
    fn wildcards_cover() {
        check(
            &json!([allow(&json!("s3:*"), &json!("*"))]),
            &json!([allow(&json!("s3:Get*"), &json!("arn:aws:s3:::b/*"))]),
            &["- no longer allows s3:* on *"],
        );
        check(
            &json!([allow(&json!("s3:Get*"), &json!("*"))]),
            &json!([allow(&json!("s3:G*"), &json!("*"))]),
            &["+ allows s3:G* on *"],
        );
    }

    #[test]
    fn exceptions() {
        let but =
            |actions: &[&str]| json!([{"Effect": "Allow", "NotAction": actions, "Resource": "*"}]);
        check(
            &but(&["iam:*", "s3:*"]),
            &but(&["iam:*"]),
            &["+ allows everything but iam:* on *"],
        );
        check(
            &but(&["iam:*"]),
            &but(&["iam:*", "s3:*"]),
            &["- no longer allows everything but iam:* on *"],
        );
        check(
            &but(&["iam:*"]),
            &json!([allow(&json!(["s3:Get*", "iam:Get*"]), &json!("*"))]),
            &[
                "+ allows iam:Get* on *",
                "- no longer allows everything but iam:* on *",
            ],
        );
    }

    #[test]
    fn conditions() {
        let with = |condition: Value| {
            json!([{"Effect": "Allow", "Action": "a:B", "Resource": "*", "Principal": "*",
                "Condition": condition}])
        };
        let account = |ids: &[&str]| json!({"StringEquals": {"aws:SourceAccount": ids}});
        check(
            &with(account(&["1"])),
            &with(json!({})),
            &[
                "+ allows a:B on * to everybody without the condition aws:SourceAccount StringEquals 1",
            ],
        );
        check(
            &with(account(&["1"])),
            &with(account(&["1", "2"])),
            &[
                "+ allows a:B on * to everybody under another condition: aws:SourceAccount StringEquals 1 or 2",
            ],
        );
        check(
            &with(account(&["1", "2"])),
            &with(account(&["1"])),
            &["- no longer allows a:B on * to everybody if aws:SourceAccount StringEquals 1 or 2"],
        );
    }

    #[test]
    fn denials() {
        let deny = json!([{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Principal": "*"}]);
        check(
            &deny,
            &json!([]),
            &["+ no longer denies s3:* on * to everybody"],
        );
        check(&json!([]), &deny, &["- denies s3:* on * to everybody"]);
    }

    #[test]
    fn principals() {
        let trust = |principal: Value| json!([{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}]);
        check(
            &trust(json!({"AWS": "111111111111"})),
            &trust(json!({"AWS": "arn:aws:iam::111111111111:root"})),
            &[],
        );
        check(
            &trust(json!({"Service": "lambda.amazonaws.com"})),
            &trust(json!({"Service": ["lambda.amazonaws.com"], "AWS": "arn:aws:iam::2:role/x"})),
            &["+ allows sts:AssumeRole to arn:aws:iam::2:role/x"],
        );
        check(
            &trust(json!({"AWS": "1"})),
            &trust(json!("*")),
            &["+ allows sts:AssumeRole to everybody"],
        );
    }
}
