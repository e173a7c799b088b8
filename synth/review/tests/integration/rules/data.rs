//! What holds data, and its encryption.

use serde_json::{Value, json};

use super::{Case, case, gone, new, switch};

pub(super) fn kept() -> Vec<Case> {
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

pub(super) fn encryption() -> Vec<Case> {
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
