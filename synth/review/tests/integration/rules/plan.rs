//! Secrets, and what the plan is itself.

use serde_json::{Value, json};

use super::{Case, case, new};

pub(super) fn secrets() -> Vec<Case> {
    let function = |name: &str, value: &str| {
        new().create(
            "aws_lambda_function.f",
            json!({"environment": [{"variables": {name: value}}]}),
        )
    };
    let unmarked = |after: Value| {
        new().with(
            "output_changes",
            json!({"o": {"actions": ["update"], "before": "s3cret", "after": "s3cret",
                "before_sensitive": true, "after_sensitive": after}}),
        )
    };
    vec![
        case(
            "secret-in-plain-text",
            function("KEY", "AKIAIOSFODNN7EXAMPLE"),
            function("DB_SECRET", "arn:aws:secretsmanager:eu-west-1:1:secret:x"),
        ),
        case(
            "no-longer-sensitive",
            unmarked(json!(false)),
            unmarked(json!(true)),
        ),
    ]
}

pub(super) fn whole() -> Vec<Case> {
    let queue = |delay: u8| json!({"delay_seconds": delay});
    let drift = |action: &str, after: Value| {
        let change = json!({"actions": [action], "before": queue(5), "after": after});
        json!([{"address": "aws_sqs_queue.q", "type": "aws_sqs_queue", "name": "q", "change": change}])
    };
    let account = |id: &str| {
        new().account("111111111111").with(
            "prior_state",
            json!({"values": {"root_module": {"resources": [{"address": "data.aws_caller_identity.me",
                "mode": "data", "type": "aws_caller_identity", "values": {"account_id": id}}]}}}),
        )
    };
    let check = |status: &str| {
        new().with(
            "checks",
            json!([{"address": {"kind": "check", "to_display": "check.c"}, "status": status}]),
        )
    };
    let many = |count: usize| {
        (0..count).fold(new(), |test, at| {
            test.delete(&format!("aws_sns_topic.t{at}"), json!({"name": "n"}))
        })
    };
    let made = |hour: i64| {
        new()
            .with("timestamp", json!("2026-11-26T00:00:00Z"))
            .now(1_795_651_200 + hour * 3600)
    };
    vec![
        case(
            "plan-failed",
            new().with("errored", json!(true)),
            new().with("errored", json!(false)),
        ),
        case(
            "plan-incomplete",
            new().with("complete", json!(false)),
            new().with("complete", json!(true)),
        ),
        case("plan-stale", made(30), made(3)),
        case(
            "other-account",
            account("222222222222"),
            account("111111111111"),
        ),
        case("check-failed", check("fail"), check("pass")),
        case(
            "drift-undone",
            new()
                .update("aws_sqs_queue.q", queue(30), queue(5))
                .with("resource_drift", drift("update", queue(30))),
            new()
                .update("aws_sqs_queue.q", queue(30), queue(30))
                .with("resource_drift", drift("update", queue(30))),
        ),
        case(
            "drift-gone",
            new().with("resource_drift", drift("delete", Value::Null)),
            new().with("resource_drift", drift("update", queue(30))),
        ),
        case("many-destroyed", many(10), many(9)),
        case(
            "unknown-action",
            new().change("a.b", &["dance"], json!({}), json!({})),
            new().change("a.b", &["update"], json!({}), json!({"a": 1})),
        ),
        case(
            "deposed-left",
            new().entry(
                json!({"address": "aws_lb.l", "type": "aws_lb", "name": "l", "deposed": "0a1b2c3d",
                "change": {"actions": ["delete"], "before": {}}}),
            ),
            new().delete("aws_lb.l", json!({})),
        ),
    ]
}
