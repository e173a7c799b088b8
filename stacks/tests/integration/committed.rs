//! What is committed is what the code says.

use crate::harness::{app, root};

#[test]
fn the_output_folder_is_up_to_date() {
    let synthesis = app("dev").synth().unwrap();
    let out = root().join("out");
    let read = |path: &str| std::fs::read_to_string(out.join(path)).unwrap_or_default();
    let hint = "out/ is stale: run `cargo run -p synth -- synth`";
    assert!(read("manifest.json") == synthesis.manifest(), "{hint}");
    for document in synthesis.documents() {
        let path = format!("stacks/{}/cdk.tf.json", document.stack());
        assert!(read(&path) == document.text(), "{hint}");
    }
}

#[test]
fn nothing_in_it_is_of_one_machine() {
    let synthesis = app("dev").synth().unwrap();
    let root = root();
    for document in synthesis.documents() {
        assert!(!document.text().contains(root.to_str().unwrap()));
        assert!(!document.text().contains("/home/"));
    }
}
