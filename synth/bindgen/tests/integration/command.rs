//! `run`: files, checks, stale files, and Terraform's part.

use std::fs;
use std::path::Path;

use synth_bindgen::{ChangeKind, Config, Error, Options, Outcome, run};
use tempfile::TempDir;

struct Test {
    root: TempDir,
    options: Options,
}

impl Test {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/toy.json");
        let options = Options {
            root: root.path().into(),
            schema: Some(fixture),
            ..Options::default()
        };
        Self { root, options }.resources(&["toy_string", "toy_words"])
    }

    fn resources(mut self, resources: &[&str]) -> Self {
        self.options.config = Config::from_toml(&format!(
            "[bindings.toy]\nsource = \"example/toy\"\nversion = \"1.2.3\"\n\
             path = \"src/toy\"\nresources = {resources:?}\n"
        ))
        .unwrap();
        self
    }

    fn check(mut self, check: bool) -> Self {
        self.options.check = check;
        self
    }

    fn run(&self) -> Outcome {
        run(&self.options).unwrap()
    }

    #[track_caller]
    fn changes(&self, expected: &[(ChangeKind, &str)]) {
        let outcome = self.run();
        let changes: Vec<_> = outcome
            .changes
            .iter()
            .map(|change| (change.kind, change.path.to_str().unwrap()))
            .collect();
        assert_eq!(changes, expected);
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.root.path().join("src/toy").join(name)
    }
}

#[test]
fn writes_once_and_then_agrees() {
    let test = Test::new();
    test.changes(&[
        (ChangeKind::Created, "src/toy/mod.rs"),
        (ChangeKind::Created, "src/toy/provider.rs"),
        (ChangeKind::Created, "src/toy/resource_toy_string.rs"),
        (ChangeKind::Created, "src/toy/words.rs"),
    ]);
    assert!(test.run().is_current());
    assert_eq!(test.run().files, 4);
}

#[test]
fn a_check_changes_nothing_and_shows_the_difference() {
    let test = Test::new();
    test.run();
    let words = test.file("words.rs");
    let edited = fs::read_to_string(&words)
        .unwrap()
        .replace("Words", "World");
    fs::write(&words, &edited).unwrap();
    let test = test.check(true);
    let outcome = test.run();
    assert_eq!(outcome.changes.len(), 1);
    let diff = &outcome.changes[0].diff;
    assert!(diff.starts_with("--- a/src/toy/words.rs\n+++ b/src/toy/words.rs\n"));
    assert!(diff.contains("-impl World {\n+impl Words {"));
    assert_eq!(fs::read_to_string(&words).unwrap(), edited);
}

#[test]
fn only_generated_files_are_removed() {
    let test = Test::new();
    test.run();
    fs::write(test.file("by_hand.rs"), "//! Mine.\n").unwrap();
    let test = test.resources(&["toy_string"]);
    test.changes(&[
        (ChangeKind::Updated, "src/toy/mod.rs"),
        (ChangeKind::Removed, "src/toy/words.rs"),
    ]);
    assert!(test.file("by_hand.rs").exists());
    assert!(!test.file("words.rs").exists());
}

#[test]
fn a_check_without_a_schema_uses_the_bindings_own() {
    let mut test = Test::new();
    test.run();
    test = test.check(true);
    test.options.schema = None;
    assert!(matches!(run(&test.options), Err(Error::NoOwnSchema)));
    let own = synth_core::provider_schemas(crate::toy::SCHEMAS);
    test.options.own = [("toy".to_owned(), own)].into();
    assert!(test.run().is_current());
}

#[test]
fn nothing_configured() {
    let mut test = Test::new();
    test.options.config = Config::default();
    assert!(matches!(run(&test.options), Err(Error::NothingConfigured)));
}

#[test]
fn a_missing_tool() {
    let mut test = Test::new();
    test.options.schema = None;
    test.options.tool = Some("/nonexistent/terraform".into());
    let error = run(&test.options).unwrap_err();
    assert_eq!(error.to_string(), "could not start /nonexistent/terraform");
}

#[cfg(unix)]
mod tool {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn script(test: &mut Test, text: &str) {
        let path = test.root.path().join("fake-terraform");
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        test.options.schema = None;
        test.options.tool = Some(path);
    }

    #[test]
    fn is_asked_for_the_schema() {
        let mut test = Test::new();
        let fixture = test.options.schema.clone().unwrap();
        let log = test.root.path().join("log");
        script(
            &mut test,
            &format!(
                "echo \"$@\" >> {log}\ncase $1 in init) cat main.tf.json >> {log};; \
                 providers) cat {fixture};; esac",
                log = log.display(),
                fixture = fixture.display()
            ),
        );
        assert_eq!(test.run().changes.len(), 4);
        assert_eq!(
            fs::read_to_string(log).unwrap(),
            "version\ninit -input=false -no-color\n\
             {\"terraform\":{\"required_providers\":{\"toy\":\
             {\"source\":\"example/toy\",\"version\":\"1.2.3\"}}}}\
             providers schema -json\n"
        );
    }

    #[test]
    fn that_fails_is_quoted() {
        let mut test = Test::new();
        script(
            &mut test,
            "[ $1 = version ] || { echo no registry >&2; exit 3; }",
        );
        let error = run(&test.options).unwrap_err();
        let Error::ToolFailed { code, stderr, .. } = error else {
            panic!("{error}");
        };
        assert_eq!((code, stderr.trim()), (Some(3), "no registry"));
    }
}
