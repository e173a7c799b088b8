//! Folders of stacks that are gone.

use crate::test::Test;

/// A project with stacks `a` and `old`, synthesized, and then without `old`.
fn with_stale() -> Test {
    Test::new()
        .stack("a")
        .stack("old")
        .args(["synth", "-q"])
        .run()
        .no_stack("old")
}

const SUMMARY: &str = "synthesized 1 stack into out: 1 file written\n";

#[test]
fn what_was_made_goes() {
    with_stale()
        .file("out/stacks/old/cdk.tf", "")
        .file("out/stacks/old/metadata.json", "")
        .file("out/stacks/old/plan", "")
        .file("out/stacks/old/generated_resources.tf", "")
        .file("out/stacks/old/.terraform.lock.hcl", "")
        .file("out/stacks/old/.terraform/terraform.tfstate", "a pointer")
        .file("out/stacks/old/.terraform/providers/x", "")
        .file("out/stacks/old/assets/x/y", "")
        .file("out/stacks/old/assets/.synth", "x/y\n")
        .args(["synth"])
        .stderr(&format!(
            "removed out/stacks/old, which has no stack any more\n{SUMMARY}"
        ))
        .run()
        .tree("out", &["manifest.json", "stacks/a/cdk.tf.json"]);
}

#[test]
fn state_protects_everything() {
    for state in [
        "terraform.tfstate",
        "terraform.tfstate.backup",
        "errored.tfstate",
        "deep/er/x.tfstate",
        "terraform.tfstate.d/dev/x",
        ".terraform/deeper/terraform.tfstate",
        "assets/terraform.tfstate",
    ] {
        let named = if state.starts_with("terraform.tfstate.d") {
            "terraform.tfstate.d"
        } else {
            state
        };
        let mut files = ["cdk.tf.json", "plan", state];
        files.sort_unstable();
        with_stale()
            .file("out/stacks/old/plan", "")
            .file(&format!("out/stacks/old/{state}"), "{}")
            .args(["synth"])
            .stderr(&format!(
                "warning: out/stacks/old has no stack any more, but stays as it is: it holds state ({named})\n\
                 hint: destroy there what the state describes, or move the state elsewhere; then remove the folder\n\
                 {SUMMARY}"
            ))
            .run()
            .tree("out/stacks/old", &files)
            .args(["synth", "--check"])
            .stderr("out is up to date\n")
            .run();
    }
}

#[test]
fn unknown_files_and_links_stay() {
    with_stale()
        .file("keep/precious", "mine")
        .file("out/stacks/old/notes.txt", "mine")
        .symlink("../../../keep", "out/stacks/old/assets")
        .symlink("../../../keep/precious", "out/stacks/old/plan")
        .args(["synth"])
        .stderr(&format!(
            "warning: out/stacks/old has no stack any more, but holds what synth did not make: \
             assets, notes.txt, plan\n{SUMMARY}"
        ))
        .run()
        .tree("out/stacks/old", &["assets", "notes.txt", "plan"])
        .contains("keep/precious", "mine");
}

#[test]
fn assets_that_synth_did_not_put_there_stay() {
    with_stale()
        .file("out/stacks/old/assets/x/ours", "")
        .file("out/stacks/old/assets/x/mine", "mine")
        .file("out/stacks/old/assets/.synth", "x/ours\n")
        .args(["synth"])
        .stderr(&format!(
            "warning: out/stacks/old has no stack any more, but holds what synth did not make: \
             assets\n{SUMMARY}"
        ))
        .run()
        .contains("out/stacks/old/assets/x/mine", "mine");
}

#[test]
fn links_in_what_goes_are_not_followed() {
    with_stale()
        .file("keep/precious", "mine")
        .file("out/stacks/old/.terraform/x", "")
        .symlink("../../../../keep", "out/stacks/old/.terraform/providers")
        .args(["synth", "-q"])
        .run()
        .tree("out", &["manifest.json", "stacks/a/cdk.tf.json"])
        .contains("keep/precious", "mine");
}

#[test]
fn folders_that_are_not_ours_stay() {
    Test::new()
        .stack("a")
        .file("out/stacks/theirs/cdk.tf.json", "{}")
        .file(
            "out/stacks/named/cdk.tf.json",
            r#"{"//": {"metadata": {"stackName": "other"}}}"#,
        )
        .file(
            "elsewhere/cdk.tf.json",
            r#"{"//": {"metadata": {"stackName": "link"}}}"#,
        )
        .symlink("../../elsewhere", "out/stacks/link")
        .args(["synth"])
        .stderr("synthesized 1 stack into out: 2 files written\n")
        .run()
        .tree(
            "out/stacks",
            &[
                "a/cdk.tf.json",
                "link",
                "named/cdk.tf.json",
                "theirs/cdk.tf.json",
            ],
        )
        .contains(
            "elsewhere/cdk.tf.json",
            r#"{"//": {"metadata": {"stackName": "link"}}}"#,
        );
}

#[test]
fn a_document_with_the_folders_name_is_ours() {
    Test::new()
        .stack("a")
        .file(
            "out/stacks/old/cdk.tf.json",
            r#"{"//": {"metadata": {"stackName": "old"}}}"#,
        )
        .args(["synth"])
        .stderr(
            "removed out/stacks/old, which has no stack any more\n\
             synthesized 1 stack into out: 2 files written\n",
        )
        .run()
        .tree("out/stacks", &["a/cdk.tf.json"]);
}

#[test]
fn a_folder_of_the_old_manifest_is_ours() {
    with_stale()
        .remove("out/stacks/old/cdk.tf.json")
        .file("out/stacks/old/cdk.tf", "")
        .args(["synth"])
        .stderr(&format!(
            "removed out/stacks/old, which has no stack any more\n{SUMMARY}"
        ))
        .run()
        .tree("out/stacks", &["a/cdk.tf.json"]);
}

#[test]
fn a_broken_or_hostile_old_manifest_removes_nothing() {
    let hostile = r#"{"stacks": {"x": {"name": "x", "constructPath": "x",
        "workingDirectory": "stacks/../../keep", "synthesizedStackPath": "stacks/../../keep/cdk.tf.json"}}}"#;
    for manifest in ["{", hostile] {
        Test::new()
            .stack("a")
            .file("keep/cdk.tf.json", "{}")
            .file("out/stacks/x/cdk.tf.json", "{}")
            .file("out/manifest.json", manifest)
            .args(["synth", "-q"])
            .run()
            .tree("out/stacks", &["a/cdk.tf.json", "x/cdk.tf.json"])
            .tree("keep", &["cdk.tf.json"]);
    }
}
