//! What the worker may do: what it does, on what it does it to.

use serde_json::{Value as Json, json};

use crate::harness::{deployment, mock, resource};

#[test]
fn the_worker_may_do_this_and_no_more() {
    let mock = mock();
    let deployment = deployment(&mock);
    deployment.apply("orders");
    let arn = |address: &str| resource(&deployment, address)["arn"].clone();
    let policy = resource(&deployment, "aws_iam_role_policy.worker_rights");
    let policy: Json = serde_json::from_str(policy["policy"].as_str().unwrap()).unwrap();
    let log = arn("aws_cloudwatch_log_group.worker_log");
    let allow = |actions: &[&str], resource: &Json| json!({"Effect": "Allow", "Action": actions, "Resource": [resource]});
    let expected = [
        allow(
            &["logs:CreateLogStream", "logs:PutLogEvents"],
            &json!(format!("{}:*", log.as_str().unwrap())),
        ),
        allow(&["sqs:SendMessage"], &arn("aws_sqs_queue.worker_failures")),
        allow(&["dynamodb:PutItem"], &arn("aws_dynamodb_table.table")),
        allow(
            &[
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
            ],
            &arn("aws_sqs_queue.incoming"),
        ),
    ];
    assert_eq!(policy["Statement"], json!(expected));
}
