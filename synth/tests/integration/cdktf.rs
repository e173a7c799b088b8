//! An app written with the real CDKTF, in JavaScript.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::mock;
use crate::test::Test;

/// The package an app is written with: CDKTF, and its fork.
const PACKAGES: [&str; 2] = ["cdktf", "cdktn"];

/// The fixture in a folder of its own, with the installed packages.
fn app() -> Test {
    app_of("cdktf", "main.js")
}

/// The same for one of the packages and one of the fixture's programs.
fn app_of(package: &str, program: &str) -> Test {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let packages: PathBuf = fixtures.join(format!("{package}-app/node_modules"));
    let node = Command::new("node").arg("--version").output();
    assert!(
        packages.join(package).is_dir() && node.is_ok(),
        "this test needs node and the packages of the app\nhint: run scripts/install-test-tools"
    );
    let read = |name: &str| fs::read_to_string(fixtures.join("cdktf-app").join(name)).unwrap();
    let required = format!("require(\"{package}\")");
    Test::new()
        .remove("synth.toml")
        .file(
            program,
            &read(program).replace("require(\"cdktf\")", &required),
        )
        .file(
            "cdktf.json",
            &read("cdktf.json").replace("main.js", program),
        )
        .file("schema.json", &read("schema.json"))
        .symlink(packages.to_str().unwrap(), "node_modules")
}

/// Runs with these words, and gives back what it said.
fn said(test: &Test, words: &str) -> (Option<i32>, String, String) {
    let output = test.command().args(words.split(' ')).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// Runs with these words to a good end; gives back what it said on stdout.
fn good(test: &Test, words: &str) -> String {
    let (status, stdout, stderr) = said(test, words);
    assert_eq!(status, Some(0), "{words}\n{stdout}\n{stderr}");
    stdout
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
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(
        document["resource"]["terraform_data"]["echo"]["input"],
        "${data.terraform_remote_state.cross-stack-reference-input-producer.outputs.\
         cross-stack-output-terraform_datagreetingid}"
    );
    let document = fs::read_to_string(test.path("cdktf.out/stacks/producer/cdk.tf.json")).unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
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

/// From nothing to nothing, with the state in files: neither package's own
/// command line is there.
#[test]
fn deploys() {
    for package in PACKAGES {
        let test = app_of(package, "main.js");
        assert_eq!(good(&test, "list"), "consumer (after producer)\nproducer\n");
        good(&test, "synth");
        let plan = good(&test, "plan --all");
        assert!(plan.contains("+   terraform_data.greeting"), "{plan}");
        assert!(plan.contains("consumer: 1 to add"), "{plan}");
        let outputs = good(
            &test,
            "deploy --all --auto-approve --outputs-file outputs.json",
        );
        assert!(outputs.starts_with("consumer.said = "), "{outputs}");
        assert_eq!(good(&test, "output"), outputs);
        let file: Value =
            serde_json::from_slice(&fs::read(test.path("outputs.json")).unwrap()).unwrap();
        assert_eq!(
            file["consumer"]["said"].as_str(),
            outputs.trim_end().strip_prefix("consumer.said = ")
        );
        assert!(test.path("states/producer.tfstate").is_file());
        good(&test, "plan --all --detailed-exitcode");
        good(&test, "destroy --all --auto-approve");
        let (status, ..) = said(&test, "plan --all --detailed-exitcode");
        assert_eq!(status, Some(2));
    }
}

/// Resources of AWS, on the mock: no provider is downloaded, nobody is asked for
/// credentials.
#[test]
fn deploys_aws_resources_offline() {
    for package in PACKAGES {
        let test = offline_app(package);
        let (status, plan, talk) = said(&test, &offline("plan --all"));
        assert_eq!(status, Some(0), "{plan}\n{talk}");
        assert!(plan.contains("+   aws_s3_bucket.images"), "{plan}");
        assert!(plan.contains("+   aws_ssm_parameter.place"), "{plan}");
        // What Terraform itself prints is a flag away.
        let raw = good(&test, &offline("plan --all --raw"));
        assert!(
            raw.contains("aws_s3_bucket.images will be created"),
            "{raw}"
        );
        let outputs = good(&test, &offline("deploy --all --auto-approve"));
        assert_eq!(
            outputs,
            "service.places = arn:aws:ssm:eu-west-1:123456789012:parameter/postagram/bucket,posts\n"
        );
        good(&test, &offline("plan --all --detailed-exitcode"));
        let (status, _, talk) = said(&test, &offline("destroy --all --auto-approve"));
        assert_eq!(status, Some(1), "data is not destroyed by accident\n{talk}");
        // The parameter has the value that its block gives it.
        assert!(!talk.contains("aws_ssm_parameter"), "{talk}");
        good(
            &test,
            &offline(
                "destroy --all --auto-approve --allow-destroy aws_s3_bucket.images \
                 --allow-destroy aws_dynamodb_table.posts",
            ),
        );
    }
}

/// The example `moved_stack` is the app's stack in Rust: on the state that the
/// app made, its plan is empty.
#[test]
fn a_stack_moves_to_rust_with_an_empty_plan() {
    for package in PACKAGES {
        let test = offline_app(package);
        good(&test, &offline("deploy --all --auto-approve"));
        let rust = Path::new(env!("CARGO_BIN_EXE_synth")).with_file_name("examples/moved_stack");
        let settings = json!({"language": "rust", "app": rust}).to_string();
        let test = test.file("cdktf.json", &settings);
        let (status, plan, talk) = said(&test, &offline("plan storage --detailed-exitcode"));
        assert_eq!(
            (status, plan.as_str()),
            (Some(0), "storage: no changes\n"),
            "{talk}"
        );
    }
}

/// The app with AWS resources, beside the mock.
fn offline_app(package: &str) -> Test {
    let mut path = mock::folder().as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    app_of(package, "aws.js").env("PATH", path)
}

fn offline(command: &str) -> String {
    format!("{command} --offline --schema schema.json")
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
