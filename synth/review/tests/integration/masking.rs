//! Sensitive values, wherever they hide.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::test::{Test, formats};

const SECRET: &str = "zx-Secret\"9<&>";

/// A plan in which a password is marked, and stands elsewhere too.
fn elsewhere(value: Value) -> Test {
    Test::new()
        .entry(json!({
            "address": "aws_db_instance.d", "type": "aws_db_instance", "name": "d", "mode": "managed",
            "change": {"actions": ["update"], "before": {"password": SECRET}, "after": {"password": "another-secret"},
                "before_sensitive": {"password": true}, "after_sensitive": {"password": true}},
        }))
        .update("terraform_data.t", json!({"input": "before"}), json!({"input": value}))
}

fn leaks(test: &Test) {
    for (format, written) in formats(&test.review()) {
        for secret in [SECRET, "another-secret", "zx-Secret"] {
            assert!(!written.contains(secret), "{format}: {written}");
        }
        let inside = STANDARD.encode(SECRET);
        assert!(
            !written.contains(&inside[..inside.len() - 4]),
            "{format}: {written}"
        );
    }
}

#[test]
fn inside_larger_values() {
    let json = json!({"a": {"password": SECRET}}).to_string();
    for value in [
        json!(SECRET),
        json!(format!("postgres://u:{SECRET}@h/d")),
        json!({"list": [1, [SECRET]]}),
        json!({SECRET: "as a key"}),
        json!(json),
        json!(json!({"deep": json}).to_string()),
        json!(STANDARD.encode(format!("#!/bin/sh\nexport P='{SECRET}'\necho\n"))),
        json!(format!("first\n{SECRET}\nlast\n")),
        json!(
            json!({"Statement": [{"Effect": "Allow", "Action": "a:b", "Resource": SECRET}]})
                .to_string()
        ),
    ] {
        leaks(&elsewhere(value));
    }
}

#[test]
fn in_messages_and_addresses() {
    leaks(
        &elsewhere(json!(1))
            .with(
                "checks",
                json!([{"address": {"kind": "check", "to_display": format!("x[\"{SECRET}\"]")}, "status": "fail",
                    "instances": [{"address": {"to_display": "x"}, "status": "fail",
                        "problems": [{"message": format!("{SECRET} is wrong")}]}]}]),
            )
            .with("output_changes", json!({"o": {"actions": ["create"], "after": SECRET}}))
            .with("timestamp", json!("2026-11-26T20:00:00Z")),
    );
}

#[test]
fn a_sensitive_variable_counts() {
    let test = Test::new()
        .with(
            "variables",
            json!({"p": {"value": SECRET}, "q": {"value": "shown"}}),
        )
        .with(
            "configuration",
            json!({"root_module": {"variables": {"p": {"sensitive": true}, "q": {}}}}),
        )
        .create(
            "terraform_data.t",
            json!({"input": format!("-{SECRET}-"), "other": "shown"}),
        );
    leaks(&test);
    assert!(test.text().contains("\"shown\""));
}

/// Marks of a set's or list's element, of a whole block, and marks that do not
/// fit the value.
#[test]
fn marks_of_every_shape() {
    for (value, mark) in [
        (json!([{"v": SECRET}, {"v": "b"}]), json!([{"v": true}, {}])),
        (json!({"a": {"b": [SECRET]}}), json!({"a": true})),
        (json!(SECRET), json!({"inner": true})),
        (json!([SECRET]), json!({"inner": [true]})),
    ] {
        let test = Test::new().entry(json!({
            "address": "a.b", "type": "a", "name": "b",
            "change": {"actions": ["create"], "before": null, "after": {"x": value},
                "after_sensitive": {"x": mark}},
        }));
        for (format, written) in formats(&test.review()) {
            assert!(!written.contains("zx-Secret"), "{format}: {written}");
        }
    }
}

/// That it changed is told, and not to what.
#[test]
fn a_change_of_a_secret_is_told() {
    let text = elsewhere(json!("after")).text();
    assert!(
        text.contains("~ password: (sensitive value, changed)"),
        "{text}"
    );
    let text = elsewhere(json!("before")).text();
    assert!(!text.contains("terraform_data.t\n      ~ input"), "{text}");
}

/// What looks like a secret is reported, and not repeated.
#[test]
fn unmarked_secrets_are_not_repeated() {
    let token = format!("ghp_{}", "a".repeat(36));
    let test = Test::new().create(
        "aws_lambda_function.f",
        json!({"environment": [{"variables": {"GITHUB_TOKEN": token, "DB_PASSWORD": "hunter2hunter2"}}]}),
    );
    assert_eq!(test.findings("secret-in-plain-text").len(), 2);
    for (format, written) in formats(&test.review()) {
        assert!(
            !written.contains(&token) && !written.contains("hunter2hunter2"),
            "{format}: {written}"
        );
    }
}
