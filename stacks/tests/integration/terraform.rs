//! Every stage through a whole life, by real Terraform over a mock of the
//! provider.

use std::path::PathBuf;

use synth_testing::Deployment;
use terraform_provider_mock::{MockProvider, Schemas};

use crate::harness::{STAGES, app, deployment, mock};

/// Makes the stacks, finds nothing left to do, and takes them down.
fn live(stage: &str, deployment: &Deployment) {
    for stack in ["serverless", "webservice"] {
        deployment.validate(stack);
        deployment.apply(stack);
        deployment.expect_no_changes(stack);
    }
    let serverless = deployment.outputs("serverless");
    let bucket = serverless["bucket_name"].as_str().unwrap();
    let prefix = format!("postagram-{stage}-images-");
    assert!(bucket.starts_with(&prefix), "{bucket}");
    let table = match stage {
        "academy" => "postagram".to_owned(),
        stage => format!("postagram-{stage}-posts"),
    };
    assert_eq!(serverless["dynamodb_table_name"], table.as_str());
    let webservice = deployment.outputs("webservice");
    assert!(!webservice["lb_address"].as_str().unwrap().is_empty());
    for stack in ["webservice", "serverless"] {
        deployment.destroy(stack);
    }
}

#[test]
fn a_teaching_account_by_the_schema_of_the_bindings() {
    live("academy", &deployment("academy", &mock()));
}

#[test]
fn development_by_the_schema_of_the_bindings() {
    live("dev", &deployment("dev", &mock()));
}

#[test]
fn production_by_the_schema_of_the_bindings() {
    live("prod", &deployment("prod", &mock()));
}

/// The whole schema of the real provider, where this machine has it: it is
/// data from outside and not committed.
fn real_schema() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("SYNTH_SCHEMA_DIR")?);
    let file = folder.join("aws-6.47.json");
    file.exists().then_some(file)
}

#[test]
fn every_stage_is_valid_by_the_schema_of_the_real_provider() {
    let Some(file) = real_schema() else {
        eprintln!("no schema of the real provider here: set SYNTH_SCHEMA_DIR to check against it");
        return;
    };
    let mock = MockProvider::start(Schemas::from_file(file).unwrap()).unwrap();
    for stage in STAGES {
        live(stage, &deployment(stage, &mock));
    }
}

/// A network of its own with a NAT gateway in each of three zones, a hosted
/// zone, and state in a bucket: what no committed stage has.
#[test]
fn what_can_be_configured_beyond_the_committed_stages() {
    let context = serde_json::json!({
        "stage": "large",
        "stageConfig": {
            "kind": "prod",
            "region": "eu-west-1",
            "account": "123456789012",
            "role": "arn:aws:iam::123456789012:role/deployer",
            "domain": "photos.example.com",
            "certificate-arn": "arn:aws:acm:eu-west-1:123456789012:certificate/x",
            "hosted-zone-id": "Z0123456789",
            "network": {"cidr-block": "172.16.0.0/20", "zones": ["a", "b", "c"], "nat-per-zone": true},
            "instances": {"min": 3, "max": 9},
            "allow-from": ["203.0.113.0/24", "198.51.100.0/24"],
        },
    });
    let define = |context: &serde_json::Value| {
        let app = synth_core::App::with_context(context.as_object().unwrap().clone());
        stacks::define(&app).unwrap();
        app
    };
    let mock = mock();
    let deployment =
        Deployment::new(&define(&context)).env("TF_REATTACH_PROVIDERS", mock.reattach_env());
    live("large", &deployment);

    let mut context = context;
    context["stageConfig"]["state-bucket"] = "states".into();
    let synthesis = define(&context).synth().unwrap();
    let document = synthesis.document("webservice").unwrap().text();
    for part in [
        r#""key": "postagram/large/webservice.tfstate""#,
        r#""allowed_account_ids": ["#,
        r#""use_lockfile": true"#,
    ] {
        assert!(document.contains(part), "{part}");
    }
}

/// A teaching account cannot make roles, so nothing there may want to.
#[test]
fn a_teaching_account_makes_nothing_of_iam() {
    for document in app("academy").synth().unwrap().documents() {
        let json: serde_json::Value = serde_json::from_str(document.text()).unwrap();
        let mut kinds = json["resource"].as_object().unwrap().keys();
        assert!(kinds.all(|kind| !kind.starts_with("aws_iam_")));
    }
}
