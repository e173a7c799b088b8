//! Small apps and what they come out as.

use serde_json::Value as Json;
use synth_core::prelude::*;
use synth_testing::Deployment;

/// The document of an app with one stack, `example`.
pub(crate) fn document(define: impl FnOnce(&Stack)) -> Json {
    let app = App::new();
    define(&app.stack("example"));
    parse(&app, "example")
}

/// The document of a stack.
pub(crate) fn parse(app: &App, stack: &str) -> Json {
    let synthesis = app.synth().unwrap();
    serde_json::from_str(synthesis.document(stack).unwrap().text()).unwrap()
}

/// What is wrong with an app of one stack, with the places in this folder
/// cut out.
pub(crate) fn problems(define: impl FnOnce(&Stack)) -> String {
    let app = App::new();
    define(&app.stack("example"));
    app_problems(&app)
}

/// What is wrong with an app.
pub(crate) fn app_problems(app: &App) -> String {
    without_places(&app.synth().unwrap_err().to_string())
}

/// Line numbers change with every edit of a test.
fn without_places(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(".rs:") {
        let (before, after) = rest.split_at(at + 4);
        let start = before.rfind([' ', '\n']).map_or(0, |space| space + 1);
        result.push_str(before.get(..start).unwrap());
        result.push_str("HERE");
        rest = after.trim_start_matches(|digit: char| digit.is_ascii_digit());
    }
    result.push_str(rest);
    result
}

/// Applies an app of one stack with real Terraform and returns its outputs.
pub(crate) fn outputs(define: impl FnOnce(&Stack)) -> std::collections::BTreeMap<String, Json> {
    let app = App::new();
    define(&app.stack("example"));
    let deployment = Deployment::new(&app);
    deployment.apply("example");
    deployment.expect_no_changes("example");
    deployment.outputs("example")
}
