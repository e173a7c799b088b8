//! Where constructs come from: what the app tells, where it is kept and who
//! shows it.

use serde_json::{Value, json};

use crate::test::Test;

const SOURCES: &str = r#"{"version": 1, "stacks": {"a": {
    "a": {"file": "src/main.rs", "line": 1, "column": 2},
    "a/x": {"file": "src/main.rs", "line": 3, "column": 9}
}}}"#;
const TELLS: &str =
    "cp -R app/. $CDKTF_OUTDIR; test ! -f told || cp told \"$SYNTH_SOURCES_FILE\"\n";
const INVALID: &str = r#"{"//": {"metadata": {"stackName": "a"}}, "resource": {"terraform_data": {"x": {"//": {"metadata": {"path": "a/x"}}, "inputt": 1}}}}"#;
const SYNTHESIZED: &str = "synthesized 1 stack into out: unchanged\n";

fn app() -> Test {
    Test::new()
        .stack("a")
        .app_script(TELLS)
        .file("src/main.rs", "")
        .file("told", SOURCES)
}

fn kept(test: &Test, path: &str) -> Value {
    serde_json::from_slice(&std::fs::read(test.path(path)).unwrap()).unwrap()
}

#[test]
fn they_are_kept_beside_the_output() {
    let test = app()
        .args(["synth", "-q"])
        .run()
        .tree("out", &["manifest.json", "stacks/a/cdk.tf.json"])
        .tree(".synth", &[".gitignore", "lock", "sources.json"]);
    let told: Value = serde_json::from_str(SOURCES).unwrap();
    assert_eq!(kept(&test, ".synth/sources.json"), told);
    // An app that does not tell any more: what it told is not true any more.
    test.remove("told")
        .args(["synth"])
        .stderr(SYNTHESIZED)
        .run()
        .tree(".synth", &[".gitignore", "lock"]);
}

#[test]
fn each_stage_has_its_own() {
    let toml =
        "[app]\ncommand = \"sh app.sh\"\ndefault-stage = \"dev\"\n[stages.dev]\n[stages.prod]\n";
    app()
        .file("synth.toml", toml)
        .args(["synth", "-q", "--stage", "prod"])
        .run()
        .args(["synth", "-q", "--stage", "dev"])
        .run()
        .tree(
            ".synth",
            &[".gitignore", "lock", "sources/prod.json", "sources.json"],
        );
}

#[test]
fn what_cannot_be_read_is_left_out() {
    let invalid = |told: &str, why: &str| {
        app()
            .file("app/stacks/a/cdk.tf.json", INVALID)
            .file("told", told)
            .args(["validate", "-q"])
            .stdout("a: invalid\n")
            .stderr(&format!(
                "warning: what the app wrote to SYNTH_SOURCES_FILE is not used: {why}
error: a: Extraneous JSON object property
  at a/x (terraform_data.x)
  in out/stacks/a/cdk.tf.json:1:117
  No argument or block type is named \"inputt\". Did you mean \"input\"?
error: 1 of 1 stack is invalid
"
            ))
            .status(1)
            .run();
    };
    invalid("[", "EOF while parsing a list at line 1 column 1");
    invalid(
        "{\"version\": 2, \"stacks\": {}}",
        "it has version 2, and this synth knows 1",
    );
}

#[test]
fn validation_shows_them() {
    let test = app().file("app/stacks/a/cdk.tf.json", INVALID);
    let output = test
        .args(["validate", "-q", "--json"])
        .command()
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        report["stacks"][0]["diagnostics"][0]["source"],
        json!({"file": "src/main.rs", "line": 3, "column": 9})
    );
    let test = app()
        .file("app/stacks/a/cdk.tf.json", INVALID)
        .file("sub/x", "")
        .current("sub");
    let output = test.args(["validate", "-q"]).command().output().unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert!(talk.contains("\n  at a/x (terraform_data.x)\n"), "{talk}");
    assert!(
        talk.contains("/src/main.rs:3:9\n"),
        "seen from another folder: {talk}"
    );
}
