//! What goes wrong on purpose.

use crate::harness::Project;
use crate::{over_both_protocols, toy};
use serde_json::{Value as Json, json};
use terraform_provider_mock::{Behaviors, MockProvider, Protocol};

const TWO: &str = r#"
    resource "toy_box" "good" { name = "good" }
    resource "toy_box" "bad" { name = "bad" }
"#;

fn project(protocol: Protocol, fault: &Json, body: &str) -> Project {
    let mock = toy::serve_with(protocol, &json!({ "faults": [fault] }));
    Project::new(mock, &toy::config(body))
}

over_both_protocols! {
    fn a_failed_creation_leaves_the_others(protocol) {
        let fault = json!({
            "type": "toy_box", "on": ["create"], "when": {"name": "bad"}, "fail": "AccessDenied"});
        let project = project(protocol, &fault, TWO);
        project.plan().says("2 to add");
        project
            .run(&["apply", "-auto-approve"])
            .ends_with(1)
            .says("Error: AccessDenied")
            .says("with toy_box.bad")
            .says("the mock provider was told to fail to create `toy_box`");
        assert_eq!(project.read(&["state", "list"]), "toy_box.good\n");
    }

    fn a_failed_change_keeps_what_was(protocol) {
        let fault = json!({"type": "toy_box", "on": ["update"]});
        let project = project(protocol, &fault, r#"resource "toy_box" "a" { name = "a" }"#);
        project.apply().config(&toy::config(r#"resource "toy_box" "a" {
            name  = "a"
            label = "x"
        }"#));
        project
            .run(&["apply", "-auto-approve"])
            .ends_with(1)
            .says("Error: Injected fault");
        assert_eq!(project.state("toy_box.a")["label"], json!(null));
    }

    fn a_failed_destruction_keeps_the_resource(protocol) {
        let fault = json!({"type": "toy_box", "on": ["delete"], "fail": "Not empty"});
        let project = project(protocol, &fault, r#"resource "toy_box" "a" { name = "a" }"#);
        project
            .apply()
            .run(&["destroy", "-auto-approve"])
            .ends_with(1)
            .says("Error: Not empty");
        assert_eq!(project.read(&["state", "list"]), "toy_box.a\n");
    }

    fn planning_and_reading_can_fail(protocol) {
        let fault = json!({"type": "toy_box", "on": ["plan"], "fail": "Quota"});
        project(protocol, &fault, TWO).run(&["plan"]).ends_with(1).says("Error: Quota");
        let fault = json!({"type": "toy_boxes", "on": ["read"], "fail": "Throttled"});
        project(protocol, &fault, r#"data "toy_boxes" "all" {}"#)
            .run(&["plan"])
            .ends_with(1)
            .says("Error: Throttled");
    }

    fn a_configured_timeout_ends_what_is_slow(protocol) {
        let fault = json!({"type": "toy_box", "on": ["create"], "delay_ms": 900_000});
        project(protocol, &fault, r#"resource "toy_box" "a" {
            name = "a"
            timeouts { create = "50ms" }
        }"#)
        .run(&["apply", "-auto-approve"])
        .ends_with(1)
        .says("timeout while waiting to create `toy_box` (timeout: 50ms)");
    }

    fn what_is_only_slow_succeeds(protocol) {
        let fault = json!({"type": "toy_box", "delay_ms": 50});
        project(protocol, &fault, r#"resource "toy_box" "a" { name = "a" }"#).apply();
    }
}

#[test]
fn a_fault_for_a_type_that_is_not_there_is_a_mistake() {
    let table = br#"{"faults": [{"type": "toy_boat"}]}"#;
    let error = MockProvider::builder(toy::schemas())
        .behaviors(Behaviors::from_slice(table).unwrap())
        .start()
        .unwrap_err();
    assert!(error.to_string().contains("`toy_boat`"), "{error}");
    assert!(error.hint().contains("faults"), "{error}");
}
