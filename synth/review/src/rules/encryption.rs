//! Encryption at rest.

use super::case::{Hit, code, is_on};
use super::data::off;
use super::{Check, Rule};
use crate::model::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "encryption-off",
        severity: Severity::High,
        title: "Encryption is turned off",
        about: "Encryption of data at rest is turned off, or goes back from a key of yours to the \
                service's own.",
        advice: "Leave it on. With a key of your own you decide, and see, who reads the data.",
        check: Check::Resource(|case| {
            const SWITCHES: [&str; 15] = [
                "encrypted",
                "storage_encrypted",
                "at_rest_encryption_enabled",
                "encrypt_at_rest.enabled",
                "server_side_encryption.enabled",
                "encryption_configuration",
                "encryption_info",
                "sqs_managed_sse_enabled",
                "kms_key_id",
                "kms_key_arn",
                "kms_master_key_id",
                "performance_insights_kms_key_id",
                "root_block_device.encrypted",
                "ebs_block_device.encrypted",
                "block_device_mappings.ebs.encrypted",
            ];
            let mut hits = off(case, &SWITCHES, "is what encrypts until now");
            // One kind of encryption takes the place of another.
            let queue = ["sqs_managed_sse_enabled", "kms_master_key_id"];
            if queue.iter().any(|path| is_on(case.after(path))) {
                hits.retain(|hit| hit.attribute.as_deref() != Some(queue[0]));
            }
            hits
        }),
    },
    Rule {
        id: "encryption-missing",
        severity: Severity::Medium,
        title: "Created without encryption",
        about: "A database, disk or cache is created with encryption of its data explicitly off. It \
                cannot be turned on later without a replacement.",
        advice: "Turn it on from the beginning.",
        check: Check::Resource(|case| {
            const SWITCHES: [&str; 7] = [
                "encrypted",
                "storage_encrypted",
                "at_rest_encryption_enabled",
                "encrypt_at_rest.enabled",
                "root_block_device.encrypted",
                "block_device_mappings.ebs.encrypted",
                "sqs_managed_sse_enabled",
            ];
            let is_off = |path: &&&str| {
                let value = case.after(path);
                *value == false || value == "false"
            };
            let with_key = is_on(case.after("kms_master_key_id"));
            SWITCHES
                .iter()
                .filter(|_| case.is_new() && case.is_managed() && !with_key)
                .filter(is_off)
                .map(|path| Hit::new(format!("{} is off.", code(path))).at(*path))
                .collect()
        }),
    },
    Rule {
        id: "encryption-rule-removed",
        severity: Severity::Medium,
        title: "The rule that encrypts is removed",
        about: "What tells a bucket or an account to encrypt with a certain key is destroyed, and what \
                it was about stays.",
        advice: "Put it back, or say in the review why the default will do.",
        check: Check::Resource(|case| {
            const TYPES: [&str; 3] = [
                "aws_s3_bucket_server_side_encryption_configuration",
                "aws_ebs_encryption_by_default",
                "aws_ebs_default_kms_key",
            ];
            let with_bucket = || case.others.bucket_goes(case.before("bucket"));
            if case.is(&TYPES) && case.is_gone() && !with_bucket() {
                vec![Hit::new(
                    "It is destroyed; from then on the service's default applies.",
                )]
            } else {
                Vec::new()
            }
        }),
    },
    Rule {
        id: "key-rotation-off",
        severity: Severity::Medium,
        title: "Keys are not rotated any more",
        about: "The yearly rotation of a key, or the rotation of a secret, is turned off.",
        advice: "Leave it on: it costs nothing and needs no change elsewhere.",
        check: Check::Resource(|case| {
            let mut hits = off(
                case,
                &["enable_key_rotation", "rotation_enabled"],
                "rotates it until now",
            );
            if case.is(&["aws_secretsmanager_secret_rotation"]) && case.is_gone() {
                hits.push(Hit::new("The rotation of the secret is destroyed."));
            }
            hits
        }),
    },
    Rule {
        id: "key-deleted-soon",
        severity: Severity::High,
        title: "A key can be gone within days",
        about: "A key or secret is destroyed with a short waiting period, or none. Once it is gone, \
                what is encrypted with it cannot be read by anybody.",
        advice: "Set the waiting period to 30 days in a change before, so that there is time to notice.",
        check: Check::Resource(|case| {
            let path = if case.is(&["aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key"]) {
                "deletion_window_in_days"
            } else if case.is(&["aws_secretsmanager_secret"]) {
                "recovery_window_in_days"
            } else {
                return Vec::new();
            };
            match case.before(path).as_u64() {
                Some(days) if days < 14 && case.action().destroys() => {
                    let what =
                        format!("It is destroyed, and cannot be brought back after {days} days.");
                    vec![Hit::new(what).at(path)]
                }
                _ => Vec::new(),
            }
        }),
    },
];
