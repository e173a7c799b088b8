//! What a laptop does about each thing that a stack can say.

/// What a laptop does about an argument, or a resource as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// What it says is done here too.
    Honoured,
    /// It has no meaning here, and nothing that a program could notice is
    /// missing: names of artifacts, descriptions, what Terraform orders by.
    Meaningless,
    /// It is not done here; this is said when it is in use.
    Differs(&'static str),
}

use Known::{Differs, Honoured, Meaningless};

/// Arguments of any resource that tell Terraform how to go about it, and names for
/// bills.
const EVERYWHERE: [&str; 3] = ["depends_on", "lifecycle", "tags"];

/// What is known of a whole type of resources, unless its arguments are known
/// one by one.
const KINDS: &[(&str, Known)] = &[
    (
        "aws_cloudwatch_log_group",
        Differs("the log goes to stderr and is not kept"),
    ),
    (
        "aws_cloudwatch_metric_alarm",
        Differs("nothing is measured, so no alarm ever rings"),
    ),
    ("aws_iam_role", Differs("programs may do everything here")),
    ("aws_iam_role_policy", Differs("rights are not checked")),
    (
        "aws_s3_bucket_logging",
        Differs("nobody writes down who reads the bucket"),
    ),
    ("aws_s3_bucket_ownership_controls", Meaningless),
    (
        "aws_s3_bucket_policy",
        Differs("it is not looked at: on a laptop there is no TLS"),
    ),
    ("aws_s3_bucket_public_access_block", Honoured),
    (
        "aws_s3_bucket_server_side_encryption_configuration",
        Differs("files are not encrypted"),
    ),
    ("aws_sns_topic", Differs("nobody is told anything")),
    ("aws_sns_topic_policy", Differs("nobody is told anything")),
    (
        "aws_sns_topic_subscription",
        Differs("nobody is told anything"),
    ),
    ("aws_sqs_queue_policy", Differs("rights are not checked")),
];

/// What is known of arguments. A path ends where the rest of it is the same.
const ARGUMENTS: &[(&str, &str, Known)] = &[
    ("aws_dynamodb_table", "attribute", Honoured),
    ("aws_dynamodb_table", "billing_mode", Honoured),
    (
        "aws_dynamodb_table",
        "read_capacity",
        Differs("throughput is not limited"),
    ),
    (
        "aws_dynamodb_table",
        "write_capacity",
        Differs("throughput is not limited"),
    ),
    (
        "aws_dynamodb_table",
        "deletion_protection_enabled",
        Differs("`--reset` deletes it all the same"),
    ),
    ("aws_dynamodb_table", "global_secondary_index", Honoured),
    ("aws_dynamodb_table", "hash_key", Honoured),
    ("aws_dynamodb_table", "name", Honoured),
    (
        "aws_dynamodb_table",
        "point_in_time_recovery",
        Differs("there is no way back to a point in time"),
    ),
    ("aws_dynamodb_table", "range_key", Honoured),
    (
        "aws_dynamodb_table",
        "server_side_encryption",
        Differs("files are not encrypted"),
    ),
    ("aws_dynamodb_table", "ttl", Honoured),
    ("aws_lambda_function", "architectures", Meaningless),
    ("aws_lambda_function", "description", Meaningless),
    ("aws_lambda_function", "environment", Honoured),
    ("aws_lambda_function", "filename", Meaningless),
    ("aws_lambda_function", "function_name", Honoured),
    ("aws_lambda_function", "handler", Meaningless),
    (
        "aws_lambda_function",
        "memory_size",
        Differs("memory is not limited"),
    ),
    ("aws_lambda_function", "role", Meaningless),
    ("aws_lambda_function", "runtime", Meaningless),
    ("aws_lambda_function", "source_code_hash", Meaningless),
    ("aws_lambda_function", "timeout", Honoured),
    (
        "aws_lambda_function_event_invoke_config",
        "destination_config",
        Honoured,
    ),
    (
        "aws_lambda_function_event_invoke_config",
        "function_name",
        Honoured,
    ),
    (
        "aws_lambda_function_event_invoke_config",
        "maximum_event_age_in_seconds",
        Honoured,
    ),
    (
        "aws_lambda_function_event_invoke_config",
        "maximum_retry_attempts",
        Honoured,
    ),
    ("aws_lambda_permission", "action", Honoured),
    ("aws_lambda_permission", "function_name", Honoured),
    ("aws_lambda_permission", "principal", Honoured),
    ("aws_lambda_permission", "source_account", Meaningless),
    ("aws_lambda_permission", "source_arn", Honoured),
    ("aws_s3_bucket", "bucket", Honoured),
    ("aws_s3_bucket", "bucket_prefix", Honoured),
    ("aws_s3_bucket", "force_destroy", Meaningless),
    ("aws_s3_bucket_cors_configuration", "bucket", Honoured),
    ("aws_s3_bucket_cors_configuration", "cors_rule", Honoured),
    ("aws_s3_bucket_lifecycle_configuration", "bucket", Honoured),
    ("aws_s3_bucket_lifecycle_configuration", "rule", Honoured),
    ("aws_s3_bucket_notification", "bucket", Honoured),
    ("aws_s3_bucket_notification", "lambda_function", Honoured),
    ("aws_s3_bucket_notification", "queue", Honoured),
    ("aws_s3_bucket_notification", "topic", Honoured),
    ("aws_s3_bucket_versioning", "bucket", Honoured),
    (
        "aws_s3_bucket_versioning",
        "versioning_configuration",
        Honoured,
    ),
    (
        "aws_sqs_queue",
        "message_retention_seconds",
        Differs("messages stay until somebody removes them"),
    ),
    ("aws_sqs_queue", "name", Honoured),
    (
        "aws_sqs_queue",
        "sqs_managed_sse_enabled",
        Differs("files are not encrypted"),
    ),
];

/// What is known of a type as a whole.
pub(super) fn kind(kind: &str) -> Option<Known> {
    let found = KINDS.iter().find(|(known, _)| *known == kind);
    found.map(|(_, known)| *known)
}

/// What is known of an argument.
pub(super) fn argument(kind: &str, argument: &str) -> Option<Known> {
    if EVERYWHERE.contains(&argument) {
        return Some(Meaningless);
    }
    let found = ARGUMENTS
        .iter()
        .find(|(known, name, _)| *known == kind && *name == argument);
    found.map(|(_, _, known)| *known)
}

/// Whether anything is known of arguments of that type.
pub(super) fn is_read(kind: &str) -> bool {
    ARGUMENTS.iter().any(|(known, _, _)| *known == kind)
}
