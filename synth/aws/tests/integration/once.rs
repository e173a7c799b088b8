//! What may exist once per resource, collected from everywhere.

use serde_json::json;
use synth_aws::patterns::prelude::*;
use synth_aws::patterns::{RustFunction, Statement};
use synth_aws::{S3Bucket, SnsTopic, SqsQueue};

use crate::harness::{Example, app, applied, document, environment, statements};

#[test]
fn notifications_of_a_bucket_are_one_resource() {
    let app = app(|stack| {
        let bucket = stack.add("photos", S3Bucket::new());
        let function = RustFunction::<Example>::new(environment("x")).define(stack, "labeler");
        let queue = stack.add("changes", SqsQueue::new());
        let topic = stack.add("news", SnsTopic::new());
        bucket.prefix("raw/").on_object_created(&function);
        bucket.prefix("raw/").on_object_removed(&function);
        bucket.prefix("done/").on_object_created(&queue);
        bucket
            .prefix("news/")
            .on_event("s3:ObjectTagging:Put", &topic);
        queue.require_tls();
    });
    let state = applied(&app);
    let document = document(&app);
    let all = &document["resource"]["aws_s3_bucket_notification"];
    assert_eq!(all.as_object().unwrap().len(), 1);
    assert_eq!(
        all["photos_notification"]["depends_on"],
        json!([
            "aws_lambda_permission.photos_invoke_labeler",
            "aws_sqs_queue_policy.changes_policy",
            "aws_sns_topic_policy.news_policy"
        ])
    );
    let notification = &state["aws_s3_bucket_notification.photos_notification"];
    let blocks = |kind: &str| notification[kind].as_array().unwrap().clone();
    assert_eq!(blocks("lambda_function").len(), 2);
    assert_eq!(
        blocks("lambda_function")[1]["events"],
        json!(["s3:ObjectRemoved:*"])
    );
    assert_eq!(blocks("queue")[0]["filter_prefix"], "done/");
    assert_eq!(
        blocks("topic")[0]["events"],
        json!(["s3:ObjectTagging:Put"])
    );
    // One permission, although there are two notifications.
    let permissions = document["resource"]["aws_lambda_permission"]
        .as_object()
        .unwrap();
    assert_eq!(permissions.len(), 1);
    let of_queue = statements(&state["aws_sqs_queue_policy.changes_policy"]["policy"]);
    assert_eq!(of_queue.len(), 2);
    assert_eq!(
        of_queue[0]["Principal"],
        json!({"Service": "s3.amazonaws.com"})
    );
    assert_eq!(of_queue[1]["Effect"], "Deny");
}

#[test]
fn notifications_that_s3_would_refuse_are_refused() {
    let app = app(|stack| {
        let bucket = stack.add("photos", S3Bucket::new());
        let one = stack.add("one", SqsQueue::new());
        let other = stack.add("other", SqsQueue::new());
        bucket.on_object_created(&one);
        bucket
            .prefix("raw/")
            .on_event("s3:ObjectCreated:Put", &other);
    });
    let error = app.synth().unwrap_err().to_string();
    assert!(
        error.contains("two notifications of example/photos overlap"),
        "{error}"
    );
}

#[test]
fn a_bucket_has_one_policy_and_one_access_block() {
    let app = app(|stack| {
        let bucket = stack.add("photos", S3Bucket::new());
        bucket.block_public_access();
        bucket.block_public_access();
        bucket.require_tls();
        let read = Statement::allow(["s3:GetObject"]).by_service("logging.s3.amazonaws.com");
        bucket.add_to_policy(read.on([bucket.arn()]));
    });
    let document = document(&app);
    for kind in ["aws_s3_bucket_policy", "aws_s3_bucket_public_access_block"] {
        assert_eq!(
            document["resource"][kind].as_object().unwrap().len(),
            1,
            "{kind}"
        );
    }
    let state = applied(&app);
    let policy = statements(&state["aws_s3_bucket_policy.photos_policy"]["policy"]);
    assert_eq!(policy.len(), 2);
}
