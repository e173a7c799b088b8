//! Importing what exists outside Terraform.

use crate::harness::Project;
use crate::{over_both_protocols, toy};

over_both_protocols! {
    fn an_import_keeps_the_id_and_replaces_nothing(protocol) {
        let project = Project::new(toy::serve(protocol), &toy::config(r#"
            resource "toy_box" "a" {
              name  = "a"
              label = "x"
            }
        "#));
        project.run(&["import", "toy_box.a", "given"]).succeeds().says("Import successful!");
        let state = project.state("toy_box.a");
        assert_eq!(state["id"], "given");
        assert!(state["digest"].is_string());
        project.plan().says("0 to add, 1 to change, 0 to destroy");
        assert_eq!(project.apply().state("toy_box.a")["id"], "given");
    }

    fn an_import_block_does_the_same(protocol) {
        let project = Project::new(toy::serve(protocol), &toy::config(r#"
            import {
              to = toy_box.a
              id = "given"
            }
            resource "toy_box" "a" { name = "a" }
        "#));
        project.plan().says("1 to import, 0 to add, 1 to change, 0 to destroy");
        assert_eq!(project.apply().state("toy_box.a")["id"], "given");
    }

    fn after_the_first_apply_a_new_name_replaces_again(protocol) {
        let project = Project::new(toy::serve(protocol), &toy::config(r#"
            resource "toy_box" "a" { name = "a" }
        "#));
        project.run(&["import", "toy_box.a", "given"]).succeeds();
        project
            .apply()
            .config(&toy::config(r#"resource "toy_box" "a" { name = "b" }"#))
            .plan()
            .says("# forces replacement");
    }
}
