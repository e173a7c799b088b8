//! Nested attributes, which only protocol 6 has.

use crate::harness::Project;
use crate::toy::{computed, optional, optional_computed, required};
use serde_json::{Value as Json, json};
use terraform_provider_mock::{MockProvider, Schemas};

fn serve() -> MockProvider {
    let nested = |mode: &str, flags: Json, attributes: Json| {
        let mut attribute =
            json!({"nested_type": {"nesting_mode": mode, "attributes": attributes}});
        for (flag, value) in flags.as_object().unwrap() {
            attribute[flag] = value.clone();
        }
        attribute
    };
    let is_optional = || json!({"optional": true});
    let item =
        || json!({"key": required("string"), "id": computed("string"), "note": optional("string")});
    let document = json!({"format_version": "1.0", "provider_schemas": {"registry.terraform.io/acme/toy": {
        "resource_schemas": {"toy_net": {"block": {"attributes": {
            "id": computed("string"),
            "name": required("string"),
            "one": nested("single", is_optional(), json!({
                "mode": required("string"),
                "token": optional_computed("string"),
                "secret": {"type": "string", "optional": true, "write_only": true},
                "deep": nested("list", is_optional(), item()),
            })),
            "list": nested("list", is_optional(), item()),
            "set": nested("set", is_optional(), item()),
            "map": nested("map", is_optional(), item()),
            "either": nested("list", json!({"optional": true, "computed": true}), item()),
            "report": nested("list", json!({"computed": true}), item()),
            "summary": nested("single", json!({"computed": true}), item()),
        }}}},
    }}});
    MockProvider::start(Schemas::from_value(document).unwrap()).unwrap()
}

fn project(body: &str) -> Project {
    Project::new(serve(), &crate::toy::config(body))
}

const ALL: &str = r#"
resource "toy_net" "a" {
  name = "a"
  one  = { mode = "m", secret = "never stored", deep = [{ key = "d" }] }
  list = [{ key = "x" }, { key = "y", note = "n" }]
  set  = [{ key = "x" }, { key = "y" }]
  map  = { left = { key = "l" }, right = { key = "r" } }
}
"#;

#[test]
fn every_mode_can_be_applied_and_changed() {
    let project = project(ALL);
    let before = project.apply().state("toy_net.a");
    assert!(before["one"]["token"].is_string());
    assert_eq!(before["one"]["secret"], json!(null));
    assert!(before["one"]["deep"][0]["id"].is_string());
    assert_ne!(before["list"][0]["id"], before["list"][1]["id"]);
    assert_eq!(before["set"].as_array().map(Vec::len), Some(2));
    assert!(before["map"]["right"]["id"].is_string());
    assert_eq!(before["either"], json!([]));
    assert!(before["report"][0]["id"].is_string());
    assert!(before["summary"]["key"].is_string());

    let changed = ALL
        .replace(r#"set  = [{ key = "x" },"#, r#"set  = [{ key = "z" },"#)
        .replace("map  = {", r#"map  = { middle = { key = "m" },"#);
    project.config(&crate::toy::config(&changed));
    project.plan().says("0 to add, 1 to change");
    let after = project.apply().state("toy_net.a");
    assert_eq!(after["map"]["left"], before["map"]["left"]);
    assert!(after["map"]["middle"]["id"].is_string());
    project.run(&["destroy", "-auto-approve"]).succeeds();
}

#[test]
fn absent_ones_stay_absent() {
    let state = project(r#"resource "toy_net" "a" { name = "a" }"#)
        .apply()
        .state("toy_net.a");
    assert_eq!(state["one"], json!(null));
    assert_eq!(state["map"], json!(null));
}

#[test]
fn their_values_may_be_unknown() {
    project(
        r#"
        resource "toy_net" "first" { name = "first" }
        resource "toy_net" "a" {
          name = toy_net.first.id
          list = [for report in toy_net.first.report : { key = report.id }]
          map  = { x = { key = toy_net.first.summary.id } }
          set  = [{ key = toy_net.first.id }]
        }
        "#,
    )
    .apply();
}
