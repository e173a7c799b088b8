//! Bindings that cargo features compile.

use std::fs;

use synth_bindgen::{Bindings, Config, Error, Options, generate, run};

use crate::schema;

const LISTED: &str = r#"
    [bindings.toy]
    source = "example/toy"
    version = "1.2.3"
    path = "toy/src/bindings"
    resources = ["toy_string"]

    [bindings.toy.features.trees]
    resources = ["toy_tree"]

    [bindings.toy.features.many]
    resources = ["toy_nested", "toy_words"]
    data-sources = ["toy_blocks"]
    ephemeral-resources = ["toy_secret"]
"#;

fn config() -> Config {
    Config::from_toml(LISTED).unwrap()
}

fn bindings() -> Bindings {
    config().bindings["toy"].clone()
}

#[test]
fn a_snapshot_of_the_module() {
    let files = generate("toy", &bindings(), &schema()).unwrap();
    insta::assert_snapshot!(files["mod.rs"]);
}

#[test]
fn a_binding_says_which_feature_it_needs() {
    let files = generate("toy", &bindings(), &schema()).unwrap();
    for (file, lines) in [
        (
            "tree.rs",
            [
                "//! Resource `toy_tree` (feature `trees`).",
                "    /// Resource `toy_tree` (feature `trees`).",
            ],
        ),
        (
            "resource_toy_string.rs",
            [
                "//! Resource `toy_string`.",
                "    /// Resource `toy_string`.",
            ],
        ),
    ] {
        for line in lines {
            assert!(files[file].lines().any(|one| one == line), "{file}: {line}");
        }
    }
}

#[test]
fn features_change_nothing_else() {
    let grouped = bindings();
    let mut flat = Bindings {
        features: [].into(),
        ..grouped.clone()
    };
    for feature in grouped.features.values() {
        flat.resources.extend(feature.resources.clone());
        flat.data_sources.extend(feature.data_sources.clone());
        flat.ephemeral_resources
            .extend(feature.ephemeral_resources.clone());
    }
    let mut files = generate("toy", &grouped, &schema()).unwrap();
    for text in files.values_mut() {
        let lines: Vec<&str> = text
            .split_inclusive('\n')
            .filter(|line| !line.trim_start().starts_with("#[cfg(feature = "))
            .collect();
        *text = lines.concat();
        for feature in ["trees", "many"] {
            *text = text.replace(&format!(" (feature `{feature}`)"), "");
        }
        *text = text.replace(" that are compiled.", ".");
    }
    assert_eq!(files, generate("toy", &flat, &schema()).unwrap());
}

#[test]
fn the_package_has_to_declare_them() {
    let root = tempfile::tempdir().unwrap();
    let fixture = root.path().join("schema.json");
    fs::write(&fixture, schema().to_string()).unwrap();
    let options = Options {
        root: root.path().into(),
        config: config(),
        schema: Some(fixture),
        ..Options::default()
    };
    let error = run(&options).unwrap_err();
    assert!(matches!(error, Error::NoPackage { .. }), "{error}");

    let manifest = root.path().join("toy/Cargo.toml");
    fs::create_dir(manifest.parent().unwrap()).unwrap();
    fs::write(
        &manifest,
        "[package]\nname = \"toy\"\n[features]\nmany = []\n",
    )
    .unwrap();
    for check in [false, true] {
        let error = run(&Options {
            check,
            ..options.clone()
        })
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "toy/Cargo.toml lacks features of the bindings: `trees`"
        );
        assert_eq!(
            error.hint().unwrap(),
            "add `trees = []` to `[features]`, and \"many\", \"trees\" to `full = [...]` in \
             `[features]`"
        );
    }
    assert!(!root.path().join("toy/src").exists());

    fs::write(
        &manifest,
        "[package]\nname = \"toy\"\n[features]\nmany = []\ntrees = []\nfull = [\"many\", \"trees\"]\n",
    )
    .unwrap();
    assert_eq!(run(&options).unwrap().files, 8);
}
