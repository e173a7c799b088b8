//! The app as the command line would run it.

use std::path::{Path, PathBuf};

use synth_core::App;
use synth_testing::{Deployment, stage_context};
use terraform_provider_mock::{MockProvider, Schemas};

/// The stages of `synth.toml`.
pub(crate) const STAGES: [&str; 3] = ["academy", "dev", "prod"];

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The app of a stage, configured by the workspace's `synth.toml`, with its
/// state in the folder of the test.
pub(crate) fn app(stage: &str) -> App {
    let app = App::with_context(stage_context(&root(), stage));
    stacks::define(&app).unwrap();
    app
}

/// The app of a stage as it is committed, and the folder it is committed to.
pub(crate) fn committed(stage: &str) -> (App, PathBuf) {
    let out = root().join("out");
    let (way, out) = match stage {
        "dev" => ("../../..", out),
        stage => ("../../../../..", out.join("stages").join(stage)),
    };
    let mut context = stage_context(&root(), stage);
    context.insert("projectRoot".to_owned(), way.into());
    let app = App::with_context(context);
    stacks::define(&app).unwrap();
    (app, out)
}

/// A mock that serves what the bindings know.
pub(crate) fn mock() -> MockProvider {
    let schemas = Schemas::from_value(synth_aws::provider_schema_json()).unwrap();
    MockProvider::start(schemas).unwrap()
}

/// A stage, ready for Terraform over a mock.
pub(crate) fn deployment(stage: &str, mock: &MockProvider) -> Deployment {
    Deployment::new(&app(stage)).env("TF_REATTACH_PROVIDERS", mock.reattach_env())
}
