//! The committed bindings of the fixture.
//!
//! After a change to the generator, `SYNTH_BLESS=1 cargo test -p
//! synth-bindgen` writes them anew; their diff is what there is to review.

use std::env;
use std::fs;
use std::path::Path;

use serde_json::Value;
use synth_bindgen::generate;

use crate::{everything, schema, toy};

#[test]
fn regenerating_gives_the_committed_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generated");
    let files = generate("toy", &everything(), &schema()).unwrap();
    if env::var_os("SYNTH_BLESS").is_some() {
        for (name, text) in &files {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    for (name, text) in &files {
        let committed = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(committed == *text, "{name} is out of date");
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), files.len());
}

#[test]
fn the_schema_survives_the_round_trip() {
    let mut original = schema();
    strip_descriptions(&mut original);
    let written = synth_core::provider_schemas(toy::SCHEMAS);
    assert_eq!(written, original);
}

#[test]
fn regenerating_from_own_data_changes_nothing() {
    let own = synth_core::provider_schemas(toy::SCHEMAS);
    assert_eq!(
        generate("toy", &everything(), &own).unwrap(),
        generate("toy", &everything(), &schema()).unwrap()
    );
}

#[test]
fn recursive_and_repeated_blocks_share_a_struct_only_if_equal() {
    let files = generate("toy", &everything(), &schema()).unwrap();
    let tree = &files["tree.rs"];
    let count = |line: &str| tree.lines().filter(|present| *present == line).count();
    // `leaf` and `branch` have the same blocks `tag`, found first in `branch`.
    assert_eq!(count("    TreeBranchTag"), 1);
    assert_eq!(count("    TreeLeafTag"), 0);
    // Every level of `statement` has other fields.
    assert_eq!(count("    TreeStatement"), 1);
    assert_eq!(count("    TreeStatementNotStatement"), 1);
    assert_eq!(count("    TreeStatementNotStatementNotStatement"), 1);
}

#[test]
fn a_snapshot_of_one_file() {
    let files = generate("toy", &everything(), &schema()).unwrap();
    insta::assert_snapshot!(files["nested.rs"]);
}

pub(crate) fn strip_descriptions(json: &mut Value) {
    match json {
        Value::Object(object) => {
            // Beside a kind it is a description, elsewhere a name.
            if object.remove("description_kind").is_some() {
                object.remove("description");
            }
            object.values_mut().for_each(strip_descriptions);
        }
        Value::Array(items) => items.iter_mut().for_each(strip_descriptions),
        _ => {}
    }
}
