//! The stages of this project, from a mirror: what whoever has no registry at
//! hand does with the mock.

use std::path::Path;

use synth_core::App;
use synth_testing::{Deployment, stage_context};

use crate::mirror::Mirror;

/// Plain `terraform init` from the mirror, then a whole life.
fn live(stage: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let app = App::with_context(stage_context(&root, stage));
    stacks::define(&app).unwrap();
    // The version that the bindings ask for.
    let mirror = Mirror::of_version(&synth_aws::provider_schema_json(), "6.47.0");
    let deployment =
        Deployment::new(&app).env("TF_CLI_CONFIG_FILE", mirror.config.to_str().unwrap());
    for stack in ["serverless", "webservice"] {
        deployment.validate(stack);
        let plan = deployment.plan(stack);
        let changes = plan["resource_changes"].as_array().unwrap();
        assert!(changes.len() > 10, "{}", changes.len());
        deployment.apply(stack);
        deployment.expect_no_changes(stack);
    }
    for stack in ["webservice", "serverless"] {
        deployment.destroy(stack);
    }
}

#[test]
fn a_teaching_account_lives_from_a_mirror() {
    live("academy");
}

#[test]
fn development_lives_from_a_mirror() {
    live("dev");
}

#[test]
fn production_lives_from_a_mirror() {
    live("prod");
}
