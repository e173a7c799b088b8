//! A program as a Lambda function.

use serde_json::json;
use synth_aws::SqsQueue;
use synth_aws::patterns::prelude::*;
use synth_aws::patterns::{Architecture, Role, RustFunction};

use crate::harness::{Example, ExampleEnv, app, applied, document, environment, statements};

#[test]
fn everything_a_function_needs_is_there() {
    let app = app(|stack| {
        let topic = stack.add("alarms", synth_aws::SnsTopic::new());
        let environment = ExampleEnv {
            value: "${not} a template".into(),
            other: Some(topic.name()),
        };
        RustFunction::<Example>::new(environment)
            .name("photos-labeler")
            .architecture(Architecture::Arm64)
            .memory_megabytes(256)
            .timeout_seconds(10)
            .log_retention_days(7)
            .retries(1)
            .alarms([topic.arn()])
            .define(stack, "labeler");
    });
    let state = applied(&app);
    let function = &state["aws_lambda_function.labeler"];
    assert_eq!(function["architectures"], json!(["arm64"]));
    assert_eq!(function["runtime"], "provided.al2023");
    assert_eq!(function["memory_size"], 256);
    let variables = &function["environment"][0]["variables"];
    assert_eq!(variables["VALUE"], "${not} a template");
    assert_eq!(variables["OTHER"], state["aws_sns_topic.alarms"]["name"]);
    let log = &state["aws_cloudwatch_log_group.labeler_log"];
    assert_eq!(log["name"], "/aws/lambda/photos-labeler");
    assert_eq!(log["retention_in_days"], 7);
    let failures = &state["aws_sqs_queue.labeler_failures"];
    let invocations = &state["aws_lambda_function_event_invoke_config.labeler_invocations"];
    assert_eq!(invocations["maximum_retry_attempts"], 1);
    let destination = &invocations["destination_config"][0]["on_failure"][0]["destination"];
    assert_eq!(*destination, failures["arn"]);
    let rights = statements(&state["aws_iam_role_policy.labeler_rights"]["policy"]);
    assert_eq!(rights.len(), 2);
    assert_eq!(rights[1]["Resource"], json!([failures["arn"]]));
    for alarm in ["errors", "throttles", "failed"] {
        let alarm = &state[&format!("aws_cloudwatch_metric_alarm.labeler_{alarm}")];
        assert_eq!(
            alarm["alarm_actions"],
            json!([state["aws_sns_topic.alarms"]["arn"]])
        );
        assert_eq!(alarm["treat_missing_data"], "notBreaching");
    }
    let document = document(&app);
    assert_eq!(
        document["resource"]["aws_lambda_function"]["labeler"]["depends_on"],
        json!([
            "aws_cloudwatch_log_group.labeler_log",
            "aws_iam_role_policy.labeler_rights"
        ])
    );
}

#[test]
fn a_role_from_elsewhere_is_used_as_it_is() {
    let app = app(|stack| {
        let role = Role::imported(stack, "lab", "LabRole");
        RustFunction::<Example>::new(environment("x"))
            .role(role)
            .define(stack, "labeler");
    });
    assert!(document(&app)["resource"].get("aws_iam_role").is_none());
    applied(&app);
}

#[test]
fn a_queue_hands_its_messages_over() {
    let defined = |seconds: u32| {
        app(move |stack| {
            let function = RustFunction::<Example>::new(environment("x"))
                .timeout_seconds(10)
                .define(stack, "worker");
            let queue = SqsQueue::new().visibility_timeout_seconds(seconds);
            stack.add("work", queue).on_message(&function);
        })
    };
    let app = defined(60);
    assert!(app.synth().unwrap().annotations().is_empty());
    let state = applied(&app);
    let mapping = &state["aws_lambda_event_source_mapping.work_worker"];
    assert_eq!(
        mapping["event_source_arn"],
        state["aws_sqs_queue.work"]["arn"]
    );
    assert_eq!(
        mapping["function_response_types"],
        json!(["ReportBatchItemFailures"])
    );
    let rights = statements(&state["aws_iam_role_policy.worker_rights"]["policy"]);
    let consume = json!([
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage"
    ]);
    assert!(
        rights
            .iter()
            .any(|statement| statement["Action"] == consume)
    );

    let synthesis = defined(59).synth().unwrap();
    let told = &synthesis.annotations()[0].message;
    assert!(told.contains("less than 60 seconds"), "{told}");
}
