//! What is committed is what the code says.

use crate::harness::{folder, synthesis};

#[test]
fn the_output_folder_is_up_to_date() {
    let out = folder().join("out");
    let read = |path: &str| std::fs::read_to_string(out.join(path)).unwrap_or_default();
    let hint = "examples/orders/out is stale: run \
                `cargo run -p synth -- synth --config examples/orders/synth.toml`";
    let synthesis = synthesis();
    assert!(read("manifest.json") == synthesis.manifest(), "{hint}");
    let document = synthesis.document("orders").unwrap();
    assert!(
        read("stacks/orders/cdk.tf.json") == document.text(),
        "{hint}"
    );
}

/// Notes are about what somebody has to look at; here is nothing.
#[test]
fn nothing_is_left_to_be_said() {
    assert!(synthesis().annotations().is_empty());
}
