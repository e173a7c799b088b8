//! The stack through a whole life, by real Terraform.

use serde_json::{Value as Json, json};

use crate::harness::{deployment, mock, resource};

#[test]
fn it_is_planned_made_left_alone_and_taken_down() {
    let mock = mock();
    let deployment = deployment(&mock);
    deployment.validate("orders");
    let plan = deployment.plan("orders");
    let changes = plan["resource_changes"].as_array().unwrap();
    assert!(!changes.is_empty());
    let create = json!(["create"]);
    assert!(changes.iter().all(|one| one["change"]["actions"] == create));
    deployment.apply("orders");
    deployment.expect_no_changes("orders");

    let outputs = deployment.outputs("orders");
    let incoming = resource(&deployment, "aws_sqs_queue.incoming");
    assert_eq!(outputs["queue_url"], incoming["url"]);
    assert_eq!(outputs["table_name"], "orders");

    // What cannot be worked on ends up in the other queue.
    let rejected = resource(&deployment, "aws_sqs_queue.rejected");
    let redrive: Json = serde_json::from_str(incoming["redrive_policy"].as_str().unwrap()).unwrap();
    assert_eq!(redrive["deadLetterTargetArn"], rejected["arn"]);
    assert_eq!(redrive["maxReceiveCount"], 5);

    // A message stays hidden while the function works on it and is retried.
    let function = resource(&deployment, "aws_lambda_function.worker");
    let timeout = function["timeout"].as_u64().unwrap();
    let hidden = incoming["visibility_timeout_seconds"].as_u64().unwrap();
    assert!(hidden >= 6 * timeout, "{hidden} and {timeout}");
    assert_eq!(
        function["environment"][0]["variables"],
        json!({"ORDERS_TABLE": "orders"})
    );

    let mapping = resource(
        &deployment,
        "aws_lambda_event_source_mapping.incoming_worker",
    );
    assert_eq!(mapping["event_source_arn"], incoming["arn"]);
    assert_eq!(
        mapping["function_response_types"],
        json!(["ReportBatchItemFailures"])
    );
    deployment.destroy("orders");
}
