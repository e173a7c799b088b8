//! Bound elements before real Terraform: what an untyped one cannot show.

use serde_json::Value as Json;
use synth_aws::{
    AwsProvider, AwsProviderDefaultTags, Lb, LbTimeouts, S3Bucket, S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule, S3BucketLifecycleConfigurationRuleFilter, SecurityGroup,
    SecurityGroupIngress,
};
use synth_core::prelude::*;
use synth_testing::Deployment;
use terraform_provider_mock::{Behaviors, MockProvider, Schemas};

/// Applies an app of one stack and returns the attributes of its resources by
/// address.
fn applied(define: impl FnOnce(&Stack)) -> serde_json::Map<String, Json> {
    let app = App::new();
    let stack = app.stack("example");
    define(&stack);
    let schemas = Schemas::from_value(synth_aws::provider_schema_json()).unwrap();
    let mock = MockProvider::start(schemas).unwrap();
    let deployment = Deployment::new(&app).env("TF_REATTACH_PROVIDERS", mock.reattach_env());
    deployment.apply("example");
    deployment.expect_no_changes("example");
    let state = deployment.stdout("example", &["show", "-json"]);
    let state: Json = serde_json::from_str(&state).unwrap();
    let resources = state["values"]["root_module"]["resources"]
        .as_array()
        .unwrap();
    resources
        .iter()
        .map(|one| {
            (
                one["address"].as_str().unwrap().to_owned(),
                one["values"].clone(),
            )
        })
        .collect()
}

#[test]
fn literals_survive_in_blocks_maps_and_provider_configuration() {
    let hostile = "${x} %{if} $${y} \"q\" \\n";
    let state = applied(|stack| {
        let tags = [(hostile, hostile)];
        stack.add(
            "aws",
            AwsProvider::new()
                .region("eu-west-1")
                .default_tags(AwsProviderDefaultTags::new().tags(tags)),
        );
        let bucket = stack.add("bucket", S3Bucket::new().tags(tags));
        stack.add(
            "rules",
            S3BucketLifecycleConfiguration::new(bucket.bucket()).rule(
                S3BucketLifecycleConfigurationRule::new(hostile, "Enabled")
                    .filter(S3BucketLifecycleConfigurationRuleFilter::new().prefix(hostile)),
            ),
        );
    });
    assert_eq!(state["aws_s3_bucket.bucket"]["tags"][hostile], hostile);
    let rule = &state["aws_s3_bucket_lifecycle_configuration.rules"]["rule"][0];
    assert_eq!(rule["id"], hostile);
    assert_eq!(rule["filter"][0]["prefix"], hostile);
}

#[test]
fn timeouts_and_objects_with_unset_fields_are_accepted() {
    let state = applied(|stack| {
        stack.add("aws", AwsProvider::new().region("eu-west-1"));
        let timeouts = LbTimeouts::new().create("7m");
        let lb = Lb::new().name("example").subnets(["subnet-1", "subnet-2"]);
        let lb = stack.add("lb", lb.timeouts(timeouts));
        // An attribute of an object type: Terraform wants every field of it.
        let ingress = SecurityGroupIngress::new()
            .from_port(80)
            .to_port(80)
            .protocol("tcp")
            .cidr_blocks(["0.0.0.0/0"]);
        stack.add("group", SecurityGroup::new().ingress([ingress]));
        stack.output("lb", lb.arn());
    });
    assert_eq!(state["aws_lb.lb"]["timeouts"]["create"], "7m");
    let ingress = &state["aws_security_group.group"]["ingress"][0];
    assert_eq!(ingress["from_port"], 80);
    assert_eq!(ingress["description"], Json::Null);
}

/// Every resource that can be written down is described in a table of the mock
/// that names its source and fits the schema of the bindings.
#[test]
fn the_mock_has_facts_about_every_resource() {
    let schemas = Schemas::from_value(synth_aws::provider_schema_json()).unwrap();
    let known = Behaviors::aws();
    assert_eq!(known.mistakes(&schemas), Vec::<String>::new());
    for provider in schemas.providers.values() {
        for name in provider.resources.keys() {
            let source = known.of_type(name).map(|of| &*of.source);
            assert!(
                source.is_some_and(|of| of.contains(".go")),
                "{name}: {source:?}"
            );
        }
    }
}
