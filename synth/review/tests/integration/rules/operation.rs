//! What a service needs to run, and to be watched.

use serde_json::{Value, json};

use super::{Case, case, gone, new, switch};

pub(super) fn health() -> Vec<Case> {
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

pub(super) fn observation() -> Vec<Case> {
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
