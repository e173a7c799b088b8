//! The app, and Terraform over a mock of the provider.

use std::path::{Path, PathBuf};

use orders_stack::Orders;
use serde_json::Value as Json;
use synth_core::{App, Synthesis};
use synth_testing::Deployment;
use terraform_provider_mock::{MockProvider, Schemas};

/// The example's folder.
pub(crate) fn folder() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap().to_owned()
}

pub(crate) fn app() -> App {
    let app = App::new();
    Orders::define(&app);
    app
}

pub(crate) fn synthesis() -> Synthesis {
    app().synth().unwrap()
}

/// A mock that serves what the bindings know.
pub(crate) fn mock() -> MockProvider {
    let schemas = Schemas::from_value(synth_aws::provider_schema_json()).unwrap();
    MockProvider::start(schemas).unwrap()
}

pub(crate) fn deployment(mock: &MockProvider) -> Deployment {
    Deployment::new(&app()).env("TF_REATTACH_PROVIDERS", mock.reattach_env())
}

/// What Terraform made of a resource.
pub(crate) fn resource(deployment: &Deployment, address: &str) -> Json {
    let state = deployment.stdout("orders", &["show", "-json"]);
    let state: Json = serde_json::from_str(&state).unwrap();
    let resources = state["values"]["root_module"]["resources"].as_array();
    let found = resources
        .unwrap()
        .iter()
        .find(|one| one["address"] == address);
    found.unwrap()["values"].clone()
}
