//! What makes a service unavailable, now or with the next fault.

use serde_json::Value;

use super::case::{Case, Hit, at, code, is_on};
use super::{Check, Rule};
use crate::model::Severity;
use crate::plan::{Action, ResourceChange};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "replace-downtime",
        severity: Severity::Medium,
        title: "Gone until its successor is there",
        about: "Something that serves is destroyed before its successor is created. Until that is done, \
                and whenever it fails half-way, nothing is there.",
        advice: "Give it `lifecycle { create_before_destroy = true }`, with a name that may differ \
                 (`name_prefix`), or apply it when nobody needs it.",
        check: Check::Resource(|case| {
            const TYPES: [&str; 20] = [
                "aws_alb",
                "aws_apigatewayv2_api",
                "aws_api_gateway_rest_api",
                "aws_autoscaling_group",
                "aws_cloudfront_distribution",
                "aws_ecs_service",
                "aws_eks_cluster",
                "aws_eks_node_group",
                "aws_instance",
                "aws_internet_gateway",
                "aws_lambda_function",
                "aws_lb",
                "aws_lb_listener",
                "aws_lb_target_group",
                "aws_nat_gateway",
                "aws_route53_record",
                "aws_sns_topic",
                "aws_subnet",
                "aws_vpc",
                "aws_vpc_endpoint",
            ];
            if case.is(&TYPES) && *case.action() == Action::DeleteThenCreate {
                vec![Hit::new(
                    "It is destroyed first, and created anew afterwards.",
                )]
            } else {
                Vec::new()
            }
        }),
    },
    Rule {
        id: "group-without-health-check",
        severity: Severity::Medium,
        title: "Instances that do not answer are kept",
        about: "An auto scaling group behind a load balancer looks at its machines, and not at whether \
                the program on them answers. A rollout of a broken version goes on to the end.",
        advice: "Set `health_check_type = \"ELB\"` and a grace period that covers the start.",
        check: Check::Resource(|case| {
            if !case.is(&["aws_autoscaling_group"]) || !(case.is_new() || case.is_changed()) {
                return Vec::new();
            }
            let balanced = |side: fn(&Case<'_>, &str) -> bool| {
                side(case, "target_group_arns") || side(case, "load_balancers")
            };
            let after = balanced(|case, path| {
                is_on(case.after(path))
                    || case.is_unknown(path)
                    || !case.refers_to("aws_lb_target_group").is_empty()
            });
            let weak = |value: &Value| value != "ELB" && value != "VPC_LATTICE";
            let path = "health_check_type";
            let news = case.is_new() || !weak(case.before(path));
            if after && weak(case.after(path)) && !case.is_unknown(path) && news {
                vec![Hit::new("Only the machine's own state counts.").at(path)]
            } else {
                Vec::new()
            }
        }),
    },
    Rule {
        id: "template-without-refresh",
        severity: Severity::Medium,
        title: "The change reaches no running instance",
        about: "A launch template changes, and no group that uses it has an instance refresh: running \
                instances stay as they are, and only new ones get the change, some day.",
        advice: "Give the group an `instance_refresh` with `auto_rollback`, and pin the template's \
                 `latest_version`.",
        check: Check::Resource(|case| {
            let changes = *case.action() == Action::Update || case.action().replaces();
            if !case.is(&["aws_launch_template", "aws_launch_configuration"]) || !changes {
                return Vec::new();
            }
            let address = case.change.configured_address();
            let groups = case.others.groups_of(&address);
            let refreshes = |group: &&ResourceChange| {
                is_on(at(&group.change.after, "instance_refresh"))
                    || group.change.action == Action::Create
            };
            if groups.is_empty() || groups.iter().all(refreshes) {
                return Vec::new();
            }
            vec![Hit::new("A group that uses it has no instance refresh.")]
        }),
    },
    Rule {
        id: "refresh-without-rollback",
        severity: Severity::Low,
        title: "A failed rollout is not taken back",
        about: "An instance refresh, or the deployment of a service, newly has no automatic rollback.",
        advice: "Set `auto_rollback = true`, or the deployment circuit breaker's `rollback`.",
        check: Check::Resource(|case| {
            if case.is(&["aws_autoscaling_group"]) {
                let (path, refresh) = (
                    "instance_refresh.preferences.auto_rollback",
                    "instance_refresh",
                );
                let news = case.is_new() || case.turns_off(path) || case.turns_on(refresh);
                if is_on(case.after(refresh))
                    && !is_on(case.after(path))
                    && news
                    && case.action().writes()
                {
                    return vec![Hit::new("A refresh that fails stops where it is.").at(path)];
                }
            }
            if case.is(&["aws_ecs_service"])
                && case.turns_off("deployment_circuit_breaker.rollback")
            {
                let what = "A deployment that fails is not rolled back any more.";
                return vec![Hit::new(what).at("deployment_circuit_breaker.rollback")];
            }
            Vec::new()
        }),
    },
    Rule {
        id: "capacity-zero",
        severity: Severity::High,
        title: "Nothing is left to serve",
        about: "The capacity of a group, service or function goes to zero, or a function's concurrency \
                is taken away.",
        advice: "If it is to be stopped, say so in the pull request; otherwise leave at least one.",
        check: Check::Resource(|case| {
            const PATHS: [&str; 6] = [
                "desired_capacity",
                "max_size",
                "desired_count",
                "reserved_concurrent_executions",
                "max_capacity",
                "scaling_config.desired_size",
            ];
            PATHS
                .iter()
                .filter(|path| {
                    // Minus one is no limit.
                    let some = case.before(path).as_f64().is_some_and(|n| n != 0.0);
                    case.is_changed() && some && case.after(path).as_f64() == Some(0.0)
                })
                .map(|path| Hit::new(format!("{} becomes `0`.", code(path))).at(*path))
                .collect()
        }),
    },
    Rule {
        id: "single-zone",
        severity: Severity::Low,
        title: "Only one copy is left",
        about: "A database or cache is not kept in a second zone any more: with the zone it is gone for \
                a while, and so it is during maintenance.",
        advice: "Leave the second copy where people depend on it.",
        check: Check::Resource(|case| {
            super::data::off(
                case,
                &[
                    "multi_az",
                    "multi_az_enabled",
                    "automatic_failover_enabled",
                    "zone_awareness_enabled",
                    "cluster_config.zone_awareness_enabled",
                ],
                "keeps a second copy until now",
            )
        }),
    },
    Rule {
        id: "dns-removed",
        severity: Severity::Medium,
        title: "A name is not found any more",
        about: "A record is destroyed. Whoever uses the name gets nothing, for as long as the answer is \
                remembered even if it comes back.",
        advice: "Check who uses the name; leave a record until nobody does.",
        check: Check::Resource(|case| {
            const TYPES: [&str; 4] = [
                "aws_route53_record",
                "cloudflare_record",
                "cloudflare_dns_record",
                "google_dns_record_set",
            ];
            if case.is(&TYPES) && case.is_gone() {
                let name = case
                    .before("name")
                    .as_str()
                    .map(|name| format!(" {}", code(name)));
                vec![Hit::new(format!(
                    "The record{} is destroyed.",
                    name.unwrap_or_default()
                ))]
            } else {
                Vec::new()
            }
        }),
    },
];
