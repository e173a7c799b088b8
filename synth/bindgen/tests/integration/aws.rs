//! The whole AWS provider, where its schema is at hand.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use synth_bindgen::{Config, Options, everything, generate, run};

use crate::generated::strip_descriptions;

/// The schema file, which is not part of the project. Where it is missing,
/// whoever runs the tests hears of it.
#[expect(clippy::explicit_write, reason = "`eprintln!` is captured in tests")]
fn schema_file(test: &str) -> Option<PathBuf> {
    const NAME: &str = "aws-6.47.json";
    let folder = env::var_os("SYNTH_SCHEMA_DIR").map(PathBuf::from);
    let reason = match folder.map(|folder| folder.join(NAME)) {
        Some(file) if file.exists() => return Some(file),
        Some(file) => format!("SYNTH_SCHEMA_DIR has no {}", file.display()),
        None => format!("SYNTH_SCHEMA_DIR does not name a folder with {NAME}"),
    };
    writeln!(io::stderr(), "skipped {test}: {reason}").unwrap();
    None
}

#[test]
fn the_committed_bindings_are_what_their_own_data_generates() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap();
    let config = fs::read_to_string(root.join("synth.toml")).unwrap();
    let outcome = run(&Options {
        root: root.into(),
        config: Config::from_toml(&config).unwrap(),
        own: [("aws".to_owned(), synth_aws::provider_schema_json())].into(),
        check: true,
        ..Options::default()
    })
    .unwrap();
    for change in &outcome.changes {
        eprintln!("{}", change.diff);
    }
    assert!(outcome.is_current(), "run `synth bindgen`");
    assert_eq!(outcome.files, synth_aws::schemas().len() + 1);
}

#[test]
fn what_is_bound_survives_the_round_trip() {
    const ADDRESS: &str = "registry.terraform.io/hashicorp/aws";
    let Some(file) = schema_file("what_is_bound_survives_the_round_trip") else {
        return;
    };
    let mut original: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    strip_descriptions(&mut original);
    let original = &original["provider_schemas"][ADDRESS];
    let written = synth_aws::provider_schema_json();
    let written = &written["provider_schemas"][ADDRESS];
    assert_eq!(written["provider"], original["provider"]);
    let mut compared = 1;
    for (section, types) in written.as_object().unwrap() {
        if section == "provider" {
            continue;
        }
        for (name, schema) in types.as_object().unwrap() {
            assert_eq!(schema, &original[section][name], "{section} {name}");
            compared += 1;
        }
    }
    assert_eq!(compared, synth_aws::schemas().len());
}

#[test]
fn every_type_becomes_valid_rust() {
    let Some(file) = schema_file("every_type_becomes_valid_rust") else {
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
