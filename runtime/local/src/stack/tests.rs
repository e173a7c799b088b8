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

fn cors(all: &mut Value) -> &mut Value {
    &mut all["aws_s3_bucket_cors_configuration"]["images_cors"]["cors_rule"][0]
}

fn rule(all: &mut Value) -> &mut Value {
    &mut all["aws_s3_bucket_lifecycle_configuration"]["images_lifecycle"]["rule"][1]
}

fn trigger(all: &mut Value) -> &mut Value {
    &mut all["aws_s3_bucket_notification"]["images_notification"]["lambda_function"][0]
}

/// Whatever of these the stack says is what the laptop makes.
#[test]
fn every_value_that_is_followed_changes_the_laptop() {
    let committed = Stack::committed().unwrap();
    let of = |change: fn(&mut Value)| changed(change).unwrap();
    let table = of(|all| {
        let posts = &mut all["aws_dynamodb_table"]["posts"];
        posts["range_key"] = json!("feed_order");
        posts["attribute"][0]["type"] = json!("N");
        posts["ttl"] = json!({"attribute_name": "expires_at", "enabled": false});
        posts["global_secondary_index"][0]["projection_type"] = json!("INCLUDE");
        posts["global_secondary_index"][0]["non_key_attributes"] = json!(["title"]);
        posts["billing_mode"] = json!("PROVISIONED");
    });
    let create = &table.table.create;
    assert_eq!(create["KeySchema"][1]["AttributeName"], "feed_order");
    assert_eq!(create["AttributeDefinitions"][0]["AttributeType"], "N");
    assert_eq!(table.table.time_to_live, None);
    let index = &create["GlobalSecondaryIndexes"][0];
    assert_eq!(
        index["Projection"],
        json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": ["title"]})
    );
    assert_eq!(index["ProvisionedThroughput"]["ReadCapacityUnits"], 1);

    for change in [
        |all: &mut Value| cors(all)["allowed_methods"] = json!(["GET"]),
        |all: &mut Value| cors(all)["allowed_headers"] = json!(["content-type"]),
        |all: &mut Value| cors(all)["allowed_origins"] = json!(["https://a.example"]),
        |all: &mut Value| cors(all)["expose_headers"] = json!(["etag"]),
        |all: &mut Value| cors(all)["max_age_seconds"] = json!(1),
        |all: &mut Value| rule(all)["filter"] = json!([{"prefix": "zoe/"}]),
        |all: &mut Value| rule(all)["status"] = json!("Disabled"),
        |all: &mut Value| {
            rule(all)["noncurrent_version_expiration"][0]["noncurrent_days"] = json!(1);
        },
        |all: &mut Value| {
            rule(all)["expiration"][0]["expired_object_delete_marker"] = json!(false);
        },
        |all: &mut Value| {
            all["aws_s3_bucket_lifecycle_configuration"] = json!({});
        },
    ] {
        assert_ne!(of(change).bucket, committed.bucket);
    }
    for change in [
        |all: &mut Value| trigger(all)["events"] = json!(["s3:ObjectCreated:Put"]),
        |all: &mut Value| trigger(all)["filter_prefix"] = json!("zoe/"),
        |all: &mut Value| trigger(all)["filter_suffix"] = json!(".png"),
        |all: &mut Value| trigger(all)["id"] = json!("mine"),
        |all: &mut Value| {
            all["aws_lambda_function_event_invoke_config"] = json!({});
        },
        |all: &mut Value| all["aws_sqs_queue"]["labeler_failures"]["name"] = json!("other"),
    ] {
        assert_ne!(of(change).function, committed.function);
    }
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
        changed(|all| {
            all["aws_dynamodb_table"]["posts"]["hash_key"] = json!("${local.key}");
        }),
        changed(|all| {
            all["aws_dynamodb_table"]["posts"]["global_secondary_index"][0]["name"] =
                json!("${local.index}");
        }),
        changed(|all| {
            all["aws_dynamodb_table"]["posts"]["ttl"]["enabled"] = json!("true");
        }),
        changed(|all| cors(all)["max_age_seconds"] = json!("600")),
        changed(|all| cors(all)["allowed_origins"] = json!("*")),
        changed(|all| cors(all)["allowed_origins"] = json!(["${var.origin}"])),
        changed(|all| cors(all)["allowed_origins"] = json!(["https://*.*"])),
        changed(|all| cors(all)["allowed_methods"] = json!(["PATCH"])),
        changed(|all| cors(all)["allowed_methods"] = json!([])),
        changed(|all| {
            let rules = all["aws_s3_bucket_cors_configuration"]["images_cors"].clone();
            all["aws_s3_bucket_cors_configuration"]["second"] = rules;
        }),
        changed(|all| {
            all["aws_s3_bucket_versioning"]["images_versioning"]["versioning_configuration"]["mfa_delete"] =
                json!("Enabled");
        }),
        changed(|all| rule(all)["filter"] = json!([{"prefix": 1}])),
        changed(|all| rule(all)["noncurrent_version_expiration"][0]["noncurrent_days"] = json!(0)),
        changed(|all| rule(all)["status"] = json!("enabled")),
        changed(|all| trigger(all)["events"] = json!(["s3:ObjectRemoved:*"])),
        changed(|all| trigger(all)["events"] = json!("s3:ObjectCreated:*")),
        changed(|all| trigger(all)["filter_prefix"] = json!("${var.prefix}")),
        changed(|all| {
            all["aws_lambda_function_event_invoke_config"]["labeler_invocations"]["destination_config"]
                ["on_failure"]["destination"] = json!("${aws_sns_topic.alarms.arn}");
        }),
        Stack::parse("{\"module\": {}, \"resource\": {}}").map_err(|problem| problem.to_string()),
        Stack::parse("{}").map_err(|problem| problem.to_string()),
        Stack::parse("").map_err(|problem| problem.to_string()),
    ];
    let errors: Vec<String> = errors.into_iter().map(Result::unwrap_err).collect();
    insta::assert_snapshot!(errors.join("\n"));
}
