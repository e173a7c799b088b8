//! Values that one stack gives to another, which are all marked there as CDKTF marks
//! them: what is shown of them, by real Terraform. A harmless one is, and one that is
//! really sensitive never.

use std::fs;

use serde_json::{Map, Value, json};

use crate::repo::Repo;
use crate::test::Test;

const STATE: &str = "cross-stack-reference-input-vault";
const FORMATS: [&str; 5] = ["text", "md", "html", "json", "sarif"];
const HARMLESS: [&str; 2] = ["table-of-posts", "bucket-of-images"];
/// By what each is: a variable, `sensitive()`, the provider's schema, what Terraform
/// repeats without a mark, what the program marks.
const SECRETS: [&str; 5] = [
    "p\"<Zq-variable>&",
    "Zq-function",
    "<Zq-schema",
    "Zq&repeated",
    "Zq-program",
];

/// A provider with an attribute that is sensitive.
fn schema() -> String {
    let attribute = |more: Value| {
        let mut attribute = json!({"type": "string"});
        let fields = attribute.as_object_mut().unwrap();
        fields.extend(more.as_object().unwrap().clone());
        attribute
    };
    json!({"format_version": "1.0", "provider_schemas": {"registry.terraform.io/hashicorp/demo": {
        "provider": {"version": 0, "block": {}},
        "resource_schemas": {"demo_thing": {"version": 0, "block": {"attributes": {
            "id": attribute(json!({"computed": true})),
            "name": attribute(json!({"required": true})),
            "label": attribute(json!({"optional": true, "sensitive": true})),
        }}}},
    }}})
    .to_string()
}

/// The stack that gives, and the one that takes.
fn documents(generation: usize) -> [Value; 2] {
    let secret = |at: usize| format!("{}{generation}", SECRETS[at]);
    let outputs = [
        ("terraform_data.main.output", true),
        ("demo_thing.t.name", true),
        ("var.password", true),
        ("terraform_data.function.input", true),
        ("demo_thing.t.label", true),
        ("terraform_data.repeated.output", true),
        ("terraform_data.own.output", false),
    ];
    let mut given = Map::new();
    let mut taken = Map::new();
    for (at, (reference, blanket)) in outputs.into_iter().enumerate() {
        let name = format!(
            "{}{at}",
            if blanket {
                "cross-stack-output-"
            } else {
                "own"
            }
        );
        given.insert(
            name.clone(),
            json!({"value": format!("${{{reference}}}"), "sensitive": true}),
        );
        let read = format!("data.terraform_remote_state.{STATE}.outputs.{name}");
        let inputs = [
            ("plain", format!("${{{read}}}")),
            ("inside", format!("<{generation}: ${{{read}}}>")),
            (
                "encoded",
                format!("${{jsonencode({{\"of\" = {generation}, \"a\" = {read}}})}}"),
            ),
            (
                "script",
                format!(
                    "${{base64encode(\"#!/bin/sh\\nexport A='${{{read}}}'\\necho {generation}\\n\")}}"
                ),
            ),
            ("local", format!("${{local.l{at}}}")),
        ];
        for (how, input) in inputs {
            // Something in it always changes.
            let input = json!({"value": input, "generation": generation});
            taken.insert(format!("{how}{at}"), json!({"input": input}));
        }
    }
    let locals: Map<String, Value> = (0..outputs.len())
        .map(|at| {
            (
                format!("l{at}"),
                taken[&format!("inside{at}")]["input"]["value"].clone(),
            )
        })
        .collect();
    let backend =
        |name: &str| json!({"backend": {"local": {"path": format!("../../../{name}.tfstate")}}});
    let mut vault = backend("vault");
    vault["required_providers"] = json!({"demo": {"source": "hashicorp/demo"}});
    [
        json!({
            "terraform": vault,
            "variable": {"password": {"type": "string", "sensitive": true, "default": secret(0)}},
            "resource": {
                "terraform_data": {
                    "main": {"input": HARMLESS[0]},
                    "function": {"input": format!("${{sensitive(\"{}\")}}", secret(1))},
                    "repeated": {"input": format!("${{sensitive(\"{}\")}}", secret(3))},
                    "own": {"input": format!("${{sensitive(\"{}\")}}", secret(4))},
                },
                "demo_thing": {"t": {"name": HARMLESS[1], "label": secret(2)}},
            },
            "output": given,
        }),
        json!({
            "terraform": backend("web"),
            "data": {"terraform_remote_state": {STATE: {
                "backend": "local", "config": {"path": "../../../vault.tfstate"},
            }}},
            "locals": locals,
            "resource": {"terraform_data": taken},
        }),
    ]
}

fn project() -> Test {
    let mut folders = vec![crate::mock::folder().to_owned()];
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    let test = Test::new()
        .stack("vault")
        .stack_with("web", json!({"dependencies": ["vault"]}))
        .file("schema.json", &schema())
        .env("PATH", std::env::join_paths(folders).unwrap())
        .env("SYNTH_SCHEMA", "schema.json");
    written(test, 1)
}

fn written(test: Test, generation: usize) -> Test {
    let [vault, web] = documents(generation);
    test.file("app/stacks/vault/cdk.tf.json", &vault.to_string())
        .file("app/stacks/web/cdk.tf.json", &web.to_string())
}

/// What a command prints.
fn said(test: Test, arguments: &str) -> (Test, String) {
    let test = test.words(arguments);
    let output = test.command().output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments}: {said}");
    (test, String::from_utf8(output.stdout).unwrap())
}

/// Looks for what is sensitive, of any generation: what all of it begins with.
fn hides(what: &str, shown: &str) {
    let found = shown.lines().find(|line| line.contains("Zq"));
    assert_eq!(found, None, "{what}");
}

/// A review in every format, of plans that are made once.
fn reviews(test: Test, arguments: &str) -> (Test, Vec<(&'static str, String)>) {
    let (mut test, _) = said(
        test,
        &format!("review {arguments} --offline --fail-on never --format json --out review.json"),
    );
    let mut all = Vec::new();
    for format in FORMATS {
        let shown;
        (test, shown) = said(
            test,
            &format!("review --review review.json --fail-on never --format {format}"),
        );
        hides(&format!("{arguments} as {format}"), &shown);
        all.push((format, shown));
    }
    (test, all)
}

#[test]
fn what_another_stack_gives() {
    let (test, _) = said(project(), "deploy --all --auto-approve --offline");
    // The first stack has new secrets, and the second one those of before.
    let (test, _) = said(written(test, 2), "deploy vault --auto-approve --offline");
    let (test, together) = reviews(test, "--all");
    for value in HARMLESS {
        for (format, shown) in &together {
            let least = if *format == "sarif" { 0 } else { 3 };
            let times = shown.matches(value).count();
            assert!(
                times >= least,
                "{format}: {value} is {times} times in {shown}"
            );
        }
    }
    // Nothing is known of the first stack.
    let (test, alone) = reviews(test, "web");
    for value in HARMLESS {
        for (format, shown) in &alone {
            assert!(!shown.contains(value), "{format}: {value} in {shown}");
        }
    }
    let (test, shown) = said(test, "plan web --offline");
    hides("plan", &shown);
    // What is read changes too.
    let (test, _) = reviews(written(test, 3), "--all");
    let (_, shown) = said(test, "plan --all --offline");
    hides("plan", &shown);
}

/// Drift is shown like a plan, with real drift that the mock makes up.
#[test]
fn what_was_changed_outside() {
    let (test, _) = said(project(), "deploy --all --auto-approve --offline");
    let faults = json!({"drift": [
        {"type": "demo_thing", "set": {"label": "Zq-by-hand", "name": "renamed-by-hand"}},
    ]});
    let test = test.env("MOCK_PROVIDER_FAULTS", faults.to_string());
    let test = test.words("drift --offline");
    let output = test.command().output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let shown = String::from_utf8(output.stdout).unwrap();
    hides("drift", &shown);
    assert!(shown.starts_with("vault: drift\n"), "{shown}");
    assert!(shown.contains("  Changed outside Terraform\n"), "{shown}");
    let name = format!("~ name: \"{}\" -> \"renamed-by-hand\"", HARMLESS[1]);
    assert!(shown.contains(&name), "{shown}");
    assert!(shown.contains("~ label: (sensitive value"), "{shown}");
    assert!(shown.contains("web: no drift\n"), "{shown}");
}

/// Only one of the stacks is asked for, and the plans of both are made.
#[test]
fn what_a_change_gives() {
    let repo = Repo::new("");
    let commit = |secret: &str, generation: usize| {
        repo.app(&[("vault", "", None), ("web", "", Some("vault"))]);
        let file = repo.project.join("app/stacks/vault/cdk.tf.json");
        let mut vault: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        vault["variable"] = json!({"p": {"sensitive": true, "default": secret}});
        vault["resource"]["terraform_data"]["main"]["input"] = json!(HARMLESS[0]);
        vault["output"] = json!({
            "cross-stack-output-p": {"value": "${var.p}", "sensitive": true},
            "cross-stack-output-main": {"value": "${terraform_data.main.output}", "sensitive": true},
        });
        repo.write("app/stacks/vault/cdk.tf.json", &vault.to_string());
        let file = repo.project.join("app/stacks/web/cdk.tf.json");
        let mut web: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let read = |output: &str| {
            format!("${{data.terraform_remote_state.{STATE}.outputs.cross-stack-output-{output}}}")
        };
        web["resource"]["terraform_data"]["copy"]["input"] = if generation == 3 {
            // It is not read any more, but for the name.
            json!({"main": format!("{}-3", read("main"))})
        } else {
            json!({"p": read("p"), "main": format!("{}-{generation}", read("main"))})
        };
        repo.write("app/stacks/web/cdk.tf.json", &web.to_string());
        repo.commit("out");
    };
    commit("Zq-first", 1);
    commit("Zq-second", 2);
    for generation in [2, 3] {
        if generation == 3 {
            commit("Zq-third", 3);
        }
        for format in FORMATS {
            let output = repo.run(&["web", "--base", "HEAD~1", "--format", format]);
            assert!(output.status.success(), "{output:?}");
            let shown = String::from_utf8(output.stdout).unwrap();
            hides(format, &shown);
            assert_eq!(
                shown.contains(HARMLESS[0]),
                format != "sarif",
                "{format}: {shown}"
            );
        }
    }
}
