//! Logs, alarms and guards.

use super::case::{Hit, code};
use super::data::off;
use super::{Check, Rule};
use crate::model::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "logging-off",
        severity: Severity::Medium,
        title: "Logs are not written any more",
        about: "Logs of access, of calls or of traffic are turned off, or what writes them is destroyed. \
                What happens from then on cannot be found out later.",
        advice: "Leave them on; shorten how long they are kept if it is about cost.",
        check: Check::Resource(|case| {
            const SWITCHES: [&str; 11] = [
                "enable_logging",
                "access_logs.enabled",
                "connection_logs.enabled",
                "access_log_settings",
                "logging_config",
                "logging_configuration",
                "enabled_cloudwatch_logs_exports",
                "enabled_cluster_log_types",
                "log_publishing_options.enabled",
                "is_multi_region_trail",
                "enable_log_file_validation",
            ];
            const TYPES: [&str; 6] = [
                "aws_flow_log",
                "aws_s3_bucket_logging",
                "aws_route53_query_log",
                "aws_wafv2_web_acl_logging_configuration",
                "aws_config_configuration_recorder",
                "aws_cloudtrail",
            ];
            let mut hits = off(case, &SWITCHES, "writes logs until now");
            if case.is(&TYPES) && case.is_gone() {
                let mut hit = Hit::new("What writes the logs is destroyed.");
                if case.is(&["aws_cloudtrail", "aws_config_configuration_recorder"]) {
                    hit = hit.severity(Severity::High);
                }
                hits.push(hit);
            }
            hits
        }),
    },
    Rule {
        id: "alarm-off",
        severity: Severity::Medium,
        title: "An alarm is gone or silent",
        about: "An alarm is destroyed, or its actions are turned off: what it watched happens unseen.",
        advice: "Check that another one watches the same.",
        check: Check::Resource(|case| {
            const TYPES: [&str; 3] = [
                "aws_cloudwatch_metric_alarm",
                "aws_cloudwatch_composite_alarm",
                "aws_budgets_budget",
            ];
            let mut hits = off(
                case,
                &["actions_enabled", "alarm_actions"],
                "tells somebody until now",
            );
            if case.is(&TYPES) && case.is_gone() {
                hits.push(Hit::new("The alarm is destroyed."));
            }
            hits
        }),
    },
    Rule {
        id: "guard-removed",
        severity: Severity::High,
        title: "A guard is removed",
        about: "A firewall for web requests, a detector of intrusions, or what watches over the account's \
                settings is destroyed or taken away from what it guards.",
        advice: "Check that something else guards the same before this is applied.",
        check: Check::Resource(|case| {
            const TYPES: [&str; 9] = [
                "aws_accessanalyzer_analyzer",
                "aws_guardduty_detector",
                "aws_inspector2_enabler",
                "aws_macie2_account",
                "aws_securityhub_account",
                "aws_shield_protection",
                "aws_wafv2_web_acl",
                "aws_wafv2_web_acl_association",
                "aws_networkfirewall_firewall",
            ];
            if case.is(&TYPES) && case.is_gone() {
                return vec![Hit::new("It is destroyed.")];
            }
            let mut hits = off(case, &["web_acl_id", "web_acl_arn"], "guards it until now");
            if case.is(&["aws_guardduty_detector"]) && case.turns_off("enable") {
                hits.push(Hit::new(format!("{} is turned off.", code("enable"))).at("enable"));
            }
            hits
        }),
    },
];
