//! Escape hatches.

use serde_json::json;
use synth_core::prelude::*;
use synth_core::{LocalBackend, TerraformData};

use crate::harness::{document, problems};

#[test]
fn any_place_of_an_element_can_be_set_and_removed() {
    let document = document(|stack| {
        let first = stack.add("first", TerraformData::new());
        let second = stack.add(
            "second",
            TerraformData::new().input(record! {
                "keep" => 1, "drop" => 2,
            }),
        );
        second.set_override("input.added", interpolate!["${", first.id(), "}"]);
        second.remove_override("input.drop");
        second.set_override("provisioner.0.local-exec.command", "true");
    });
    let second = &document["resource"]["terraform_data"]["second"];
    assert_eq!(
        second["input"],
        json!({"keep": 1, "added": "$${${terraform_data.first.id}}"})
    );
    // A place in something that is not there yet is a name of a new object.
    assert_eq!(
        second["provisioner"],
        json!({"0": {"local-exec": {"command": "true"}}})
    );
    assert_eq!(
        document["//"]["metadata"]["overrides"],
        json!({"terraform_data": ["input", "provisioner"]})
    );
}

#[test]
fn any_place_of_the_stack_and_its_backend() {
    let document = document(|stack| {
        stack.backend(LocalBackend::new("a.tfstate").workspace_dir("spaces"));
        stack.set_backend_override("path", "${literal}.tfstate");
        stack.remove_backend_override("workspace_dir");
        stack.set_override(
            "check.health.assert",
            record! {
                "condition" => true, "error_message" => "no",
            },
        );
        stack.remove_override("terraform.required_version");
    });
    assert_eq!(
        document["terraform"]["backend"],
        json!({"local": {"path": "${literal}.tfstate"}})
    );
    assert_eq!(document["check"]["health"]["assert"]["condition"], true);
    assert_eq!(
        document["//"]["metadata"]["overrides"],
        json!({"backend": ["path", "workspace_dir"], "stack": ["check", "terraform"]})
    );
}

#[test]
fn an_override_that_fits_nowhere_is_refused() {
    let said = problems(|stack| {
        let data = stack.add("data", TerraformData::new().input("text"));
        data.set_override("input.inside", 1);
        stack.set_override("//.metadata.version.major", 2);
    });
    insta::assert_snapshot!(said, @r"
    example/data: the override of `input.inside` does not fit: `inside` is inside a value that has no inside
      defined at HERE
    example: the override of `//.metadata.version.major` does not fit: `major` is inside a value that has no inside
    ");
}

#[test]
fn arguments_can_be_set_after_adding() {
    let document = document(|stack| {
        let first = stack.add("first", TerraformData::new());
        let second = stack.add("second", TerraformData::new().input(1));
        second.set_argument("input", 2);
        second.add_dependency(&first);
    });
    let second = &document["resource"]["terraform_data"]["second"];
    assert_eq!(second["input"], 2);
    assert_eq!(second["depends_on"], json!(["terraform_data.first"]));
}
