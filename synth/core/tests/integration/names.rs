//! Names and their collisions.

use synth_core::TerraformData;
use synth_core::prelude::*;

use crate::harness::{app_problems, document, problems};

#[test]
fn ids_that_come_out_alike_are_refused() {
    let said = problems(|stack| {
        stack.add("a.b", TerraformData::new());
        stack.add("ab", TerraformData::new());
    });
    insta::assert_snapshot!(said, @r"
    example/ab: `example/a.b` and `example/ab` would both be `terraform_data.ab`
      defined at HERE
      hint: change one of the ids, or override its logical id (the first is at HERE)
    ");
}

#[test]
fn an_overridden_id_can_end_a_collision_or_make_one() {
    let document = document(|stack| {
        stack
            .add("a.b", TerraformData::new())
            .override_logical_id("other");
        stack.add("ab", TerraformData::new());
    });
    let resources = &document["resource"]["terraform_data"];
    assert_eq!(resources["other"]["//"]["metadata"]["path"], "example/a.b");
    assert_eq!(resources["ab"]["//"]["metadata"]["uniqueId"], "ab");
    let said = problems(|stack| {
        let scope = stack.scope("inner");
        scope
            .add("one", TerraformData::new())
            .override_logical_id("same");
        stack.add("same", TerraformData::new());
    });
    assert!(
        said.contains("`example/inner/one` and `example/same`"),
        "{said}"
    );
}

#[test]
fn outputs_variables_and_locals_collide_among_themselves_only() {
    let document = document(|stack| {
        stack.output("name", "output");
        stack.local::<String>("name", "local".into());
        stack.add("name", Variable::<String>::new());
        stack.add("name", TerraformData::new());
    });
    assert_eq!(document["output"]["name"]["value"], "output");
    assert_eq!(document["locals"]["name"], "local");
    let said = problems(|stack| {
        stack.output("name", 1);
        stack.output("name", 2);
    });
    assert!(said.contains("would both be `output.name`"), "{said}");
}

#[test]
fn scopes_are_part_of_the_name() {
    let document = document(|stack| {
        let nested = stack.scope("nested");
        nested.add("Resource", TerraformData::new());
        nested.scope("nested").add("Default", TerraformData::new());
        stack
            .scope("a")
            .add("my other.bucket!", TerraformData::new());
    });
    let names: Vec<&String> = document["resource"]["terraform_data"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(
        names,
        [
            "a_myotherbucket_37506C25",
            "nested_B1FF0A48",
            "nested_C2B9FD2A"
        ]
    );
}

#[test]
fn names_that_terraform_refuses_are_refused() {
    let said = problems(|stack| {
        stack.add("1st", TerraformData::new());
        stack.add("!!!", TerraformData::new());
        let _ = stack.scope("twice");
        let _ = stack.scope("twice");
    });
    insta::assert_snapshot!(said, @r"
    example/twice: the scope `example/twice` is opened twice
      defined at HERE
      hint: pass the first one on (it is opened at HERE), or choose another id
    example/1st: `1st` is no name that Terraform takes
      defined at HERE
      hint: a name begins with a letter or `_`, followed by letters, digits, `-` and `_`
    example/!!!: has no character that Terraform allows in a name
      defined at HERE
      hint: use letters, digits, `-` and `_`
    ");
}

#[test]
fn stack_names_are_folder_names() {
    for name in ["", "..", "a b", "a/b", "a*", "a[b]", "tab\t"] {
        let app = App::new();
        let _ = app.stack(name);
        assert!(app_problems(&app).contains("name"), "{name:?}");
    }
    let app = App::new();
    let _ = app.stack("same");
    let _ = app.stack("same");
    insta::assert_snapshot!(app_problems(&app), @r"
    same: two stacks are called `same`: one defined at HERE, one at HERE
      defined at HERE
    ");
}

#[test]
fn an_output_and_a_scope_with_outputs_need_different_ids() {
    for scope_first in [true, false] {
        let said = problems(|stack| {
            if scope_first {
                stack.scope("same").output("inner", 1);
                stack.output("same", 2);
            } else {
                stack.output("same", 2);
                stack.scope("same").output("inner", 1);
            }
        });
        let expected = "an output and a scope with outputs have the same id";
        assert!(said.contains(expected), "{said}");
    }
}
