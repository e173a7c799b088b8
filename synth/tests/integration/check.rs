//! `synth synth --check`.

use crate::test::Test;

#[test]
fn up_to_date() {
    Test::new()
        .stack("a")
        .args(["synth", "-q"])
        .run()
        .args(["synth", "--check"])
        .stderr("out is up to date\n")
        .run();
}

#[test]
fn differences_are_shown_and_nothing_is_written() {
    Test::new()
        .stack("a")
        .file("app/stacks/a/cdk.tf.json", "one\ntwo\nthree\n")
        .args(["synth", "-q"])
        .run()
        .file("app/stacks/a/cdk.tf.json", "one\n2\nthree\n")
        .args(["synth", "--check"])
        .stdout(
            "--- out/stacks/a/cdk.tf.json\n+++ out/stacks/a/cdk.tf.json\n\
             @@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n",
        )
        .stderr("error: stale output: out\nhint: run `synth synth` and commit the result\n")
        .status(1)
        .run()
        .contains("out/stacks/a/cdk.tf.json", "one\ntwo\nthree\n");
}

#[test]
fn a_missing_output_folder_is_stale() {
    let test = Test::new()
        .stack("a")
        .file("app/stacks/a/cdk.tf.json", "{}\n")
        .args(["synth", "--check"]);
    let result = test.command().output().unwrap();
    let stdout = String::from_utf8(result.stdout).unwrap();
    assert!(
        stdout.starts_with("--- /dev/null\n+++ out/manifest.json\n@@ -0,0 +1,"),
        "{stdout}"
    );
    assert!(
        stdout.ends_with("--- /dev/null\n+++ out/stacks/a/cdk.tf.json\n@@ -0,0 +1 @@\n+{}\n"),
        "{stdout}"
    );
    assert_eq!(result.status.code(), Some(1));
    test.tree("out", &[]);
}

#[test]
fn a_stale_folder_is_stale_output() {
    let stale = || {
        Test::new().stack("a").args(["synth", "-q"]).run().file(
            "out/stacks/old/cdk.tf.json",
            "{\"//\": {\"metadata\": {\"stackName\": \"old\"}}}\n",
        )
    };
    stale()
        .args(["synth", "--check"])
        .stdout(
            "--- out/stacks/old/cdk.tf.json\n+++ /dev/null\n@@ -1 +0,0 @@\n\
             -{\"//\": {\"metadata\": {\"stackName\": \"old\"}}}\n",
        )
        .stderr("error: stale output: out\nhint: run `synth synth` and commit the result\n")
        .status(1)
        .run()
        .tree("out/stacks", &["a/cdk.tf.json", "old/cdk.tf.json"]);
    stale()
        .args(["synth", "--check", "a"])
        .stderr("out is up to date\n")
        .run();
}

#[test]
fn a_chosen_stack() {
    Test::new()
        .stack("a")
        .stack("b")
        .args(["synth", "-q"])
        .run()
        .file("app/stacks/b/cdk.tf.json", "{}\n")
        .args(["synth", "--check", "a"])
        .stderr("out is up to date\n")
        .run();
}
