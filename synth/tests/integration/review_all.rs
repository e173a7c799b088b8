//! `synth review` of several stacks or plans at once, and of plans that are old
//! or for another account.

use std::fs;

use serde_json::{Value, json};

use crate::test::Test;

const SECRET: &str = "arn:of:the:table";

/// Two stacks, of which the second reads the first.
fn stacks(input: &str) -> Test {
    let stack = |name: &str, more: Value| {
        let mut document = json!({
            "//": {"metadata": {"stackName": name}},
            "terraform": {"backend": {"local": {"path": format!("../../../{name}.tfstate")}}},
        });
        document
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        document.to_string()
    };
    let data = stack(
        "data",
        json!({
            "resource": {"terraform_data": {"main": {"input": input, "//": {"metadata": {"path": "data/main"}}}}},
            "output": {"arn": {"value": "${terraform_data.main.output}", "sensitive": true}},
        }),
    );
    let state = "cross-stack-reference-input-data";
    let web = stack(
        "web",
        json!({
            "data": {"terraform_remote_state": {state: {"backend": "local", "config": {"path": "../../../data.tfstate"}}}},
            "resource": {"terraform_data": {"copy": {
                "input": format!("prefix-${{data.terraform_remote_state.{state}.outputs.arn}}"),
            }}},
        }),
    );
    Test::new()
        .stack("data")
        .stack_with("web", json!({"dependencies": ["data"]}))
        .file("app/stacks/data/cdk.tf.json", &data)
        .file("app/stacks/web/cdk.tf.json", &web)
}

fn run(test: Test, arguments: &str) -> (Test, String) {
    let test = test.words(arguments);
    let output = test.command().output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments}: {said}");
    (test, String::from_utf8(output.stdout).unwrap())
}

/// For real, with state in files; then again once the first is deployed.
#[test]
fn all_stacks() {
    let (test, shown) = run(stacks(SECRET), "review --all");
    insta::assert_snapshot!(shown, @r#"
    data: 1 to create, 1 output to add

      +   terraform_data.main
          + input: "arn:of:the:table"

      Outputs
          + arn: (known after apply: terraform_data.main)

    web: 1 to create

      +   terraform_data.copy
          + input: (known after apply: terraform_data.main.output of data)
      note: A preview: what it reads of data is shown as known after apply.

    All stacks: 2 to create, 1 output to add
    "#);
    let (test, _) = run(test, "deploy data --auto-approve");
    let (test, shown) = run(test, "review --all");
    insta::assert_snapshot!(shown, @r#"
    data: no changes

    web: 1 to create

      +   terraform_data.copy
          + input: "prefix-(sensitive value of ${terraform_data.main.output of data})"

    All stacks: 1 to create
    "#);
    let (_, shown) = run(test, "review web --format md");
    insta::assert_snapshot!(shown, @r#"
    ## Plan: 1 to create

    No findings.

    **Created** (1)

    - `+` `terraform_data.copy`
      <details><summary>1 attribute</summary>

      ```diff
      + input: "prefix-(sensitive value of ${terraform_data.main.output of data})"
      ```

      </details>
    "#);
}

#[test]
fn all_stacks_in_a_rehearsal() {
    let (test, shown) = run(stacks(SECRET), "review --all --offline");
    insta::assert_snapshot!(shown, @r#"
    data: 1 to create, 1 output to add

      +   terraform_data.main
          + input: "arn:of:the:table"

      Outputs
          + arn: (known after apply: terraform_data.main)
      note: A rehearsal on a mock of the providers: drift, values that AWS computes, and what forces a replacement beyond the mock's tables are not known.

    web: 1 to create

      +   terraform_data.copy
          + input: (known after apply: terraform_data.main.output of data)
      note: A preview: what it reads of data is shown as known after apply.
      note: A rehearsal on a mock of the providers: drift, values that AWS computes, and what forces a replacement beyond the mock's tables are not known.

    All stacks: 2 to create, 1 output to add
    "#);
    // No state of the stacks' own is touched.
    assert!(!test.path("data.tfstate").exists());
    let (test, _) = run(test, "deploy --all --offline --auto-approve");
    let (test, shown) = run(test, "review --all --offline");
    assert!(shown.contains("no changes"), "{shown}");
    let (_, shown) = run(test, "review web --offline");
    assert!(!shown.contains("data:"), "{shown}");
}

/// A plan with a resource of each kind of account.
fn plan(account: &str, timestamp: &str) -> Value {
    json!({"format_version": "1.2", "terraform_version": "1.11.4", "timestamp": timestamp,
        "resource_changes": [{
            "address": "aws_sns_topic.t", "mode": "managed", "type": "aws_sns_topic", "name": "t",
            "change": {"actions": ["update"], "before": {"name": "t", "display_name": "a"},
                "after": {"name": "t", "display_name": "b"}},
        }],
        "prior_state": {"values": {"root_module": {"resources": [{
            "address": "aws_sns_topic.t", "mode": "managed", "type": "aws_sns_topic",
            "values": {"arn": format!("arn:aws:sns:us-east-1:{account}:t")},
        }]}}},
        "configuration": {"root_module": {"resources": [
            {"address": "aws_sns_topic.t", "mode": "managed", "type": "aws_sns_topic", "name": "t"},
        ]}},
    })
}

/// A project whose stage names an account.
fn staged() -> Test {
    let manifest = json!({"stacks": {"web": {"annotations": [], "constructPath": "web", "dependencies": [],
        "name": "web", "synthesizedStackPath": "stacks/web/cdk.tf.json", "workingDirectory": "stacks/web"}},
        "version": "0.21.0"});
    let document = json!({"//": {"metadata": {"stackName": "web"}},
        "resource": {"aws_sns_topic": {"t": {"name": "t"}}}});
    Test::new()
        .file(
            "synth.toml",
            "[app]\ncommand = \"true\"\ndefault-stage = \"dev\"\n[stages.dev]\naccount = \"111111111111\"\n[stages.prod]\n",
        )
        .file("out/manifest.json", &manifest.to_string())
        .file("out/stacks/web/cdk.tf.json", &document.to_string())
        .file("out/stages/prod/manifest.json", &manifest.to_string())
        .file("out/stages/prod/stacks/web/cdk.tf.json", &document.to_string())
}

/// The rules that found something in plans that were given.
fn rules(test: Test, arguments: &str) -> (Test, Vec<String>) {
    let (test, shown) = run(
        test,
        &format!("review --fail-on never --format json {arguments}"),
    );
    let review: Value = serde_json::from_str(&shown).unwrap();
    let mut rules = Vec::new();
    for stack in review["stacks"].as_array().unwrap() {
        for finding in stack["findings"].as_array().unwrap() {
            let name = stack["name"].as_str().unwrap();
            rules.push(format!("{name}: {}", finding["rule"].as_str().unwrap()));
        }
    }
    (test, rules)
}

#[test]
fn a_plan_for_another_account() {
    let never = "2999-01-01T00:00:00Z";
    let test = staged()
        .file("ours.json", &plan("111111111111", never).to_string())
        .file("theirs.json", &plan("222222222222", never).to_string());
    let (test, found) = rules(test, "--plan-json ours.json");
    assert_eq!(found, [""; 0]);
    let (test, found) = rules(test, "--plan-json theirs.json");
    assert_eq!(found, ["web: other-account"]);
    let shown = test
        .words("review --plan-json theirs.json")
        .command()
        .output()
        .unwrap();
    assert_eq!(shown.status.code(), Some(2));
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(
        shown.contains("It is for `222222222222`, and should be for `111111111111`."),
        "{shown}"
    );
    // A stage that names none, and a plan that is of no stack of the project.
    let test = staged().file("theirs.json", &plan("222222222222", never).to_string());
    let (test, found) = rules(test, "--stage prod --plan-json theirs.json");
    assert_eq!(found, [""; 0]);
    let foreign = plan("222222222222", never)
        .to_string()
        .replace("aws_sns_topic.t", "aws_sns_topic.foreign");
    let (_, found) = rules(
        test.file("theirs.json", &foreign),
        "--plan-json theirs.json",
    );
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_plan_that_is_old() {
    let old = plan("111111111111", "2020-01-01T00:00:00Z").to_string();
    let (test, found) = rules(staged().file("old.json", &old), "--plan-json old.json");
    assert_eq!(found, ["web: plan-stale"]);
    // A plan that was made just now is not.
    let toml = fs::read_to_string(test.path("synth.toml")).unwrap();
    let patient = format!("{toml}[review]\nmax-plan-age = 1000000\n");
    let (_, found) = rules(test.file("synth.toml", &patient), "--plan-json old.json");
    assert_eq!(found, [""; 0]);
}

/// What one plan hides is hidden in all.
#[test]
fn several_plans() {
    let hidden = json!({"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [],
        "output_changes": {"arn": {"actions": ["no-op"], "before": SECRET, "after": SECRET,
            "before_sensitive": true, "after_sensitive": true}}});
    let shown = json!({"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [{
        "address": "terraform_data.copy", "mode": "managed", "type": "terraform_data", "name": "copy",
        "change": {"actions": ["create"], "before": null, "after": {"input": format!("<{SECRET}>")}},
    }]});
    let test = Test::new()
        .remove("synth.toml")
        .file("a.json", &hidden.to_string())
        .file("b.json", &shown.to_string());
    let (test, text) = run(test, "review --plan-json a.json --plan-json b.json");
    assert_eq!(
        text,
        "a.json: no changes\n\nb.json: 1 to create\n\n  +   terraform_data.copy\n      + input: \"<(sensitive value)>\"\n\nAll stacks: 1 to create\n"
    );
    let (test, text) = run(
        test,
        "review one two --plan-json a.json --plan-json b.json --format md",
    );
    assert!(
        text.contains("| `one` |") && text.contains("| `two` |"),
        "{text}"
    );
    let output = test
        .words("review one --plan-json a.json --plan-json b.json")
        .command()
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(64));
}
