//! `synth synth`: what is written.

use std::fs;
use std::os::unix::fs::MetadataExt;

use serde_json::json;

use crate::test::Test;

#[test]
fn writes_every_stack() {
    Test::new()
        .stack("a")
        .stack("b")
        .args(["synth"])
        .stderr("synthesized 2 stacks into out: 3 files written\n")
        .run()
        .tree(
            "out",
            &[
                "manifest.json",
                "stacks/a/cdk.tf.json",
                "stacks/b/cdk.tf.json",
            ],
        )
        .tree(".synth", &[".gitignore", "lock"]);
}

#[test]
fn alias() {
    Test::new()
        .stack("a")
        .args(["synthesize", "--quiet"])
        .run()
        .tree("out", &["manifest.json", "stacks/a/cdk.tf.json"]);
}

#[test]
fn only_changes_are_written() {
    let test = Test::new()
        .stack("a")
        .stack("b")
        .args(["synth", "-q"])
        .run();
    let inode = |test: &Test, path| fs::metadata(test.path(path)).unwrap().ino();
    let before = inode(&test, "out/stacks/a/cdk.tf.json");
    let test = test
        .file("app/stacks/b/cdk.tf.json", "{}\n")
        .args(["synth"])
        .stderr("synthesized 2 stacks into out: 1 file written\n")
        .run()
        .contains("out/stacks/b/cdk.tf.json", "{}\n")
        .args(["synth"])
        .stderr("synthesized 2 stacks into out: unchanged\n")
        .run();
    assert_eq!(inode(&test, "out/stacks/a/cdk.tf.json"), before);
}

#[test]
fn a_chosen_stack_leaves_the_others_alone() {
    Test::new()
        .stack("api")
        .stack("web")
        .args(["synth", "-q"])
        .run()
        .file("app/stacks/api/cdk.tf.json", "{}\n")
        .file("app/stacks/web/cdk.tf.json", "{}\n")
        .stack("worker")
        .file("app/stacks/worker/cdk.tf.json", "{}\n")
        .args(["synth", "we*"])
        .stderr("synthesized 1 stack into out: 2 files written\n")
        .run()
        .contains("out/stacks/web/cdk.tf.json", "{}\n")
        .contains(
            "out/stacks/api/cdk.tf.json",
            "{\n  \"//\": {\n    \"metadata\": {\n      \"stackName\": \"api\"\n    }\n  }\n}\n",
        )
        .tree(
            "out",
            &[
                "manifest.json",
                "stacks/api/cdk.tf.json",
                "stacks/web/cdk.tf.json",
            ],
        );
}

#[test]
fn globs() {
    Test::new()
        .stack("api")
        .stack("web-1")
        .stack("web-2")
        .args(["synth", "web-?", "api"])
        .stderr("synthesized 3 stacks into out: 4 files written\n")
        .run();
}

#[test]
fn a_stack_that_does_not_exist() {
    Test::new()
        .stack("serverless")
        .stack("webservice")
        .args(["synth", "serverless", "websrvice"])
        .stderr(
            "error: no stack matches `websrvice`\n\
             hint: did you mean `webservice`?\n\
             hint: the stacks are: serverless, webservice\n",
        )
        .status(2)
        .run()
        .tree("out", &[]);
}

#[test]
fn another_output_folder() {
    Test::new()
        .stack("a")
        .file("sub/x", "")
        .current("sub")
        .args(["synth", "--out", "there"])
        .stderr("synthesized 1 stack into there: 2 files written\n")
        .run()
        .tree("sub/there", &["manifest.json", "stacks/a/cdk.tf.json"])
        .tree("out", &[]);
}

#[test]
fn annotations_are_printed() {
    let annotation = |level: &str, message: &str| json!({"constructPath": "a/x", "level": format!("@cdktf/{level}"), "message": message, "stacktrace": []});
    Test::new()
        .stack_with("a", json!({"annotations": [annotation("info", "fine"), annotation("warn", "careful")]}))
        .args(["synth"])
        .stderr(
            "info: a/x: fine\nwarning: a/x: careful\n\
             synthesized 1 stack into out: 2 files written\n",
        )
        .run()
        .stack_with("a", json!({"annotations": [annotation("warn", "careful"), annotation("error", "no")]}))
        .file("app/stacks/a/cdk.tf.json", "{}\n")
        .args(["synth"])
        .stderr("warning: a/x: careful\nerror: a/x: no\nerror: 1 error annotation, so nothing was written\n")
        .status(1)
        .run()
        .args(["synth", "--quiet", "--check"])
        .stderr("warning: a/x: careful\nerror: a/x: no\nerror: 1 error annotation, so nothing was written\n")
        .status(1)
        .run();
}

#[test]
fn a_link_in_place_of_a_stacks_folder_is_refused() {
    Test::new()
        .stack("a")
        .file("elsewhere/cdk.tf.json", "mine")
        .file("out/stacks/.keep", "")
        .symlink("../../elsewhere", "out/stacks/a")
        .args(["synth"])
        .stderr("error: could not write to out/stacks/a: it is not a folder, or a link to one\n")
        .status(4)
        .run()
        .contains("elsewhere/cdk.tf.json", "mine");
}

#[test]
fn assets_come_and_go() {
    Test::new()
        .stack("a")
        .executable("app/stacks/a/assets/tool/HASH1/run", "1")
        .args(["synth", "-q"])
        .run()
        .file("out/stacks/a/assets/mine", "")
        .remove("app/stacks/a/assets/tool/HASH1")
        .executable("app/stacks/a/assets/tool/HASH2/run", "2")
        .args(["synth"])
        .stderr("synthesized 1 stack into out: 1 file written\n")
        .run()
        .tree(
            "out/stacks/a",
            &[
                "assets/.synth",
                "assets/mine",
                "assets/tool/HASH2/run",
                "cdk.tf.json",
            ],
        );
}

#[test]
fn an_asset_becomes_a_folder_and_back() {
    Test::new()
        .stack("a")
        .file("app/stacks/a/assets/x", "")
        .args(["synth", "-q"])
        .run()
        .remove("app/stacks/a/assets/x")
        .file("app/stacks/a/assets/x/y", "")
        .args(["synth", "-q"])
        .run()
        .tree(
            "out/stacks/a",
            &["assets/.synth", "assets/x/y", "cdk.tf.json"],
        )
        .remove("app/stacks/a/assets/x")
        .file("app/stacks/a/assets/x", "")
        .args(["synth", "-q"])
        .run()
        .tree(
            "out/stacks/a",
            &["assets/.synth", "assets/x", "cdk.tf.json"],
        )
        .remove("app/stacks/a/assets")
        .args(["synth", "-q"])
        .run()
        .tree("out/stacks/a", &["cdk.tf.json"]);
}

#[test]
fn unfinished_files_of_a_killed_run_go() {
    Test::new()
        .stack("a")
        .file("out/stacks/a/.synth-tmp-abc", "half")
        .file("out/stacks/a/notes", "mine")
        .args(["synth", "-q"])
        .run()
        .tree("out/stacks/a", &["cdk.tf.json", "notes"]);
}
