//! What changes behind Terraform's back.

use crate::harness::Project;
use crate::{over_both_protocols, toy};
use serde_json::{Value as Json, json};
use terraform_provider_mock::Protocol;

fn project(protocol: Protocol, drift: &Json) -> Project {
    let mock = toy::serve_with(protocol, &json!({ "drift": [drift] }));
    Project::new(
        mock,
        &toy::config(
            r#"
        resource "toy_box" "a" {
          name  = "a"
          label = "mine"
          drawer {
            label = "top"
            width = 1
          }
        }
        resource "toy_box" "b" { name = "b" }
    "#,
        ),
    )
}

over_both_protocols! {
    fn a_refresh_finds_what_has_drifted(protocol) {
        let drift = json!({"type": "toy_box", "when": {"name": "a"}, "set": {"label": "theirs"}});
        let project = project(protocol, &drift);
        project.run(&["apply", "-auto-approve"]).succeeds();
        project
            .plan()
            .says("# toy_box.a will be updated in-place")
            .says(r#"~ label = "theirs" -> "mine""#)
            .says("0 to add, 1 to change, 0 to destroy");
        project
            .run(&["plan", "-refresh-only"])
            .says(r#"~ label = "mine" -> "theirs""#);
        project.run(&["plan", "-refresh=false"]).says("No changes.");
    }

    fn a_block_can_drift_into_replacement(protocol) {
        let drift = json!({"type": "toy_box", "set": {"drawer.width": 9}});
        let project = project(protocol, &drift);
        project.run(&["apply", "-auto-approve"]).succeeds();
        project.plan().says("~ width = 9 -> 1").says("# forces replacement");
    }

    fn a_resource_can_be_gone(protocol) {
        let drift = json!({"type": "toy_box", "when": {"name": "b"}, "gone": true});
        let project = project(protocol, &drift);
        project.run(&["apply", "-auto-approve"]).succeeds();
        project.plan().says("# toy_box.b will be created").says("1 to add, 0 to change");
    }

    fn what_the_schema_does_not_have_cannot_drift(protocol) {
        let project = project(protocol, &json!({"type": "toy_box", "set": {"lable": "x"}}));
        project.run(&["apply", "-auto-approve"]).succeeds();
        project
            .run(&["plan"])
            .ends_with(1)
            .says("`toy_box` cannot drift in `lable`: there is no `lable`");
    }
}
