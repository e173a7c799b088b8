//! What changes a state, or where it is, without an apply.

use std::fs;

use serde_json::{Value, json};

use crate::deployed::{document, run, two};
use crate::test::Test;

fn one() -> Test {
    let resources = json!({"terraform_data": {"x": {"input": null}}});
    document(
        Test::new().stack("a"),
        "a",
        json!({ "resource": resources }),
    )
}

#[test]
fn what_exists_is_imported() {
    let (test, said) = run(one(), "import a terraform_data.x found --offline");
    said.code(0).says("Import successful");
    assert!(!test.path(".synth/state").exists());
    let (test, said) = run(test, "import a terraform_data.x found");
    said.code(0)
        .says("Import successful")
        .says("a: its state will be a file on this machine");
    let (test, said) = run(test, "state a show terraform_data.x");
    said.code(0).says("id = \"found\"");
    // Terraform says itself what is wrong; we do not say it again.
    let (test, said) = run(test, "import a terraform_data.x other");
    let said = said.code(5).says("Resource already managed by Terraform");
    assert_eq!(said.stderr.matches("already managed").count(), 1);
    let (test, said) = run(test, "import a terraform_data.none other");
    said.code(5).says("terraform_data.none");
    let (test, said) = run(test, "import none terraform_data.x other");
    said.code(2).says("no stack matches `none`");
    let (_, said) = run(test, "plan a --detailed-exitcode");
    said.code(0);
}

#[test]
fn a_state_moves_with_its_backend() {
    let moved = |test: Test| {
        let path = "app/stacks/a/cdk.tf.json";
        let text = fs::read_to_string(test.path(path)).unwrap();
        test.file(path, &text.replace("_/a.tfstate", "_/moved.tfstate"))
    };
    let (test, said) = run(two("hello"), "deploy a --auto-approve");
    said.code(0);
    let state = |test: &Test, name: &str| -> Value {
        let path = test.path(&format!(".synth/state/_/{name}.tfstate"));
        let text = fs::read(path).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    };
    let before = state(&test, "a");
    let test = moved(test);
    let mut test = test;
    for command in ["plan a", "deploy a --auto-approve", "output a"] {
        let (same, said) = run(test, command);
        said.code(5)
            .says("Backend configuration changed")
            .says("hint: if the state is to move to the new place, run the same command with `--migrate-state`");
        test = same;
    }
    assert_eq!(state(&test, "a"), before);
    assert!(!test.path(".synth/state/_/moved.tfstate").exists());
    let (test, said) = run(test, "plan a --migrate-state --detailed-exitcode");
    said.code(0).says("a: no changes");
    assert_eq!(state(&test, "moved")["resources"], before["resources"]);
    let (_, said) = run(test, "output a");
    said.code(0).says("a.shown = hello");
}
