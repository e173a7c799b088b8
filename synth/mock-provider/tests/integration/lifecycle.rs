//! Creating, changing, replacing and destroying resources.

use crate::harness::Project;
use crate::{over_both_protocols, toy};
use serde_json::json;

fn project(protocol: terraform_provider_mock::Protocol, body: &str) -> Project {
    Project::new(toy::serve(protocol), &toy::config(body))
}

over_both_protocols! {
    fn errors_are_those_of_terraform(protocol) {
        project(protocol, r#"resource "toy_box" "a" { nam = "a" }"#)
            .run(&["validate"])
            .ends_with(1)
            .says(r#"An argument named "nam" is not expected here. Did you mean "name"?"#)
            .says(r#"The argument "name" is required, but no definition was found."#);
    }

    fn an_unknown_type_is_refused(protocol) {
        project(protocol, r#"resource "toy_bax" "a" {}"#)
            .run(&["validate"])
            .ends_with(1)
            .says(r#"does not support resource type "toy_bax". Did you mean "toy_box"?"#);
    }

    fn what_is_computed_is_known_after_apply(protocol) {
        let project = project(protocol, r#"
            resource "toy_box" "a" {
              name   = "a"
              secret = "never stored"
            }
            output "id" { value = toy_box.a.id }
            output "fact" { value = toy_box.a.facts[0] }
            output "room" { value = toy_box.a.place[0].room }
        "#);
        project.plan().says("+ id = (known after apply)").says("1 to add");
        let state = project.apply().state("toy_box.a");
        assert_eq!(state["id"], "box/a");
        assert_eq!(state["path"], "/box/a/1");
        assert_eq!(state["secret"], json!(null));
        assert_eq!(state["labels"], json!({}));
        assert_eq!(project.read(&["output", "-raw", "id"]), "box/a");
    }

    fn configured_values_are_kept_as_they_are(protocol) {
        let state = project(protocol, r#"
            resource "toy_box" "a" {
              name   = "a"
              weight = 0.1
              size   = 12345678901234567890
              sealed = true
              tags   = { "a b" = "c" }
              codes  = [3, 1, 2.5]
              rules  = [{ port = 2, from = ["x"] }, { port = 1, from = [] }]
              anything = { list = [1, "two", null], nested = { yes = true } }
            }
        "#)
        .apply()
        .state("toy_box.a");
        assert_eq!(state["weight"].to_string(), "0.1");
        assert_eq!(state["codes"], json!([1, 2.5, 3]));
        assert_eq!(state["tags"], json!({"a b": "c"}));
        assert_eq!(state["anything"], json!({"list": [1, "two", null], "nested": {"yes": true}}));
    }

    fn a_change_in_place_recomputes_what_the_table_says(protocol) {
        let project = project(protocol, r#"resource "toy_box" "a" {
            name = "a"
            sealed = true
        }"#);
        let before = project.apply().state("toy_box.a");
        project.config(&toy::config(r#"resource "toy_box" "a" {
            name = "a"
            sealed = true
            label = "x"
        }"#));
        project
            .plan()
            .says("will be updated in-place")
            .says("~ revision = 1 -> (known after apply)")
            .does_not_say("~ id")
            .says("0 to add, 1 to change, 0 to destroy");
        let after = project.apply().state("toy_box.a");
        assert_eq!(after["id"], before["id"]);
        assert_eq!(after["revision"], 2);
        assert_ne!(after["digest"], before["digest"]);
    }

    fn a_condition_that_does_not_hold_recomputes_nothing(protocol) {
        let project = project(protocol, r#"resource "toy_box" "a" { name = "a" }"#);
        project
            .apply()
            .config(&toy::config(r#"resource "toy_box" "a" {
                name = "a"
                label = "x"
            }"#))
            .plan()
            .does_not_say("digest");
    }

    fn a_new_name_forces_replacement(protocol) {
        let project = project(protocol, r#"resource "toy_box" "a" { name = "a" }"#);
        project.apply().config(&toy::config(r#"resource "toy_box" "a" { name = "b" }"#));
        project
            .plan()
            .says(r#"~ name = "a" -> "b" # forces replacement"#)
            .says("1 to add, 0 to change, 1 to destroy");
        assert_eq!(project.apply().state("toy_box.a")["id"], "box/b");
    }

    fn a_change_inside_a_block_can_force_replacement(protocol) {
        let body = |width, label: &str| toy::config(&format!(r#"resource "toy_box" "a" {{
            name = "a"
            drawer {{
              label = "{label}"
              width = {width}
            }}
        }}"#));
        let project = Project::new(toy::serve(protocol), &body(1, "x"));
        project.apply().config(&body(1, "y")).plan().says("0 to add, 1 to change");
        project.config(&body(2, "x")).plan().says("# forces replacement");
    }

    fn instances_of_one_resource_differ(protocol) {
        let project = project(protocol, r#"
            resource "toy_box" "each" {
              for_each = toset(["a", "b"])
              name     = each.key
              label    = toy_box.first.path
            }
            resource "toy_box" "first" { name = "first" }
            resource "toy_box" "same" {
              count = 2
              name  = "same"
            }
        "#);
        project.apply();
        assert_eq!(project.state(r#"toy_box.each["b"]"#)["label"], "/box/first/1");
        let digest = |index| project.state(&format!("toy_box.same[{index}]"))["digest"].clone();
        assert_ne!(digest(0), digest(1));
    }

    fn everything_can_be_destroyed(protocol) {
        project(protocol, r#"resource "toy_box" "a" {
            name = "a"
            timeouts { create = "1m" }
        }"#)
        .apply()
        .run(&["destroy", "-auto-approve"])
        .succeeds()
        .says("1 destroyed");
    }

    fn a_refresh_finds_what_the_state_says(protocol) {
        project(protocol, r#"resource "toy_box" "a" { name = "a" }"#)
            .apply()
            .run(&["plan", "-refresh-only"])
            .says("No changes. Your infrastructure still matches the configuration.");
    }

    fn another_process_makes_the_same_values(protocol) {
        let body = r#"resource "toy_box" "a" { name = "a" }"#;
        let one = project(protocol, body).apply().state("toy_box.a");
        let two = project(protocol, body).apply().state("toy_box.a");
        assert_eq!(one, two);
    }

    fn a_state_of_an_older_schema_is_upgraded(protocol) {
        project(protocol, r#"resource "toy_box" "a" { name = "a" }"#)
            .file("terraform.tfstate", &json!({
                "version": 4, "terraform_version": "1.0.0", "serial": 1, "lineage": "x", "outputs": {},
                "resources": [{
                    "mode": "managed", "type": "toy_box", "name": "a",
                    "provider": "provider[\"registry.terraform.io/acme/toy\"]",
                    "instances": [{"schema_version": 0, "attributes": {
                        "id": "box/a", "name": "a", "gone": true}}],
                }],
            }).to_string())
            .run(&["plan", "-detailed-exitcode"])
            .ends_with(0);
    }

    fn terraform_test_can_mock_the_mock(protocol) {
        project(protocol, r#"
            resource "toy_box" "a" { name = "a" }
            output "id" { value = toy_box.a.id }
        "#)
        .file("box.tftest.hcl", r#"
            mock_provider "toy" {
              mock_resource "toy_box" {
                defaults = { id = "made up by the test" }
              }
            }
            run "mocked" {
              assert {
                condition     = output.id == "made up by the test"
                error_message = "the test's own value is not used"
              }
            }
        "#)
        .file("served.tftest.hcl", r#"
            run "served" {
              assert {
                condition     = output.id == "box/a"
                error_message = "the provider's value is not used"
              }
            }
        "#)
        .run(&["test"])
        .succeeds()
        .says("2 passed, 0 failed");
    }

    fn a_move_between_types_is_refused(protocol) {
        project(protocol, r#"resource "terraform_data" "a" {}"#)
            .apply()
            .config(&toy::config(r#"
                resource "toy_box" "a" { name = "a" }
                moved {
                  from = terraform_data.a
                  to   = toy_box.a
                }
            "#))
            .run(&["plan"])
            .ends_with(1)
            .says("does not support moved operations across resource types and providers");
    }
}
