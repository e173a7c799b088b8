//! Who may do what to what, exactly.

use serde_json::json;
use synth_aws::patterns::prelude::*;
use synth_aws::patterns::{Rekognition, Role};
use synth_aws::{
    CloudwatchEventBus, DynamodbTable, DynamodbTableAttribute, KmsKey, S3Bucket,
    SecretsmanagerSecret, SnsTopic, SqsQueue, SsmParameter,
};

use crate::harness::{app, applied, document, statements};

#[test]
fn each_grant_names_its_actions_and_its_resource() {
    let app = app(|stack| {
        let role = Role::for_service(stack, "worker", "ec2.amazonaws.com", "worker");
        let bucket = stack.add("photos", S3Bucket::new().bucket("photos"));
        bucket.grant_read_delete(&role);
        bucket.prefix("raw/").grant_write(&role);
        bucket.prefix("raw/").grant_list(&role);
        bucket.grant_list(&role);
        let table = DynamodbTable::new("posts")
            .billing_mode("PAY_PER_REQUEST")
            .hash_key("id")
            .attribute(DynamodbTableAttribute::new("id", "S"));
        let table = stack.add("posts", table);
        table.grant_get(&role);
        table.grant_query(&role);
        table.index("feed").grant_query(&role);
        Rekognition.grant_detect_labels(&role);
        stack
            .add("work", SqsQueue::new().name("work"))
            .grant_consume(&role);
        stack
            .add("news", SnsTopic::new().name("news"))
            .grant_publish(&role);
        stack
            .add("bus", CloudwatchEventBus::new("bus"))
            .grant_put_events(&role);
        let secret = SecretsmanagerSecret::new().name("token");
        stack.add("token", secret).grant_read(&role);
        let parameter = SsmParameter::new("/size", "String").value("1");
        stack.add("size", parameter).grant_read(&role);
        stack.add("key", KmsKey::new()).grant_decrypt(&role);
    });
    let state = applied(&app);
    let arn = |address: &str| state[address]["arn"].clone();
    let actual = statements(&state["aws_iam_role_policy.worker_rights"]["policy"]);
    let photos = "arn:aws:s3:::photos";
    let posts = arn("aws_dynamodb_table.posts");
    let index = format!("{}/index/feed", posts.as_str().unwrap());
    let allow = |actions: &[&str], resource: &serde_json::Value| json!({"Action": actions, "Effect": "Allow", "Resource": [resource]});
    let mut below_raw = allow(&["s3:ListBucket"], &json!(photos));
    below_raw["Condition"] = json!({"StringLike": {"s3:prefix": ["raw/*"]}});
    let consume = [
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
    ];
    let expected = [
        allow(
            &["s3:DeleteObject", "s3:GetObject"],
            &json!(format!("{photos}/*")),
        ),
        allow(&["s3:PutObject"], &json!(format!("{photos}/raw/*"))),
        below_raw,
        allow(&["s3:ListBucket"], &json!(photos)),
        allow(&["dynamodb:GetItem", "dynamodb:Query"], &posts),
        allow(&["dynamodb:Query"], &json!(index)),
        allow(&["rekognition:DetectLabels"], &json!("*")),
        allow(&consume, &arn("aws_sqs_queue.work")),
        allow(&["sns:Publish"], &arn("aws_sns_topic.news")),
        allow(&["events:PutEvents"], &arn("aws_cloudwatch_event_bus.bus")),
        allow(
            &["secretsmanager:GetSecretValue"],
            &arn("aws_secretsmanager_secret.token"),
        ),
        allow(&["ssm:GetParameter"], &arn("aws_ssm_parameter.size")),
        allow(&["kms:Decrypt"], &arn("aws_kms_key.key")),
    ];
    assert_eq!(actual, expected);
}

#[test]
fn an_imported_role_is_left_alone_and_told_of() {
    let app = app(|stack| {
        let role = Role::imported(stack, "lab", "LabRole");
        let bucket = stack.add("photos", S3Bucket::new());
        bucket.grant_read(&role);
        bucket.prefix("raw/").grant_list(&role);
        Rekognition.grant_detect_labels(&role);
    });
    let synthesis = app.synth().unwrap();
    let told: Vec<&str> = synthesis
        .annotations()
        .iter()
        .map(|annotation| annotation.message.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "the role `LabRole` has to allow s3:GetObject on the objects of example/photos",
            "the role `LabRole` has to allow s3:ListBucket on example/photos, for the prefix `raw/`",
            "the role `LabRole` has to allow rekognition:DetectLabels on Rekognition",
        ]
    );
    let document = document(&app);
    assert!(document["resource"].get("aws_iam_role_policy").is_none());
    assert_eq!(
        document["data"]["aws_iam_role"]["lab_role"]["name"],
        "LabRole"
    );
}

#[test]
fn without_a_grant_there_is_no_policy() {
    let app = app(|stack| {
        let role = Role::for_service(stack, "worker", "ec2.amazonaws.com", "worker");
        assert!(role.rights().is_none());
        stack.output("role", role.arn());
    });
    assert!(
        document(&app)["resource"]
            .get("aws_iam_role_policy")
            .is_none()
    );
    applied(&app);
}
