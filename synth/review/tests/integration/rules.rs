//! Every rule, for and against.

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

fn data() -> Vec<Case> {
    let table = json!({"name": "posts"});
    vec![
        case(
            "stateful-destroy",
            new().delete("aws_dynamodb_table.t", table.clone()),
            new().delete("aws_lambda_function.f", json!({})),
        ),
        case(
            "stateful-replace",
            new().change(
                "aws_dynamodb_table.t",
                &["delete", "create"],
                table.clone(),
                table.clone(),
            ),
            new().update(
                "aws_dynamodb_table.t",
                table.clone(),
                json!({"name": "posts", "tags": {"a": "b"}}),
            ),
        ),
        switch(
            "deletion-protection-off",
            "aws_db_instance.d",
            json!({"deletion_protection": true}),
            json!({"deletion_protection": false}),
        ),
        switch(
            "force-destroy-on",
            "aws_s3_bucket.b",
            json!({"force_destroy": false}),
            json!({"force_destroy": true}),
        ),
        case(
            "no-final-snapshot",
            new().delete("aws_db_instance.d", json!({"skip_final_snapshot": true})),
            new().delete("aws_db_instance.d", json!({"skip_final_snapshot": false})),
        ),
        case(
            "forgotten",
            new().change("aws_s3_bucket.b", &["forget"], json!({}), Value::Null),
            new().delete("aws_s3_bucket.b", json!({})),
        ),
        switch(
            "retention-shortened",
            "aws_cloudwatch_log_group.g",
            json!({"retention_in_days": 90}),
            json!({"retention_in_days": 7}),
        ),
        switch(
            "backup-off",
            "aws_dynamodb_table.t",
            json!({"point_in_time_recovery": [{"enabled": true}]}),
            json!({"point_in_time_recovery": [{"enabled": false}]}),
        ),
        switch(
            "backup-shortened",
            "aws_db_instance.d",
            json!({"backup_retention_period": 30}),
            json!({"backup_retention_period": 1}),
        ),
        case(
            "backup-missing",
            new().create("aws_db_instance.d", json!({"backup_retention_period": 0})),
            new().create("aws_db_instance.d", json!({"backup_retention_period": 7})),
        ),
        case(
            "backup-plan-removed",
            new().delete("aws_s3_bucket_versioning.v", json!({"bucket": "b"})),
            new()
                .delete("aws_s3_bucket_versioning.v", json!({"bucket": "b"}))
                .delete("aws_s3_bucket.b", json!({"id": "b"})),
        ),
    ]
}

fn encryption() -> Vec<Case> {
    vec![
        switch(
            "encryption-off",
            "aws_sqs_queue.q",
            json!({"kms_master_key_id": "alias/mine"}),
            json!({"kms_master_key_id": null}),
        ),
        case(
            "encryption-missing",
            new().create("aws_ebs_volume.v", json!({"encrypted": false})),
            new().create("aws_ebs_volume.v", json!({"encrypted": true})),
        ),
        gone(
            "encryption-rule-removed",
            "aws_s3_bucket_server_side_encryption_configuration.e",
        ),
        switch(
            "key-rotation-off",
            "aws_kms_key.k",
            json!({"enable_key_rotation": true}),
            json!({"enable_key_rotation": false}),
        ),
        case(
            "key-deleted-soon",
            new().delete("aws_kms_key.k", json!({"deletion_window_in_days": 7})),
            new().delete("aws_kms_key.k", json!({"deletion_window_in_days": 30})),
        ),
    ]
}

fn rights() -> Vec<Case> {
    let read = || allow(&["s3:GetObject"], "arn:aws:s3:::b/*");
    let everybody = |condition: Value| {
        policy(
            json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Principal": "*",
            "Condition": condition}),
        )
    };
    let account = json!({"StringEquals": {"aws:SourceAccount": "123456789012"}});
    let deny =
        |resource: &str| policy(json!({"Effect": "Deny", "Action": "s3:*", "Resource": resource}));
    let many: Vec<String> = (0..200).map(|n| format!("a:B{n}")).collect();
    let resources: Vec<String> = (0..200).map(|n| format!("arn:{n}")).collect();
    let huge = policy(json!({"Effect": "Allow", "Action": many, "Resource": resources}));
    vec![
        widens(
            "iam-admin",
            read(),
            allow(&["*"], "*"),
            allow(&["s3:*"], "*"),
        ),
        widens(
            "iam-public",
            read(),
            everybody(json!({})),
            everybody(account.clone()),
        ),
        widens(
            "iam-condition-removed",
            everybody(account.clone()),
            everybody(json!({})),
            everybody(account),
        ),
        widens(
            "iam-deny-removed",
            deny("*"),
            deny("arn:aws:s3:::b"),
            deny("*"),
        ),
        widens(
            "iam-escalation",
            read(),
            allow(&["iam:PassRole"], "*"),
            allow(&["iam:PassRole"], "arn:aws:iam::1:role/x"),
        ),
        widens(
            "iam-wildcard",
            read(),
            allow(&["sqs:*"], "arn:x"),
            allow(&["sqs:SendMessage"], "arn:x"),
        ),
        widens(
            "iam-not",
            read(),
            policy(json!({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})),
            policy(json!({"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"})),
        ),
        widens(
            "iam-wider",
            read(),
            allow(&["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::b/*"),
            read(),
        ),
        widens("iam-unreadable", read(), huge.clone(), read()),
    ]
}

fn access() -> Vec<Case> {
    vec![
        case(
            "function-public",
            new().create(
                "aws_lambda_function_url.u",
                json!({"authorization_type": "NONE"}),
            ),
            new().create(
                "aws_lambda_function_url.u",
                json!({"authorization_type": "AWS_IAM"}),
            ),
        ),
        case(
            "service-unbound",
            new().create(
                "aws_lambda_permission.p",
                json!({"principal": "s3.amazonaws.com"}),
            ),
            new().create(
                "aws_lambda_permission.p",
                json!({"principal": "s3.amazonaws.com", "source_arn": "arn:aws:s3:::b"}),
            ),
        ),
        case(
            "access-key-created",
            new().create("aws_iam_access_key.k", json!({"user": "u"})),
            new().update(
                "aws_iam_access_key.k",
                json!({"status": "Active"}),
                json!({"status": "Inactive"}),
            ),
        ),
        switch(
            "sign-in-weaker",
            "aws_cognito_user_pool.p",
            json!({"mfa_configuration": "ON"}),
            json!({"mfa_configuration": "OFF"}),
        ),
        switch(
            "authorizer-removed",
            "aws_apigatewayv2_route.r",
            json!({"authorization_type": "JWT"}),
            json!({"authorization_type": "NONE"}),
        ),
    ]
}

fn network() -> Vec<Case> {
    let group = |port: u16, from: &str| json!({"ingress": [{"from_port": port, "to_port": port, "protocol": "tcp", "cidr_blocks": [from]}]});
    let opens = |rule, port| {
        let address = "aws_security_group.g";
        case(
            rule,
            new().update(address, group(port, "10.0.0.0/8"), group(port, "0.0.0.0/0")),
            new().update(address, group(port, "0.0.0.0/0"), group(443, "0.0.0.0/0")),
        )
    };
    vec![
        opens("network-open-admin", 22),
        opens("network-open", 8080),
        case(
            "network-acl-replaced",
            new().change(
                "aws_security_group_rule.r",
                &["delete", "create"],
                json!({}),
                json!({}),
            ),
            new().change(
                "aws_security_group_rule.r",
                &["create", "delete"],
                json!({}),
                json!({}),
            ),
        ),
    ]
}

fn exposure() -> Vec<Case> {
    let cluster = |cidr: &str| json!({"vpc_config": [{"endpoint_public_access": true, "public_access_cidrs": [cidr]}]});
    let cors = |origin: &str| json!({"cors_rule": [{"allowed_origins": [origin], "allowed_methods": ["PUT"]}]});
    vec![
        switch(
            "bucket-public",
            "aws_s3_bucket_public_access_block.b",
            json!({"block_public_policy": true}),
            json!({"block_public_policy": false}),
        ),
        switch(
            "database-public",
            "aws_db_instance.d",
            json!({"publicly_accessible": false}),
            json!({"publicly_accessible": true}),
        ),
        case(
            "snapshot-shared",
            new().create("aws_ami_launch_permission.p", json!({"group": "all"})),
            new().create(
                "aws_ami_launch_permission.p",
                json!({"account_id": "123456789012"}),
            ),
        ),
        switch(
            "imdsv1",
            "aws_launch_template.t",
            json!({"metadata_options": [{"http_tokens": "required"}]}),
            json!({"metadata_options": [{"http_tokens": "optional"}]}),
        ),
        switch(
            "cluster-public",
            "aws_eks_cluster.c",
            cluster("10.0.0.0/8"),
            cluster("0.0.0.0/0"),
        ),
        switch(
            "cors-open",
            "aws_s3_bucket_cors_configuration.c",
            cors("https://example.com"),
            cors("*"),
        ),
    ]
}

fn transport() -> Vec<Case> {
    let listener =
        |kind: &str| json!({"protocol": "HTTP", "port": 80, "default_action": [{"type": kind}]});
    vec![
        case(
            "lb-without-tls",
            new().create("aws_lb_listener.l", listener("forward")),
            new().create("aws_lb_listener.l", listener("redirect")),
        ),
        switch(
            "tls-old",
            "aws_lb_listener.l",
            json!({"ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}),
            json!({"ssl_policy": "ELBSecurityPolicy-2016-08"}),
        ),
        switch(
            "cdn-without-tls",
            "aws_cloudfront_distribution.d",
            json!({"default_cache_behavior": [{"viewer_protocol_policy": "redirect-to-https"}]}),
            json!({"default_cache_behavior": [{"viewer_protocol_policy": "allow-all"}]}),
        ),
        switch(
            "transit-encryption-off",
            "aws_elasticache_replication_group.g",
            json!({"transit_encryption_enabled": true}),
            json!({"transit_encryption_enabled": false}),
        ),
    ]
}

fn health() -> Vec<Case> {
    let group = |kind: &str| json!({"health_check_type": kind, "target_group_arns": ["arn"]});
    let template = |refresh: Value| {
        new()
            .update(
                "aws_launch_template.t",
                json!({"image_id": "a"}),
                json!({"image_id": "b"}),
            )
            .update(
                "aws_autoscaling_group.g",
                json!({}),
                json!({"instance_refresh": refresh}),
            )
            .refers("aws_autoscaling_group.g", "aws_launch_template.t")
    };
    let rollback =
        |on: bool| json!({"instance_refresh": [{"preferences": [{"auto_rollback": on}]}]});
    vec![
        case(
            "replace-downtime",
            new().change("aws_lb.l", &["delete", "create"], json!({}), json!({})),
            new().change("aws_lb.l", &["create", "delete"], json!({}), json!({})),
        ),
        case(
            "group-without-health-check",
            new().create("aws_autoscaling_group.g", group("EC2")),
            new().create("aws_autoscaling_group.g", group("ELB")),
        ),
        case(
            "template-without-refresh",
            template(json!([])),
            template(json!([{"strategy": "Rolling"}])),
        ),
        case(
            "refresh-without-rollback",
            new().create("aws_autoscaling_group.g", rollback(false)),
            new().create("aws_autoscaling_group.g", rollback(true)),
        ),
        switch(
            "capacity-zero",
            "aws_ecs_service.s",
            json!({"desired_count": 2}),
            json!({"desired_count": 0}),
        ),
        switch(
            "single-zone",
            "aws_db_instance.d",
            json!({"multi_az": true}),
            json!({"multi_az": false}),
        ),
        gone("dns-removed", "aws_route53_record.r"),
    ]
}

fn observation() -> Vec<Case> {
    vec![
        switch(
            "logging-off",
            "aws_lb.l",
            json!({"access_logs": [{"enabled": true}]}),
            json!({"access_logs": [{"enabled": false}]}),
        ),
        gone("alarm-off", "aws_cloudwatch_metric_alarm.a"),
        gone("guard-removed", "aws_wafv2_web_acl_association.w"),
    ]
}

fn secrets() -> Vec<Case> {
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

fn plan() -> Vec<Case> {
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

fn cases() -> Vec<Case> {
    [
        data(),
        encryption(),
        rights(),
        access(),
        network(),
        exposure(),
        transport(),
        health(),
        observation(),
        secrets(),
        plan(),
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
