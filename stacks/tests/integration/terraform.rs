//! Both stacks through a whole life, by real Terraform over a mock of the
//! provider.

use std::path::PathBuf;

use synth_testing::Deployment;
use terraform_provider_mock::{MockProvider, Schemas};

use crate::harness::deployment;

/// Makes the stacks, finds nothing left to do, and takes them down.
fn live(deployment: &Deployment) {
    for stack in ["serverless", "webservice"] {
        deployment.validate(stack);
        deployment.apply(stack);
        deployment.expect_no_changes(stack);
    }
    let serverless = deployment.outputs("serverless");
    let bucket = serverless["bucket_name"].as_str().unwrap();
    assert!(bucket.starts_with("postagram-dev-images-"), "{bucket}");
    assert_eq!(serverless["dynamodb_table_name"], "postagram-dev-posts");
    let webservice = deployment.outputs("webservice");
    assert!(!webservice["lb_address"].as_str().unwrap().is_empty());
    for stack in ["webservice", "serverless"] {
        deployment.destroy(stack);
    }
}

fn attached(mock: &MockProvider) -> Deployment {
    deployment("dev").env("TF_REATTACH_PROVIDERS", mock.reattach_env())
}

#[test]
fn the_stacks_live_by_the_schema_of_the_bindings() {
    let schemas = Schemas::from_value(synth_aws::provider_schema_json()).unwrap();
    let mock = MockProvider::start(schemas).unwrap();
    live(&attached(&mock));
}

/// The whole schema of the real provider, where this machine has it: it is
/// data from outside and not committed.
fn real_schema() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("SYNTH_SCHEMA_DIR")?);
    let file = folder.join("aws-6.47.json");
    file.exists().then_some(file)
}

#[test]
fn the_stacks_live_by_the_schema_of_the_real_provider() {
    let Some(file) = real_schema() else {
        eprintln!("no schema of the real provider here: set SYNTH_SCHEMA_DIR to check against it");
        return;
    };
    let mock = MockProvider::start(Schemas::from_file(file).unwrap()).unwrap();
    live(&attached(&mock));
}

#[test]
fn the_server_is_told_the_bucket_and_the_table() {
    let schemas = Schemas::from_value(synth_aws::provider_schema_json()).unwrap();
    let mock = MockProvider::start(schemas).unwrap();
    let deployment = attached(&mock);
    deployment.apply("serverless");
    let bucket = deployment.outputs("serverless")["bucket_name"].clone();
    deployment.apply("webservice");
    let state = deployment.stdout("webservice", &["show", "-json"]);
    let state: serde_json::Value = serde_json::from_str(&state).unwrap();
    let resources = state["values"]["root_module"]["resources"]
        .as_array()
        .unwrap();
    let template = resources
        .iter()
        .find(|resource| resource["type"] == "aws_launch_template")
        .unwrap();
    let encoded = template["values"]["user_data"].as_str().unwrap();
    let script = decode_base64(encoded);
    let bucket = bucket.as_str().unwrap();
    assert!(script.starts_with("#!/bin/bash\n"), "{script}");
    assert!(
        script.contains(&format!("\nBUCKET=\"{bucket}\"\n")),
        "{script}"
    );
    assert!(
        script.contains("\nDYNAMO_TABLE=\"postagram-dev-posts\"\n"),
        "{script}"
    );
    let artifact = resources
        .iter()
        .find(|resource| resource["type"] == "aws_s3_object")
        .unwrap();
    let version = artifact["values"]["version_id"].as_str().unwrap();
    assert!(
        script.contains(&format!("--version-id '{version}'")),
        "{script}"
    );
}

fn decode_base64(text: &str) -> String {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(text)
        .unwrap();
    String::from_utf8(bytes).unwrap()
}
