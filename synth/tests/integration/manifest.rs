//! Apps that write something unusable.

use serde_json::json;

use crate::test::Test;

#[test]
fn no_manifest() {
    Test::new()
        .app_script("true\n")
        .args(["synth"])
        .stderr(
            "error: the app wrote no manifest.json\n\
             hint: it must end with `app.synth()` and write to the folder in the environment variable \
             CDKTF_OUTDIR, so do not give `outdir` in the code\n",
        )
        .status(3)
        .run();
}

#[test]
fn malformed() {
    Test::new()
        .file("app/manifest.json", "{\"stacks\": 3}")
        .args(["synth"])
        .stderr(
            "error: the app wrote an unusable manifest.json: \
             invalid type: integer `3`, expected a map at line 1 column 12\n",
        )
        .status(3)
        .run();
}

#[test]
fn escaping() {
    Test::new()
        .stack_with("a", json!({"workingDirectory": "stacks/../../b"}))
        .args(["synth"])
        .stderr(
            "error: the app wrote an unusable manifest.json: \
             stack `a`: the workingDirectory `stacks/../../b` is not a folder in `stacks/`\n",
        )
        .status(3)
        .run()
        .stack_with("a", json!({"synthesizedStackPath": "../cdk.tf.json"}))
        .args(["synth"])
        .stderr(
            "error: the app wrote an unusable manifest.json: \
             stack `a`: the synthesizedStackPath `../cdk.tf.json` is not a file in `stacks/a`\n",
        )
        .status(3)
        .run()
        .stack_with(
            "a",
            json!({"assets": [{"path": "assets/../../x", "package": "p"}]}),
        )
        .args(["validate"])
        .stderr(
            "error: the app wrote an unusable manifest.json: \
             stack `a`: the asset `assets/../../x` is not below `assets/`\n",
        )
        .status(3)
        .run()
        .tree("out", &[]);
}

#[test]
fn a_document_is_missing() {
    Test::new()
        .stack("a")
        .remove("app/stacks/a/cdk.tf.json")
        .args(["synth"])
        .stderr("error: the app wrote no stacks/a/cdk.tf.json, which its manifest.json names\n")
        .status(3)
        .run();
}

#[test]
fn a_link_among_the_assets() {
    Test::new()
        .stack("a")
        .file("app/stacks/a/assets/real", "")
        .symlink("/etc/hostname", "app/stacks/a/assets/link")
        .args(["synth"])
        .stderr(
            "error: the app wrote stacks/a/assets/link, which is neither a file nor a folder\n\
             hint: copy what a link points to instead of linking to it\n",
        )
        .status(3)
        .run()
        .tree("out", &[]);
}
