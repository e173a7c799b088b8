//! `synth review --base` of policies whose values are not known, or are hidden,
//! planned by real Terraform.

use serde_json::{Value, json};

use crate::repo::Repo;

/// A policy in `jsonencode`, as grants write it.
fn policy(actions: &[&str], resource: &str) -> String {
    let actions = json!(actions);
    format!(
        "${{jsonencode({{\"Statement\" = [{{\"Action\" = {actions}, \"Effect\" = \"Allow\", \"Resource\" = [{resource}]}}], \"Version\" = \"2012-10-17\"}})}}"
    )
}

/// A stack with a table, and two policies about it.
fn data(generation: &str, actions: &[&str], sensitive: bool) -> Value {
    json!({
        "//": {"metadata": {"stackName": "data"}},
        "terraform": {"backend": {"local": {"path": "../../../data.tfstate"}}},
        "resource": {"terraform_data": {
            "main": {"input": "arn:of:the:table", "triggers_replace": generation},
            "rights": {"input": policy(actions, "\"${terraform_data.main.id}/*\"")},
            "steady": {"input": policy(&["s3:GetObject"], "terraform_data.main.id")},
        }},
        "output": {"input": {"value": "${terraform_data.main.output}", "sensitive": sensitive}},
    })
}

/// A stack that reads it.
fn web(actions: &[&str]) -> Value {
    let state = "data.terraform_remote_state.cross-stack-reference-input-data.outputs.input";
    json!({
        "//": {"metadata": {"stackName": "web"}},
        "terraform": {"backend": {"local": {"path": "../../../web.tfstate"}}},
        "data": {"terraform_remote_state": {"cross-stack-reference-input-data": {
            "backend": "local", "config": {"path": "../../../data.tfstate"},
        }}},
        "resource": {"terraform_data": {
            "rights": {"input": policy(actions, state)},
            "whole": {"input": format!("${{{state}}}")},
        }},
    })
}

fn commit(repo: &Repo, data: &Value, web: &Value) {
    repo.app(&[("data", "", None), ("web", "", Some("data"))]);
    repo.write("app/stacks/data/cdk.tf.json", &data.to_string());
    repo.write("app/stacks/web/cdk.tf.json", &web.to_string());
    repo.commit("out");
}

/// Each finding: where, and what.
fn findings(review: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for stack in review["stacks"].as_array().unwrap() {
        for finding in stack["findings"].as_array().unwrap() {
            found.push(format!(
                "{}/{}: {}",
                stack["name"].as_str().unwrap(),
                finding["address"].as_str().unwrap(),
                finding["what"].as_str().unwrap()
            ));
        }
    }
    found
}

fn text(repo: &Repo) -> String {
    let output = repo.run(&["--base", "HEAD~1", "--format", "text"]);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    // What comes after that names the commit.
    let end = text.find("All stacks:").unwrap();
    text[..end].trim_end().to_owned()
}

/// What the policies are about is replaced, so none of them is known.
#[test]
fn policies_that_are_not_known() {
    let repo = Repo::new("");
    let read = ["s3:GetObject"];
    commit(&repo, &data("one", &read, false), &web(&read));
    let both = ["s3:GetObject", "s3:PutObject"];
    commit(&repo, &data("two", &both, false), &web(&["s3:*"]));
    assert_eq!(
        findings(&repo.review(&["--base", "HEAD~1"])),
        [
            "data/terraform_data.rights: The policy `allows s3:PutObject on ${terraform_data.main.id}/*`.",
            "web/terraform_data.rights: The policy `allows s3:* on ${terraform_data.main.output of data}`.",
            "web/terraform_data.rights: The policy `allows s3:* on ${terraform_data.main.output of data}`.",
        ]
    );
    insta::assert_snapshot!(text(&repo), @r#"
    data: 1 to replace, 2 to change, 1 output to change

      low: terraform_data.rights: A policy allows more [iam-wider]
          The policy `allows s3:PutObject on ${terraform_data.main.id}/*`.
          -> Check that each of them is needed.

      -/+ terraform_data.main, the old one is destroyed before the new one is created, because an attribute cannot be changed in place (triggers_replace)
          ~ triggers_replace: "one" -> "two"  # forces replacement
            known after apply: id, output

      ~   terraform_data.rights
          ~ input: (policy)
            + allows s3:PutObject on ${terraform_data.main.id}/*
            known after apply: output

      ~   terraform_data.steady
          ~ input: (written as it is now) -> (known after apply: terraform_data.main.id)
            known after apply: output

      Outputs
          ~ input: "arn:of:the:table" -> (known after apply: terraform_data.main)

    web: 2 to change

      medium: terraform_data.rights: A whole service is allowed [iam-wildcard]
          The policy `allows s3:* on ${terraform_data.main.output of data}`.
          -> Name the actions. Those that a program calls can be counted.
      low: terraform_data.rights: A policy allows more [iam-wider]
          The policy `allows s3:* on ${terraform_data.main.output of data}`.
          -> Check that each of them is needed.

      ~   terraform_data.rights
          ~ input: (policy)
            + allows s3:* on ${terraform_data.main.output of data}
            known after apply: output

      ~   terraform_data.whole
          ~ input: "arn:of:the:table" -> (known after apply: terraform_data.main.output of data)
            known after apply: output
      note: What it reads of data is shown as known after apply: it changes there.
    "#);
}

/// What a stack reads of another one is sensitive, as CDKTF has it.
#[test]
fn policies_that_are_hidden() {
    let repo = Repo::new("");
    let read = ["s3:GetObject"];
    commit(&repo, &data("one", &read, true), &web(&read));
    commit(
        &repo,
        &data("one", &read, true),
        &web(&["s3:GetObject", "s3:PutObject"]),
    );
    assert_eq!(
        findings(&repo.review(&["--base", "HEAD~1"])),
        [
            "web/terraform_data.rights: The policy `allows s3:PutObject on ${terraform_data.main.output of data}`."
        ]
    );
    let text = text(&repo);
    assert!(!text.contains("arn:of:the:table"), "{text}");
}

/// A consumer of a stack that is new in the same change.
#[test]
fn a_stack_and_its_producer_are_new() {
    let repo = Repo::new("");
    repo.app(&[]);
    repo.commit("out");
    commit(&repo, &data("one", &["s3:GetObject"], true), &web(&["*"]));
    let found = findings(&repo.review(&["--base", "HEAD~1"]));
    assert_eq!(
        found,
        [
            "web/terraform_data.rights: The policy `allows * on ${terraform_data.main.output of data}`."
        ]
    );
    insta::assert_snapshot!(text(&repo), @r#"
    data: 3 to create, 1 output to add

      +   terraform_data.main
          + input: "arn:of:the:table"
          + triggers_replace: "one"

      +   terraform_data.rights
          ~ input: (policy)
            + allows s3:GetObject on ${terraform_data.main.id}/*

      +   terraform_data.steady
          ~ input: (policy)
            + allows s3:GetObject on ${terraform_data.main.id}

      Outputs
          + input: (known after apply: terraform_data.main)
      note: The base has no such stack.

    web: 2 to create

      medium: terraform_data.rights: A whole service is allowed [iam-wildcard]
          The policy `allows * on ${terraform_data.main.output of data}`.
          -> Name the actions. Those that a program calls can be counted.

      +   terraform_data.rights
          ~ input: (policy)
            + allows * on ${terraform_data.main.output of data}

      +   terraform_data.whole
          + input: (known after apply: terraform_data.main.output of data)
      note: What it reads of data is shown as known after apply: it changes there.
      note: The base has no such stack.
    "#);
}
