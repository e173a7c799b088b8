//! Large plans, and plans with something large in them.

use serde_json::{Map, Value, json};
use synth_review::{COMMENT_LIMIT, Plan, Review, Settings, Subject, markdown, review};

use crate::large;
use crate::test::{Test, formats};

#[test]
fn a_comment_fits_and_says_what_is_left_out() {
    let plan = Plan::from_value(large::plan(2_000)).unwrap();
    let review = review(&[Subject::new("large", &plan)], &Settings::default());
    assert_eq!(review.counts.delete, 500);
    let text = markdown(&review, COMMENT_LIMIT);
    assert!(text.len() <= COMMENT_LIMIT, "{}", text.len());
    assert!(text.len() > COMMENT_LIMIT - 4_000, "{}", text.len());
    assert!(text.contains("> Left out for lack of room: "), "{text}");
    assert!(text.contains("500 to destroy, 500 to replace"));
    assert!(text.contains("many-destroyed") || text.contains("Much is destroyed at once"));
    for (_, written) in formats(&review) {
        assert!(!written.is_empty());
    }
}

#[test]
fn any_limit_is_kept() {
    let plan = Plan::from_value(large::plan(40)).unwrap();
    let review = review(
        &[Subject::new("x".repeat(3_000), &plan)],
        &Settings::default(),
    );
    for limit in [0, 1, 10, 100, 1_000, 5_000, 20_000] {
        assert!(markdown(&review, limit).len() <= limit, "{limit}");
    }
}

/// What each format makes of it; a comment fits, whatever its limit, and has
/// its head.
fn shown(review: &Review) {
    for (format, written) in formats(review) {
        assert!(!written.is_empty(), "{format}");
    }
    for limit in [100, 5_000, COMMENT_LIMIT] {
        let text = markdown(review, limit);
        assert!(text.len() <= limit, "{limit}");
        assert!(text.starts_with("## Plan: "), "{limit}");
    }
}

/// An attribute from one to another value: is it changed, created, destroyed?
fn attribute(before: Value, after: Value) {
    let test = Test::new()
        .update("a.changed", json!({"x": before}), json!({"x": after}))
        .create("a.created", json!({"x": after}))
        .delete("a.destroyed", json!({"name": before}))
        .with(
            "output_changes",
            json!({"o": {"actions": ["update"], "before": before, "after": after}}),
        );
    let review = test.review();
    assert_eq!(review.counts.update, 1);
    shown(&review);
}

#[test]
fn one_gigantic_text() {
    let line = "x".repeat(2_000_000);
    attribute(json!(line), json!(format!("{line}y")));
    let lines = |from: usize| -> String {
        (from..from + 30_000)
            .map(|at| format!("line {at}\n"))
            .collect()
    };
    attribute(json!(lines(0)), json!(lines(5)));
    // Nothing in common.
    attribute(json!(lines(0)), json!(lines(100_000)));
    attribute(json!("`".repeat(100_000)), json!("*_#<@".repeat(20_000)));
}

#[test]
fn one_gigantic_collection() {
    let list = |from: usize| -> Value {
        (from..from + 10_000)
            .map(|at| json!(format!("10.0.{at}.0/24")))
            .collect()
    };
    attribute(list(0), list(1));
    let blocks = |from: usize| -> Value {
        (from..from + 3_000)
            .map(|at| json!({"id": at, "port": 443}))
            .collect()
    };
    attribute(blocks(0), blocks(7));
    let map = |from: usize| -> Value {
        let pairs = (from..from + 10_000).map(|at| (format!("key {at}"), json!(at)));
        Value::Object(pairs.collect::<Map<_, _>>())
    };
    attribute(map(0), map(3));
    attribute(json!(map(0).to_string()), json!(map(3).to_string()));
}

#[test]
fn one_gigantic_policy() {
    let policy = |from: usize| {
        let statements: Vec<Value> = (from..from + 300)
            .map(|at| json!({"Effect": "Allow", "Action": [format!("s3:Get{at}"), "s3:List*"], "Resource": format!("arn:aws:s3:::b{at}")}))
            .collect();
        json!(json!({"Statement": statements}).to_string())
    };
    attribute(policy(0), policy(3));
}

/// As deep as what a parser takes, and deeper, which only a caller can make.
#[test]
fn one_gigantic_depth() {
    let deep = |levels: usize, inside: &str| {
        let mut value = json!(inside);
        for level in 0..levels {
            value = if level % 2 == 0 {
                json!([value])
            } else {
                json!({ "k": value })
            };
        }
        value
    };
    attribute(deep(120, "a"), deep(120, "b"));
    attribute(
        json!(deep(120, "a").to_string()),
        json!(deep(120, "b").to_string()),
    );
    // A document in a document in a document.
    let nested = |inside: &str| {
        let mut text = inside.to_owned();
        for _ in 0..12 {
            text = json!([text]).to_string();
        }
        json!(text)
    };
    attribute(nested("a"), nested("b"));
}

#[test]
fn thousands_of_findings() {
    let mut test = Test::new();
    for at in 0..6_000 {
        test = test.delete(
            &format!("aws_dynamodb_table.t{at}"),
            json!({"name": format!("t{at}")}),
        );
    }
    let review = test.review();
    assert!(review.findings().len() > 6_000);
    shown(&review);
    let text = markdown(&review, COMMENT_LIMIT);
    assert!(text.contains("6000 times"), "{}", &text[..2_000]);
}
