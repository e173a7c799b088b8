//! Backups and versions.

use super::case::{Case, Hit, code, is_on};
use super::data::{off, shorter};
use super::{Check, Rule};
use crate::model::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "backup-off",
        severity: Severity::High,
        title: "Backups are turned off",
        about: "Backups, point-in-time recovery or versions are turned off. What is deleted or spoilt \
                afterwards cannot be brought back, and existing automatic backups may go at once.",
        advice: "Leave them on; set a shorter retention if it is about cost.",
        check: Check::Resource(|case| {
            const SWITCHES: [&str; 8] = [
                "backup_retention_period",
                "point_in_time_recovery.enabled",
                "versioning_configuration.status",
                "versioning.enabled",
                "backup_policy.status",
                "snapshot_retention_limit",
                "automated_snapshot_retention_period",
                "automatic_backup_retention_days",
            ];
            off(case, &SWITCHES, "keeps what can be brought back until now")
        }),
    },
    Rule {
        id: "backup-shortened",
        severity: Severity::Medium,
        title: "Backups are kept for a shorter time",
        about: "Backups are kept for fewer days than before.",
        advice: "Check how far back you have to be able to go.",
        check: Check::Resource(|case| {
            const PATHS: [&str; 5] = [
                "backup_retention_period",
                "snapshot_retention_limit",
                "automated_snapshot_retention_period",
                "automatic_backup_retention_days",
                "point_in_time_recovery.recovery_period_in_days",
            ];
            shorter(case, &PATHS)
        }),
    },
    Rule {
        id: "backup-missing",
        severity: Severity::Medium,
        title: "Created without backups",
        about: "A database or table is created, and backups are explicitly off.",
        advice: "Turn them on unless its content can be made again at any time.",
        check: Check::Resource(missing),
    },
    Rule {
        id: "backup-plan-removed",
        severity: Severity::High,
        title: "Backups are not made any more",
        about: "A backup plan, the selection of what it backs up, a replication or a rule that keeps \
                versions is destroyed.",
        advice: "Make sure that something else backs up what this did.",
        check: Check::Resource(|case| {
            const TYPES: [&str; 7] = [
                "aws_backup_plan",
                "aws_backup_selection",
                "aws_backup_vault_lock_configuration",
                "aws_dlm_lifecycle_policy",
                "aws_s3_bucket_replication_configuration",
                "aws_s3_bucket_versioning",
                "aws_s3_bucket_object_lock_configuration",
            ];
            // Together with what it is about it is no news.
            let with_bucket = || case.others.bucket_goes(case.before("bucket"));
            if case.is(&TYPES) && case.is_gone() && !with_bucket() {
                vec![Hit::new("It is destroyed, and what it took care of stays.")]
            } else {
                Vec::new()
            }
        }),
    },
];

fn missing(case: &Case<'_>) -> Vec<Hit> {
    if !case.is_new() {
        return Vec::new();
    }
    let retention = [
        "aws_db_instance",
        "aws_rds_cluster",
        "aws_docdb_cluster",
        "aws_neptune_cluster",
    ];
    let replica = is_on(case.after("replicate_source_db"));
    let path = if case.is(&retention) && !replica {
        "backup_retention_period"
    } else if case.is(&["aws_dynamodb_table"]) {
        "point_in_time_recovery.enabled"
    } else {
        return Vec::new();
    };
    let value = case.after(path);
    let explicit = value == 0 || value == false;
    if explicit {
        vec![Hit::new(format!("{} is off.", code(path))).at(path)]
    } else {
        Vec::new()
    }
}
