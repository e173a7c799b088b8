use serde_json::json;

use super::*;

fn changed(change: impl FnOnce(&mut Value)) -> Result<Stack, String> {
    let mut document: Value = serde_json::from_str(COMMITTED).unwrap();
    change(&mut document["resource"]);
    Stack::parse(&document.to_string()).map_err(|problem| problem.to_string())
}

#[test]
fn the_committed_stack() {
    let stack = Stack::committed().unwrap();
    insta::assert_snapshot!(format!("{stack:#?}"));
}

/// Every stage's document is one that a laptop can run.
#[test]
fn the_stages() {
    for stage in ["academy", "prod"] {
        let path = format!(
            "{}/../../out/stages/{stage}/stacks/serverless/cdk.tf.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let stack = Stack::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert!(!stack.bucket.cors.is_empty(), "{stage}");
        assert_eq!(stack.function.triggers.len(), 1, "{stage}");
    }
}

/// The names that programs use are those of the document.
#[test]
fn the_table_is_the_contracts() {
    use contract::table;
    let stack = Stack::committed().unwrap();
    let create = &stack.table.create;
    assert_eq!(create["KeySchema"][0]["AttributeName"], table::USER);
    assert_eq!(create["KeySchema"][1]["AttributeName"], table::ID);
    let index = &create["GlobalSecondaryIndexes"][0];
    assert_eq!(index["IndexName"], table::FEED_INDEX);
    assert_eq!(stack.table.time_to_live.as_deref(), Some(table::EXPIRES_AT));
}

#[test]
fn what_a_laptop_follows() {
    let stack = changed(|resource| {
        resource["aws_dynamodb_table"]["posts"]["name"] = json!("other");
        resource["aws_s3_bucket"]["images"] = json!({"bucket": "mine"});
        resource["aws_s3_bucket_versioning"]["images_versioning"]["versioning_configuration"] =
            json!({"status": "Suspended"});
        resource["aws_s3_bucket_cors_configuration"]["images_cors"]["cors_rule"][0]["allowed_origins"] =
            json!(["https://a.example"]);
        resource["aws_lambda_function"]["labeler"]["timeout"] = json!(7);
        resource["aws_lambda_function_event_invoke_config"]["labeler_invocations"]["maximum_retry_attempts"] =
            json!(0);
    });
    let stack = stack.unwrap();
    assert_eq!(stack.table.name, "other");
    assert_eq!(stack.bucket.name, "mine");
    assert!(!stack.bucket.is_versioned);
    assert_eq!(stack.bucket.cors[0].origins, ["https://a.example"]);
    assert_eq!(stack.function.timeout.as_secs(), 7);
    assert_eq!(stack.function.retries, 0);
    assert_eq!(stack.function.variables["DYNAMO_TABLE"], "other");
}

#[test]
fn what_a_laptop_does_not_know_is_an_error() {
    let errors = [
        changed(|all| all["aws_kinesis_stream"] = json!({"x": {}})),
        changed(|all| all["aws_dynamodb_table"]["posts"]["stream_enabled"] = json!(true)),
        changed(|all| all["aws_dynamodb_table"]["posts"]["name"] = json!("${var.name}")),
        changed(|all| all["aws_dynamodb_table"]["second"] = json!({"name": "x", "hash_key": "y"})),
        changed(|all| {
            all["aws_dynamodb_table"]["posts"]["global_secondary_index"][0]["warm_throughput"] =
                json!(1);
        }),
        changed(|all| {
            all["aws_s3_bucket_cors_configuration"]["images_cors"]["cors_rule"][0]["vary"] =
                json!([]);
        }),
        changed(|all| {
            all["aws_s3_bucket_lifecycle_configuration"]["images_lifecycle"]["rule"][1]["transition"] =
                json!([{"days": 1}]);
        }),
        changed(|all| {
            all["aws_s3_bucket_notification"]["images_notification"]["queue"] = json!([{}]);
        }),
        changed(|all| {
            all["aws_s3_bucket_notification"] = json!({});
        }),
        changed(|all| {
            all["aws_lambda_permission"] = json!({});
        }),
        changed(|all| {
            all["aws_lambda_function"]["labeler"]["environment"]["variables"]["BUCKET"] =
                json!("other");
        }),
        changed(|all| {
            all["aws_lambda_function"]["labeler"]["environment"]["variables"]["KEY"] =
                json!("${aws_kms_key.x.arn}");
        }),
        Stack::parse("{}").map_err(|problem| problem.to_string()),
        Stack::parse("").map_err(|problem| problem.to_string()),
    ];
    let errors: Vec<String> = errors.into_iter().map(Result::unwrap_err).collect();
    insta::assert_snapshot!(errors.join("\n"));
}
