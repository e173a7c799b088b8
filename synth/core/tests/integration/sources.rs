//! Where constructs come from.

use std::panic::Location;

use synth_core::ProgramAsset;
use synth_core::prelude::*;

/// Two elements, one by way of a function of its own and one in a closure.
#[track_caller]
fn pattern(scope: &Scope) {
    let _here = scope.call_site();
    scope.add("one", TerraformData::new());
    inner(scope);
    let in_closure = || scope.add("three", TerraformData::new());
    in_closure();
}

#[track_caller]
fn inner(scope: &Scope) {
    let _here = scope.call_site();
    scope.add("two", TerraformData::new());
}

#[track_caller]
fn here() -> &'static Location<'static> {
    Location::caller()
}

fn program() -> ProgramAsset {
    Asset::program("package", "bootstrap.zip")
}

fn lines(app: &App, paths: &[&str]) -> Vec<Option<u32>> {
    let sources = app.sources();
    let line = |path: &&str| {
        let location = sources.get("example", path)?;
        assert_eq!(location.file(), file!());
        Some(location.line())
    };
    paths.iter().map(line).collect()
}

#[test]
fn everything_has_a_line() {
    let app = App::new();
    let first = here().line();
    let stack = app.stack("example");
    stack.add("data", TerraformData::new());
    stack.output("output", 1);
    stack.add_asset("asset", program());
    let scope = stack.scope("scope");
    scope.add_count("count", 2, |_| TerraformData::new());
    let each: Value<Map<Number>> = [("a", 1)].into();
    scope.add_each("each", each, |each| {
        TerraformData::new().input(each.value())
    });
    let paths = [
        "example",
        "example/data",
        "example/output",
        "example/asset",
        "example/scope",
        "example/scope/count",
        "example/scope/each",
        "example/nothing",
    ];
    let expected = [1, 2, 3, 4, 5, 6, 8].map(|line| Some(first + line));
    assert_eq!(lines(&app, &paths), [&expected[..], &[None]].concat());
}

#[test]
fn what_a_pattern_adds_is_put_down_to_its_caller() {
    let app = App::new();
    let stack = app.stack("example");
    let first = here().line();
    pattern(&stack);
    stack.add("own", TerraformData::new());
    inner(&stack.scope("inner"));
    assert_eq!(
        lines(
            &app,
            &[
                "example/one",
                "example/two",
                "example/three",
                "example/own",
                "example/inner/two",
            ]
        ),
        [1, 1, 1, 2, 3].map(|line| Some(first + line))
    );
}

#[test]
fn a_resource_counts_before_others_of_its_path() {
    let app = App::new();
    let stack = app.stack("example");
    let first = here().line();
    stack.add_asset("x", program());
    stack.output("x", 1);
    stack.add("x", TerraformData::new());
    assert_eq!(lines(&app, &["example/x"]), [Some(first + 3)]);
}

#[test]
fn they_are_json_and_no_document() {
    let app = App::new();
    let stack = app.stack("example");
    stack.add("x", TerraformData::new());
    let (line, column) = (here().line() - 1, 11);
    assert!(
        !app.synth()
            .unwrap()
            .document("example")
            .unwrap()
            .text()
            .contains("sources.rs")
    );
    let json: serde_json::Value = serde_json::from_str(&app.sources().to_json()).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(
        json["stacks"]["example"]["example/x"],
        serde_json::json!({"file": file!(), "line": line, "column": column})
    );
}
