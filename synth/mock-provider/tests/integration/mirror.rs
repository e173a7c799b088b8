//! Installed from a mirror, and started by Terraform itself.

use crate::harness::{Project, isolated};
use crate::{over_both_protocols, toy};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use terraform_provider_mock::Protocol;
use terraform_provider_mock::plugin::Installation;

const MOCK: &str = env!("CARGO_BIN_EXE_terraform-provider-mock");

/// A mirror, and the CLI configuration that points to it.
pub(crate) struct Mirror {
    folder: TempDir,
    pub(crate) config: PathBuf,
}

impl Mirror {
    /// Installs every provider of a document.
    fn of(document: &serde_json::Value) -> Self {
        Self::of_version(document, "1.2.3")
    }

    /// Installs every provider of a document, in this version.
    pub(crate) fn of_version(document: &serde_json::Value, version: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let schema = folder.path().join("all.json");
        std::fs::write(&schema, document.to_string()).unwrap();
        let mirror = Installation {
            mirror: folder.path().join("mirror"),
            executable: MOCK.into(),
            schema,
            provider: None,
            version: version.to_owned(),
            types: Vec::new(),
            behaviors: None,
        };
        let block = mirror.run().unwrap().provider_installation();
        let config = folder.path().join("mirror.tfrc");
        std::fs::write(&config, block).unwrap();
        Self { folder, config }
    }

    fn project(&self, protocol: Protocol, config: &str) -> Project {
        let version = protocol.number().to_string();
        let file = self.config.to_str().unwrap();
        Project::with(
            &[
                ("TF_CLI_CONFIG_FILE", file),
                ("MOCK_PROVIDER_PROTOCOL", &version),
            ],
            config,
        )
    }

    fn package(&self) -> PathBuf {
        let version = "mirror/registry.terraform.io/acme/toy/1.2.3";
        let mut platforms = std::fs::read_dir(self.folder.path().join(version)).unwrap();
        platforms.next().unwrap().unwrap().path()
    }
}

const BOX: &str = r#"
    resource "toy_box" "a" {
      name  = "a"
      label = "x"
    }
"#;

over_both_protocols! {
    fn a_whole_life_started_by_terraform(protocol) {
        let mirror = Mirror::of(&toy::document());
        let project = mirror.project(protocol, &toy::config(BOX));
        let lock = project.read_file(".terraform.lock.hcl");
        assert!(lock.contains(r#"provider "registry.terraform.io/acme/toy""#), "{lock}");
        assert!(lock.contains(r#"version = "1.2.3""#), "{lock}");
        assert!(lock.contains("\"h1:"), "{lock}");
        project.run(&["validate"]).succeeds();
        project.plan().says("1 to add");
        let state = project.apply().state("toy_box.a");
        assert_eq!(state["label"], "x");
        project
            .config(&toy::config(&BOX.replace("\"x\"", "\"y\"")))
            .plan()
            .says("0 to add, 1 to change, 0 to destroy");
        project.apply();
        project.run(&["init"]).succeeds();
        assert_eq!(project.read_file(".terraform.lock.hcl"), lock);
        project.run(&["destroy", "-auto-approve"]).succeeds().says("1 destroyed");
    }

    fn two_providers_are_two_processes(protocol) {
        let mut document = toy::document();
        document["provider_schemas"]["registry.example.com/other/thing"] = json!({
            "resource_schemas": {"thing_a": {"block": {"attributes": {
                "id": toy::computed("string"), "box": toy::optional("string")}}}},
        });
        let mirror = Mirror::of(&document);
        let project = mirror.project(protocol, r#"
            terraform {
              required_providers {
                toy = {
                  source  = "acme/toy"
                  version = "~> 1.2"
                }
                thing = { source = "registry.example.com/other/thing" }
              }
            }
            resource "toy_box" "a" { name = "a" }
            resource "thing_a" "a" { box = toy_box.a.id }
        "#);
        let id = project.apply().state("toy_box.a")["id"].clone();
        assert_eq!(project.state("thing_a.a")["box"], id);
    }

    fn terraform_can_do_without_tls(protocol) {
        let mirror = Mirror::of(&toy::document());
        let project = mirror.project(protocol, &toy::config(BOX));
        project.set("TF_DISABLE_PLUGIN_TLS", "1").apply();
    }
}

#[test]
fn terraform_test_runs_against_it() {
    let mirror = Mirror::of(&toy::document());
    mirror
        .project(Protocol::V6, &toy::config(BOX))
        .file(
            "box.tftest.hcl",
            r#"
            run "served" {
              assert {
                condition     = toy_box.a.label == "x" && toy_box.a.id != ""
                error_message = "the provider does not answer"
              }
            }
            "#,
        )
        .run(&["test"])
        .succeeds()
        .says("1 passed, 0 failed");
}

#[test]
fn what_is_beside_the_executable_counts() {
    let mirror = Mirror::of(&toy::document());
    let behaviors = json!({"resources": {"toy_box": {"values": {"id": "shelf/{name}"}}}});
    std::fs::write(
        mirror.package().join("behaviors.json"),
        behaviors.to_string(),
    )
    .unwrap();
    let project = mirror.project(Protocol::V5, &toy::config(BOX));
    assert_eq!(project.apply().state("toy_box.a")["id"], "shelf/a");
}

#[test]
fn the_environment_can_make_it_fail() {
    let mirror = Mirror::of(&toy::document());
    let project = mirror.project(Protocol::V5, &toy::config(BOX));
    let faults = json!({"faults": [{"type": "toy_box", "on": ["create"], "fail": "No room"}]});
    project
        .apply_fails(&[("MOCK_PROVIDER_FAULTS", &faults.to_string())])
        .says("Error: No room");
    project.apply();
}

#[test]
fn a_plugin_that_cannot_serve_says_why() {
    let mirror = Mirror::of(&toy::document());
    let project = mirror.project(Protocol::V5, &toy::config(BOX));
    project
        .set("MOCK_PROVIDER_SCHEMA", "none.json")
        .run(&["plan"])
        .ends_with(1)
        .says("error: cannot read `none.json`: No such file or directory (os error 2); hint:");
}

#[test]
fn terraform_logs_the_calls() {
    let mirror = Mirror::of(&toy::document());
    mirror
        .project(Protocol::V5, &toy::config(BOX))
        .set("TF_LOG_PROVIDER", "debug")
        .plan()
        .says("PlanResourceChange toy_box");
}

/// Runs the executable as Terraform would, but with this cookie.
fn with_cookie(folder: &Path, cookie: &str) -> Command {
    let mut command = isolated(MOCK, folder);
    command.env("TF_PLUGIN_MAGIC_COOKIE", cookie);
    command
}

#[test]
fn a_wrong_cookie_is_no_cookie() {
    let folder = tempfile::tempdir().unwrap();
    let output = with_cookie(folder.path(), "biscuit").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("--schema <FILE>"), "{stderr}");
    assert!(stderr.contains("Usage:"), "{stderr}");
}

#[test]
fn whoever_passes_arguments_is_not_terraform() {
    let folder = tempfile::tempdir().unwrap();
    let cookie = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
    let output = with_cookie(folder.path(), cookie).arg("--version").output();
    let stdout = String::from_utf8(output.unwrap().stdout).unwrap();
    assert!(stdout.starts_with("terraform-provider-mock "), "{stdout}");
}
