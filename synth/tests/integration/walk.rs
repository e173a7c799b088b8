//! The way through README, on this repository's own stacks, as a rehearsal:
//! real Terraform, the mock provider, no network.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::deployed::run;
use crate::mock;
use crate::test::Test;

/// The schemas that the bindings carry.
fn schema() -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--all-features",
            "--bin",
            "provider-schema",
        ])
        .arg("--manifest-path")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/aws/Cargo.toml"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// A project whose app writes what `stacks` wrote into `out/`.
fn postagram() -> Test {
    let out = Path::new(env!("CARGO_MANIFEST_DIR")).join("../out");
    let mut test = Test::new().file("schema.json", &schema());
    for path in [
        "manifest.json",
        "stacks/serverless/cdk.tf.json",
        "stacks/webservice/cdk.tf.json",
    ] {
        let text = fs::read_to_string(out.join(path)).unwrap();
        test = test.file(&format!("app/{path}"), &text);
    }
    let mut folders = vec![mock::folder().to_owned()];
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    test.env("PATH", std::env::join_paths(folders).unwrap())
        .env("SYNTH_SCHEMA", "schema.json")
        .env("SYNTH_OFFLINE", "true")
}

#[test]
fn from_a_clean_clone_to_nothing_again() {
    let (test, said) = run(postagram(), "synth -q");
    said.code(0);
    let (test, said) = run(test, "plan --all");
    said.code(0)
        .says("serverless: 25 to add")
        .says("(a preview: what it reads of serverless is shown as known after apply)");
    let (test, said) = run(test, "deploy webservice --auto-approve");
    said.code(5)
        .says("hint: first run `synth deploy --offline serverless`");
    let (test, said) = run(test, "deploy serverless --auto-approve");
    said.code(0)
        .says("serverless.dynamodb_table_name = postagram-dev-posts");
    let (test, said) = run(test, "deploy webservice --auto-approve");
    said.code(0).says("webservice.lb_address = ");
    let (test, said) = run(test, "output");
    said.code(0)
        .says("serverless.bucket_name = postagram-dev-images-")
        .says("webservice.lb_address = ");
    let (test, said) = run(test, "plan --all --detailed-exitcode");
    said.code(0);

    let document = "app/stacks/serverless/cdk.tf.json";
    let text = fs::read_to_string(test.path(document)).unwrap();
    let edited = text.replace("\"memory_size\": ", "\"memory_size\": 1");
    assert_ne!(text, edited);
    let (test, said) = run(
        test.file(document, &edited),
        "plan --all --detailed-exitcode",
    );
    said.code(2)
        .says("serverless: 1 to change")
        .says("~ memory_size");
    let (test, said) = run(test, "deploy --all --auto-approve");
    said.code(0)
        .says("aws_lambda_function.labeler: Modifications complete");

    let (test, said) = run(test, "destroy --all --auto-approve");
    said.code(1)
        .says("error: nothing was changed: the plan destroys what holds data")
        .says("serverless: aws_dynamodb_table.posts, with its records")
        .says("--allow-destroy 'aws_dynamodb_table.posts'");
    let (test, said) = run(test, "destroy --all --auto-approve --allow-destroy *");
    said.code(0)
        .in_order("webservice: applied: ", "serverless: apply");
    let (_, said) = run(test, "output");
    said.code(0).silent_about("lb_address");
}
