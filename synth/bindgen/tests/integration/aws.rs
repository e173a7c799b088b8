//! The whole AWS provider, where its schema is at hand.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use synth_bindgen::{everything, generate};

/// The schema file, which is not part of the project.
fn schema_file() -> Option<PathBuf> {
    let folder = env::var_os("SYNTH_SCHEMA_DIR").map(PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let folders = folder.into_iter().chain([root.join("../shared/schema")]);
    folders
        .map(|folder| folder.join("aws-6.47.json"))
        .find(|file| file.exists())
}

#[test]
fn every_type_becomes_valid_rust() {
    let Some(file) = schema_file() else {
        return;
    };
    let schema = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let bindings = everything("hashicorp/aws", "6.47.0", &schema).unwrap();
    let files = generate("aws", &bindings, &schema).unwrap();
    assert!(files.len() > 2_300);
    for (name, text) in &files {
        if let Err(error) = syn::parse_file(text) {
            panic!("{name}: {error}");
        }
    }
}
