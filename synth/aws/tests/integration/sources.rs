//! What patterns add is put down to the lines that use them.

use serde_json::Value as Json;
use synth_aws::patterns::prelude::*;
use synth_aws::patterns::{
    Network, OwnNetwork, PrivateBucket, Role, RustFunction, RustService, account_id, partition,
};
use synth_aws::{DynamodbTable, S3Bucket, SnsTopic, SqsQueue};

use crate::harness::{Example, app, environment};

#[test]
fn no_pattern_names_its_own_lines() {
    let app = app(|stack| {
        let topic = stack.add("alarms", SnsTopic::new());
        let logs = PrivateBucket::new().define(stack, "logs").bucket;
        let images = PrivateBucket::new().log_to(&logs, "images/");
        let images = images.define(stack, "images");
        let function = RustFunction::<Example>::new(environment("x"))
            .alarms([topic.arn()])
            .define(stack, "labeler");
        images.bucket.grant_read(&function);
        images.bucket.on_object_created(&function);
        stack
            .add("plain", S3Bucket::new())
            .prefix("news/")
            .on_object_removed(&topic);
        stack.add("work", SqsQueue::new()).on_message(&function);
        stack.add("changes", SqsQueue::new()).require_tls();
        let posts = stack.add("posts", DynamodbTable::new("posts"));
        posts.alarm_on_throttles("posts", &[topic.arn()].into());
        let role = Role::for_service(stack, "other", "lambda.amazonaws.com", "other");
        posts.grant_put(&role);
        let _ = Role::imported(stack, "lab", "LabRole");
        stack.output("place", account_id(stack));
        stack.output("section", partition(stack));
        let network = OwnNetwork::new("photos", "10.20.0.0/16")
            .unwrap()
            .zones(["eu-west-1a", "eu-west-1b"])
            .flow_logs(&logs, "flows");
        let network = network.define(stack);
        let _ = Network::default_vpc(&stack.scope("default"), "t3.micro");
        RustService::<Example>::new(environment("x"))
            .access_logs(&logs, "lb")
            .alarms([topic.arn()])
            .define(stack, "api", &network, &images);
    });
    let sources: Json = serde_json::from_str(&app.sources().to_json()).unwrap();
    let places = sources["stacks"]["example"].as_object().unwrap();
    let elsewhere: Vec<_> = places
        .iter()
        // The harness opens the stack and adds the provider.
        .filter(|(path, _)| !["example", "example/aws"].contains(&path.as_str()))
        .filter(|(_, place)| place["file"] != file!())
        .collect();
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
    // A grant, which adds nothing but the first time, is where it first was.
    let line = |path: &str| &places[path]["line"];
    assert_eq!(line("example/api_group"), line("example/lb"));
    assert_ne!(
        line("example/images_notification"),
        line("example/images_policy")
    );
    app.synth().unwrap();
}
