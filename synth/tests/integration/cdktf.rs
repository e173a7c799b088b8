//! An app written with the real CDKTF, in JavaScript.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::test::Test;

/// The fixture in a folder of its own, with the installed packages.
fn app() -> Test {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cdktf-app");
    let packages: PathBuf = fixture.join("node_modules");
    let node = Command::new("node").arg("--version").output();
    assert!(
        packages.join("cdktf").is_dir() && node.is_ok(),
        "this test needs node and the packages of the app\nhint: run scripts/install-test-tools"
    );
    let read = |name| fs::read_to_string(fixture.join(name)).unwrap();
    Test::new()
        .remove("synth.toml")
        .file("main.js", &read("main.js"))
        .file("cdktf.json", &read("cdktf.json"))
        .symlink(packages.to_str().unwrap(), "node_modules")
}

#[test]
fn synth() {
    let test = app()
        .args(["synth"])
        .stderr("synthesized 2 stacks into cdktf.out: 3 files written\n")
        .run()
        .tree(
            "cdktf.out",
            &[
                "manifest.json",
                "stacks/consumer/cdk.tf.json",
                "stacks/producer/cdk.tf.json",
            ],
        )
        .args(["synth", "--check"])
        .stderr("cdktf.out is up to date\n")
        .run();
    let document = fs::read_to_string(test.path("cdktf.out/stacks/consumer/cdk.tf.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(
        document["resource"]["terraform_data"]["echo"]["input"],
        "${data.terraform_remote_state.cross-stack-reference-input-producer.outputs.\
         cross-stack-output-terraform_datagreetingid}"
    );
    let document = fs::read_to_string(test.path("cdktf.out/stacks/producer/cdk.tf.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    // From the context in cdktf.json.
    assert_eq!(
        document["resource"]["terraform_data"]["greeting"]["input"],
        "hello"
    );
}

#[test]
fn list() {
    app()
        .args(["list"])
        .stdout("consumer (after producer)\nproducer\n")
        .run();
}

#[test]
fn validate() {
    app()
        .args(["validate"])
        .stdout("consumer: valid\nproducer: valid\n")
        .stderr("synthesized 2 stacks into cdktf.out: 3 files written\n")
        .run()
        .env("CDKTF_APP_BROKEN", "1")
        .args(["validate", "consumer"])
        .stdout("consumer: invalid\n")
        .stderr(
            "synthesized 1 stack into cdktf.out: 1 file written
error: consumer: Extraneous JSON object property
  at consumer/echo (terraform_data.echo)
  in cdktf.out/stacks/consumer/cdk.tf.json:45:9
  No argument or block type is named \"inputt\".
error: 1 of 1 stack is invalid
",
        )
        .status(1)
        .run();
}
