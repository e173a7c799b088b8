//! The app as the command line would run it.

use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};
use synth_core::App;
use synth_testing::Deployment;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The app of a stage, configured by the workspace's `synth.toml`.
pub(crate) fn app(stage: &str) -> App {
    let text = std::fs::read_to_string(root().join("synth.toml")).unwrap();
    let project: Json = toml::from_str(&text).unwrap();
    let context = json!({ "stage": stage, "stageConfig": project["stages"][stage] });
    let app = App::with_context(context.as_object().unwrap().clone());
    stacks::define(&app).unwrap();
    app
}

/// The app of a stage, ready for Terraform: with stand-ins for the programs
/// that a deployment would build.
pub(crate) fn deployment(stage: &str) -> Deployment {
    let app = app(stage);
    let manifest: Json = serde_json::from_str(app.synth().unwrap().manifest()).unwrap();
    let deployment = Deployment::new(&app);
    for (stack, entry) in manifest["stacks"].as_object().unwrap() {
        for asset in entry["assets"].as_array().into_iter().flatten() {
            let path = deployment
                .stack_folder(stack)
                .join(asset["path"].as_str().unwrap());
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "a program").unwrap();
        }
    }
    deployment
}
