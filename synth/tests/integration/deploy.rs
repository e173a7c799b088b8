//! `plan`, `deploy`, `destroy`, `output` and what is around them, with real
//! Terraform.

use std::fs;

use serde_json::json;

use crate::deployed::{answer, consumer, document, run, two, with_input};
use crate::test::Test;

#[test]
fn all_stacks_from_nothing() {
    let (test, said) = run(two("hello"), "plan --all");
    said.code(0)
        .says("a: 1 to add, 3 outputs to add\n\n  +   terraform_data.x\n")
        .says("b: 1 to add, 1 output to add (a preview: what it reads of a is shown as known after apply)")
        .silent_about("top-secret");
    assert!(!test.path(".synth/state/_/a.tfstate").exists());

    let (test, said) = run(test, "deploy --all");
    said.code(1)
        .says("error: nothing was changed: not approved")
        .says("--auto-approve");
    assert!(!test.path(".synth/state/_/a.tfstate").exists());

    // One answer: the plan of `b` turns out to be its preview.
    let (test, said) = answer(test, "deploy --all --outputs-file outputs.json", "yes\n");
    said.code(0)
        .in_order("a: applied: 1 added, 3 outputs added", "b: apply")
        .says(
            "a.shown = hello\na.secret = (sensitive)\n"
                .split('\n')
                .next()
                .unwrap(),
        )
        .says("a.secret = (sensitive)")
        .says("b.read = <")
        .says("synth bootstrap")
        .silent_about("top-secret");
    let outputs = fs::read_to_string(test.path("outputs.json")).unwrap();
    assert!(outputs.contains("\"shown\": \"hello\""), "{outputs}");
    assert!(!outputs.contains("secret"), "{outputs}");

    let (test, said) = run(test, "plan --all --detailed-exitcode");
    said.code(0).says("a: no changes").says("b: no changes");
    let (test, said) = run(test, "output --json");
    said.code(0)
        .says("\"sensitive\": true")
        .silent_about("top-secret");
    let (test, said) = run(test, "output a --show-sensitive");
    said.code(0).says("a.secret = top-secret");
    let (test, said) = run(
        test,
        "output --outputs-file outputs.json --outputs-file-include-sensitive-outputs",
    );
    said.code(0).silent_about("top-secret");
    let outputs = fs::read_to_string(test.path("outputs.json")).unwrap();
    assert!(outputs.contains("top-secret"), "{outputs}");
    let (test, said) = run(test, "drift");
    said.code(0).says("a: no drift\nb: no drift\n");
    let (test, said) = run(test, "state a list");
    said.code(0).says("terraform_data.x\n");

    let (test, said) = run(with_input(test, "hullo"), "plan --all --detailed-exitcode");
    said.code(2)
        .says("a: 1 to change, 1 output to change")
        .says("b: no changes");
    let (test, said) = run(test, "destroy --all --auto-approve");
    said.code(0)
        .in_order("b: applied: 1 destroyed, 1 output removed", "a: apply");
    let (test, said) = run(test, "destroy --all");
    said.code(0).says("nothing to destroy");
    // No plan is left, and nothing of Terraform's in the app's own output.
    assert!(!test.path("out/stacks/a/.terraform/synth.tfplan").exists());
}

#[test]
fn a_rehearsal_leaves_the_real_state_alone() {
    let (test, said) = run(two("hello"), "deploy --all --offline --auto-approve");
    said.code(0)
        .says("b.read = <")
        .silent_about("synth bootstrap");
    assert!(test.path(".synth/offline/_/b/terraform.tfstate").exists());
    assert!(!test.path(".synth/state").exists());
    let (test, said) = run(test, "output b --offline");
    said.code(0).says("b.read = <");
    let (_, said) = run(test, "deploy b");
    said.code(5).says("b: it needs `a`, which is not deployed");
}

#[test]
fn which_stacks() {
    let (test, said) = run(two("hello"), "deploy");
    said.code(2)
        .says("error: there are several stacks")
        .says("name them, or run `synth deploy --all`; the stacks are: a, b");
    let (_, said) = run(test, "deploy c");
    said.code(2).says("no stack matches `c`");
}

#[test]
fn a_producer_that_is_not_deployed() {
    let (test, said) = run(two("hello"), "deploy b --auto-approve");
    said.code(5)
        .says("error: b: it needs `a`, which is not deployed")
        .says("hint: first run `synth deploy a`");
    let (_, said) = run(
        test,
        "deploy b --auto-approve --ignore-missing-stack-dependencies",
    );
    said.code(5)
        .says("b: it reads outputs that `a` does not have")
        .says("hint: first run `synth deploy a`");
}

#[test]
fn another_plan_than_the_preview_is_asked_for_again() {
    let test = two("hello");
    let flag = test.path("flag").display().to_string();
    // Applying `a` changes what `b` comes out as.
    let made = json!({"resource": {"terraform_data": {"x": {
        "provisioner": [{"local-exec": {"command": format!("touch '{flag}'")}}]}}},
        "output": {"cross-stack-output-id": {"value": "${terraform_data.x.id}", "sensitive": true}}});
    let test = document(test, "a", made);
    let read = "${data.terraform_remote_state.cross-stack-reference-input-a.outputs.cross-stack-output-id}";
    let test = consumer(
        test,
        &json!([
            read,
            format!("${{fileexists(\"{flag}\") ? \"after\" : \"before\"}}")
        ]),
    );
    let (test, said) = answer(test, "deploy --all", "yes\n");
    said.code(1)
        .says("b: now that a is applied, the plan is not the preview that you agreed to")
        .says("b: nothing was changed: not approved")
        .says("a: applied");
    let (_, said) = answer(test, "deploy --all", "yes\n");
    said.code(0).says("after");
}

#[test]
fn a_saved_plan_is_deployed_as_it_is() {
    let (test, said) = run(two("first"), "plan a --out saved.tfplan");
    said.code(0).says("synth deploy a --plan saved.tfplan");
    let test = with_input(test, "second");
    let (test, said) = run(
        test,
        "deploy b --plan saved.tfplan --auto-approve --ignore-missing-stack-dependencies",
    );
    said.code(2)
        .says("saved.tfplan is a plan of stack `a`, not of `b`");
    let (test, said) = run(
        test,
        "deploy a --plan saved.tfplan --offline --auto-approve",
    );
    said.code(2).says("is not a plan of a rehearsal");
    let (test, said) = run(test, "deploy a --plan saved.tfplan --auto-approve");
    said.code(0).says("a.shown = first");
    let (test, said) = run(test.file("no.tfplan", "no"), "deploy a --plan no.tfplan");
    said.code(2)
        .says("no.tfplan is not a plan that Terraform saved");
    let (_, said) = run(test, "plan --all --out saved.tfplan");
    said.code(2);
}

#[test]
fn variables_targets_and_replacements() {
    let test = document(
        Test::new().stack("a"),
        "a",
        json!({
            "variable": {"v": {}, "w": {"default": "w"}},
            "resource": {"terraform_data": {
                "x": {"input": "${var.v}"},
                "y": {"input": "${var.w}"},
            }},
            "output": {"both": {"value": "${terraform_data.x.output}${terraform_data.y.output}"}},
        }),
    );
    let test = test.file("more.tfvars", "w = \"file\"\n");
    let (test, said) = run(test, "deploy --auto-approve");
    said.code(5).says("No value for required variable");
    let (test, said) = run(
        test,
        "deploy --auto-approve --var v=1 --target terraform_data.x",
    );
    said.code(0)
        .says("a: applied: 1 added")
        .silent_about("terraform_data.y");
    let test = test.env("SYNTH_AUTO_APPROVE", "true");
    let (test, said) = run(test, "deploy --var v=1 --var-file more.tfvars");
    said.code(0).says("a.both = 1file");
    let (_, said) = run(
        test,
        "deploy --var v=1 --var-file more.tfvars --replace terraform_data.y",
    );
    said.code(0).says("1 to add, 1 to destroy");
}

#[test]
fn events_for_programs() {
    let (test, said) = run(two("hello"), "deploy a --auto-approve --json");
    let said = said.code(0);
    let events: Vec<serde_json::Value> = said
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |kind: &str| events.iter().filter(|event| event["type"] == kind).count();
    assert_eq!(of("apply_complete"), 1, "{}", said.stdout);
    assert!(events.iter().all(|event| event["stack"] == "a"));
    said.silent_about("top-secret");
    let (_, said) = run(test, "plan a --json");
    said.code(0).says("\"type\":\"synth_plan\"");
}

#[test]
fn cdktfs_variables_and_skipping_synthesis() {
    let test = two("hello").env("CDKTF_AUTO_APPROVE", "1");
    let (test, said) = run(test, "plan a --skip-synth");
    said.code(2)
        .says("without `--skip-synth` the app is run first");
    let (test, said) = run(test, "deploy a");
    said.code(0);
    let (_, said) = run(with_input(test, "unseen"), "deploy a --skip-synth");
    said.code(0).says("nothing to do");
}
