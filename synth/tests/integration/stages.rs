//! Stages.

use crate::test::Test;

const SYNTH_TOML: &str = r#"
[app]
command = "sh app.sh"
default-stage = "dev"

[context]
team = "blue"

[stages.dev]
region = "us-east-1"

[stages.prod]
region = "eu-west-1"
network = { own = true }
"#;

/// The app's document is what it was told.
fn with_stages() -> Test {
    Test::new()
        .stack("a")
        .file("app.sh", "cp -R app/. $CDKTF_OUTDIR\necho \"$CDKTF_CONTEXT_JSON\" >$CDKTF_OUTDIR/stacks/a/cdk.tf.json\n")
        .file("synth.toml", SYNTH_TOML)
}

const DEV: &str = "{\"projectRoot\":\"../../..\",\"stage\":\"dev\",\"stageConfig\":{\"region\":\"us-east-1\"},\"team\":\"blue\"}\n";
const PROD: &str = "{\"projectRoot\":\"../../../../..\",\"stage\":\"prod\",\"stageConfig\":{\"network\":{\"own\":true},\"region\":\"eu-west-1\"},\"team\":\"blue\"}\n";

#[test]
fn the_default_stage_is_the_output_folder() {
    with_stages()
        .args(["synth"])
        .stderr("synthesized 1 stack into out: 2 files written\n")
        .run()
        .contains("out/stacks/a/cdk.tf.json", DEV)
        .args(["synth", "--stage", "dev"])
        .stderr("synthesized 1 stack into out: unchanged\n")
        .run();
}

#[test]
fn other_stages_have_their_own() {
    with_stages()
        .args(["synth", "--stage", "prod"])
        .stderr("synthesized 1 stack into out/stages/prod: 2 files written\n")
        .run()
        .tree(
            "out",
            &[
                "stages/prod/manifest.json",
                "stages/prod/stacks/a/cdk.tf.json",
            ],
        )
        .contains("out/stages/prod/stacks/a/cdk.tf.json", PROD);
}

#[test]
fn an_unknown_stage() {
    with_stages()
        .args(["synth", "--stage", "test"])
        .stderr("error: no stage `test` in synth.toml\nhint: the stages are: dev, prod\n")
        .status(2)
        .run();
    Test::new()
        .stack("a")
        .args(["list", "--stage", "test"])
        .stderr("error: no stage `test` in synth.toml\nhint: synth.toml has no stages; leave `--stage` out\n")
        .status(2)
        .run();
}

#[test]
fn keys_are_set_for_one_run() {
    with_stages()
        .args(["synth", "-q", "--set", "region=eu-west-3", "--set", "network.zones=[\"a\"]"])
        .run()
        .contains(
            "out/stacks/a/cdk.tf.json",
            "{\"projectRoot\":\"../../..\",\"stage\":\"dev\",\"stageConfig\":{\"network\":{\"zones\":[\"a\"]},\"region\":\"eu-west-3\"},\"team\":\"blue\"}\n",
        );
}

#[test]
fn check_looks_at_committed_stages() {
    with_stages()
        .args(["synth", "-q"])
        .run()
        .args(["synth", "--check"])
        .stderr("out is up to date\n")
        .run()
        .args(["synth", "-q", "--stage", "prod"])
        .run()
        .args(["synth", "--check"])
        .stderr("out is up to date\nout/stages/prod is up to date\n")
        .run()
        .file("out/stages/prod/stacks/a/cdk.tf.json", "old\n")
        .args(["synth", "--check"])
        .stdout(&format!(
            "--- out/stages/prod/stacks/a/cdk.tf.json\n+++ out/stages/prod/stacks/a/cdk.tf.json\n\
             @@ -1 +1 @@\n-old\n+{PROD}"
        ))
        .stderr(
            "out is up to date\nerror: stale output: out/stages/prod\n\
             hint: run `synth synth --stage prod` and commit the result\n",
        )
        .status(1)
        .run()
        .args(["synth", "--check", "--stage", "dev"])
        .stderr("out is up to date\n")
        .run();
}

#[test]
fn validate_works_where_the_stage_is() {
    with_stages()
        .file("app.sh", "cp -R app/. $CDKTF_OUTDIR\n")
        .executable(
            "tf",
            "#!/bin/sh\necho ${TF_DATA_DIR##*/.synth/} ${PWD##*/out/} >>../../../../../said\n\
             echo '{\"valid\": true, \"diagnostics\": []}'\n",
        )
        .env("TERRAFORM_BINARY_NAME", "./tf")
        .args(["validate", "--stage", "prod"])
        .stdout("a: valid\n")
        .stderr("synthesized 1 stack into out/stages/prod: 2 files written\n")
        .run()
        .contains("said", &"validate/prod/a stages/prod/stacks/a\n".repeat(2));
}
