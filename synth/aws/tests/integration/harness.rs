//! An app of one stack, and what becomes of it.

use serde_json::Value as Json;
use synth_aws::AwsProvider;
use synth_core::prelude::*;
use synth_program::{Program, environment};
use synth_testing::Deployment;
use terraform_provider_mock::{MockProvider, Schemas};

environment! {
    /// What the example program is told.
    pub(crate) struct ExampleEnv {
        required {
            /// Anything.
            value: "VALUE",
        }
        optional {
            /// Anything else.
            other: "OTHER",
        }
    }
}

/// A program that is never built.
pub(crate) enum Example {}

impl Program for Example {
    const PACKAGE: &'static str = "example";
    type Env<V> = ExampleEnv<V>;
}

pub(crate) fn environment(value: impl Into<Value<String>>) -> ExampleEnv<Value<String>> {
    ExampleEnv {
        value: value.into(),
        other: None,
    }
}

/// An app with the stack `example`, which has a provider.
pub(crate) fn app(define: impl FnOnce(&Stack)) -> App {
    let app = App::new();
    let stack = app.stack("example");
    stack.add("aws", AwsProvider::new().region("eu-west-1"));
    define(&stack);
    app
}

/// The document of an app that synthesizes.
pub(crate) fn document(app: &App) -> Json {
    let synthesis = app.synth().unwrap();
    serde_json::from_str(synthesis.document("example").unwrap().text()).unwrap()
}

/// What the stack's resources are once Terraform has made them, by address.
pub(crate) fn applied(app: &App) -> serde_json::Map<String, Json> {
    let schemas = Schemas::from_value(synth_aws::provider_schema_json()).unwrap();
    let mock = MockProvider::start(schemas).unwrap();
    let deployment = Deployment::new(app).env("TF_REATTACH_PROVIDERS", mock.reattach_env());
    deployment.apply("example");
    deployment.expect_no_changes("example");
    let state = deployment.stdout("example", &["show", "-json"]);
    let state: Json = serde_json::from_str(&state).unwrap();
    let resources = state["values"]["root_module"]["resources"].as_array();
    resources
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["address"].as_str().unwrap().to_owned(),
                one["values"].clone(),
            )
        })
        .collect()
}

/// The statements of a policy that was applied.
pub(crate) fn statements(policy: &Json) -> Vec<Json> {
    let policy: Json = serde_json::from_str(policy.as_str().unwrap()).unwrap();
    policy["Statement"].as_array().unwrap().clone()
}
