//! What a table of facts has against a configuration.

use crate::harness::Project;
use crate::{over_both_protocols, toy};
use serde_json::json;
use terraform_provider_mock::Protocol;

/// Rules of every kind.
fn project(protocol: Protocol) -> Project {
    let table = json!({"source": "acme/toys", "resources": {"toy_box": {
        "source": "box.go",
        "arguments": {
            "label": {"one_of": ["red", "blue"]},
            "weight": {"range": [0, 900]},
            "codes": {"range": [1, null], "items": [null, 2]},
            "tags": {"length": [null, 5]},
            "secret": {"pattern": "^[a-z]+$", "message": "lower case letters"},
            "drawer.label": {"pattern": "^[a-z]+$", "message": "lower case letters"},
            "drawer.lock.key": {"format": "json"},
            "lid.color": {"one_of": ["Red"], "ignore_case": true},
        },
        "conflicts": [["label", "weight"]],
        "exactly_one_of": [["lid", "sealed"]],
        "at_least_one_of": [["drawer.width", "drawer.lock"]],
        "required_with": {"codes": ["size"]},
        "cases": [
            {"when": {"sealed": true}, "excluded": ["drawer"], "required": ["tags"]},
            {
                "when": {"sealed": [null, false]},
                "arguments": {"name": {"not_pattern": "^sealed"}},
            },
            {
                "in": "drawer", "when": {"label": "wide"},
                "arguments": {"width": {"range": [5, null]}},
            },
        ],
    }}});
    let body = r#"resource "toy_box" "a" {
        name   = "a"
        sealed = false
    }"#;
    Project::new(toy::serve_with(protocol, &table), &toy::config(body))
}

/// A box of these arguments is refused with exactly these words, each at the
/// line or block that is said with them.
fn judged(project: &Project, arguments: &str, expected: &[(&str, &str)]) {
    let body = format!("resource \"toy_box\" \"a\" {{\n  name = \"a\"\n{arguments}\n}}");
    let found = project.config(&toy::config(&body)).errors();
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(summary, code)| (&**summary, &**code))
        .collect();
    assert_eq!(found, expected, "{arguments}");
}

const BOX: &str = r#"resource "toy_box" "a" {"#;

over_both_protocols! {
    fn each_kind_of_rule_names_the_place(protocol) {
        let project = project(protocol);
        judged(&project, "sealed = false", &[]);
        judged(&project, r#"
            sealed = false
            label  = "green"
        "#, &[(r#"`label` has to be one of "red", "blue", got "green""#, r#"label  = "green""#)]);
        judged(&project, r#"
            sealed = false
            label  = "red"
            weight = 901
        "#, &[
            ("`weight` has to be from 0 to 900, got 901", "weight = 901"),
            ("`label`, `weight` exclude each other", "weight = 901"),
        ]);
        judged(&project, "
            sealed = false
            codes  = [0, 1, 2]
        ", &[
            ("`codes` has to have at most 2 elements, got 3", "codes  = [0, 1, 2]"),
            ("`codes` has to be at least 1, got 0", "codes  = [0, 1, 2]"),
            ("`size` has to be set where `codes` is", "codes  = [0, 1, 2]"),
        ]);
        judged(&project, r#"
            sealed = false
            secret = "hunter2"
            tags   = { team = "blueish" }
        "#, &[
            (
                "`secret` has to be lower case letters, got a sensitive value",
                r#"secret = "hunter2""#,
            ),
            (
                r#"`tags` has to have at most 5 bytes, got "blueish""#,
                r#"tags   = { team = "blueish" }"#,
            ),
        ]);
    }

    fn rules_reach_into_each_block(protocol) {
        let project = project(protocol);
        judged(&project, r#"
            sealed = false
            drawer {
              label = "wide"
              width = 6
            }
            drawer {
              label = "A"
              lock { key = "{" }
            }
            drawer { label = "empty" }
            drawer {
              label = "wide"
              width = 4
            }
        "#, &[
            (r#"`drawer.label` has to be lower case letters, got "A""#, r#"label = "A""#),
            (r#"`drawer.lock.key` has to be JSON, got "{""#, r#"lock { key = "{" }"#),
            (
                "at least one of `drawer.width`, `drawer.lock` has to be set",
                r#"drawer { label = "empty" }"#,
            ),
            (
                r#"`drawer.width` has to be at least 5 where `drawer.label` is "wide", got 4"#,
                "width = 4",
            ),
        ]);
        judged(&project, r#"lid { color = "RED" }"#, &[]);
        judged(&project, r#"lid { color = "blue" }"#, &[
            (r#"`lid.color` has to be one of "Red", got "blue""#, r#"lid { color = "blue" }"#),
        ]);
    }

    fn groups_and_cases_look_at_the_whole(protocol) {
        let project = project(protocol);
        judged(&project, "", &[("exactly one of `lid`, `sealed` has to be set", BOX)]);
        judged(&project, "
            sealed = false
            lid {}
        ", &[("`lid`, `sealed` exclude each other", "sealed = false")]);
        judged(&project, r#"
            sealed = true
            drawer {
              label = "a"
              width = 1
            }
        "#, &[
            ("`tags` has to be set where `sealed` is true", BOX),
            ("`drawer` must not be set where `sealed` is true", BOX),
        ]);
    }

    fn what_is_not_known_yet_is_not_judged(protocol) {
        let project = project(protocol);
        project.config(&toy::config(r#"
            variable "color" { type = string }
            variable "none" { default = null }
            resource "toy_box" "first" {
              name   = "first"
              sealed = false
            }
            resource "toy_box" "a" {
              name   = "sealed-${toy_box.first.digest}"
              sealed = toy_box.first.revision > 3
              label  = var.color
              weight = var.none
              codes  = [toy_box.first.revision, 0 + toy_box.first.revision]
              size   = toy_box.first.revision
              secret = toy_box.first.digest
              dynamic "drawer" {
                for_each = toy_box.first.facts
                content { label = drawer.value }
              }
            }
        "#));
        assert_eq!(project.errors(), []);
        project.run(&["plan", "-var", "color=green"]).ends_with(1).says("got \"green\"");
        project.run(&["plan", "-var", "color=red"]).succeeds();
    }

    fn a_refusal_names_its_source(protocol) {
        let project = project(protocol);
        project.config(&toy::config(r#"resource "toy_box" "a" {
            name   = "a"
            sealed = false
            label  = "green"
        }"#));
        project
            .run(&["plan"])
            .ends_with(1)
            .says(r#"Error: `label` has to be one of "red", "blue", got "green""#)
            .says("with toy_box.a")
            .says(r#"label = "green""#)
            .says("has this from its table of facts, taken from box.go of acme/toys.")
            .says("hint: if the real provider takes it, correct the table");
    }

    fn defaults_are_planned_and_change_nothing(protocol) {
        let table = json!({"resources": {"toy_box": {
            "replace": ["sealed"],
            "defaults": {"sealed": false, "weight": 7, "drawer.width": 3, "size": 9},
            "values": {"labels": {"box": "{name}"}},
        }}});
        let body = |more: &str| toy::config(&format!(r#"
            variable "later" {{ default = 4 }}
            resource "toy_box" "a" {{
              name = "a"
              size = var.later
              drawer {{
                label = "x"
                {more}
              }}
            }}"#));
        let project = Project::new(toy::serve_with(protocol, &table), &body(""));
        let state = project.apply().state("toy_box.a");
        assert_eq!((&state["sealed"], &state["weight"]), (&json!(false), &json!(7)));
        assert_eq!((&state["drawer"][0]["width"], &state["size"]), (&json!(3), &json!(4)));
        assert_eq!(state["labels"], json!({"box": "a"}));
        project.config(&body("width = 3")).apply();
        project.config(&body("width = 2")).plan().says("-> 2");
    }
}
