//! `synth review`: plans that are given, in a project and without one, and
//! plans that are made.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::repo::Repo;
use crate::test::Test;

/// A plan that destroys a table.
fn plan() -> Value {
    json!({"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [{
        "address": "aws_dynamodb_table.posts", "mode": "managed", "type": "aws_dynamodb_table", "name": "posts",
        "change": {"actions": ["delete"], "before": {"name": "posts"}, "after": null},
    }], "configuration": {"root_module": {"resources": [
        {"address": "aws_dynamodb_table.posts", "mode": "managed", "type": "aws_dynamodb_table", "name": "posts"}
    ]}}})
}

const ADVICE: &str = "If that is not meant, put the resource back, or give it a `moved` block if it was only \
    renamed. If it may stay without Terraform, use a `removed` block with `destroy = false`. If it is meant, have \
    a backup first.";

/// What is shown of it; `more` comes after the advice.
fn shown(name: &str, severity: &str, more: &str) -> String {
    format!(
        "{name}: 1 to destroy\n\n  {severity}: aws_dynamodb_table.posts: Data is destroyed [stateful-destroy]\n      \
         It is destroyed, and with it its records.\n      -> {ADVICE}\n{more}\n  -   aws_dynamodb_table.posts\n      \
         - name: \"posts\"\n\n"
    )
}

/// A folder without a project, with a plan in it.
fn bare() -> Test {
    Test::new()
        .remove("synth.toml")
        .file("plan.json", &plan().to_string())
}

#[test]
fn a_plan_without_a_project() {
    bare()
        .args(["review", "--plan-json", "plan.json"])
        .stdout(&shown("plan.json", "critical", ""))
        .stderr("error: 1 finding of severity high or worse\n")
        .status(2)
        .run()
        .args(["review", "--plan-json", "plan.json", "--fail-on", "never"])
        .stdout(&shown("plan.json", "critical", ""))
        .run()
        .args([
            "review",
            "web",
            "--plan-json",
            "plan.json",
            "--fail-on",
            "never",
        ])
        .stdout(&shown("web", "critical", ""))
        .run();
}

#[test]
fn a_plan_from_standard_input() {
    let test = bare().args(["review", "--plan-json", "-", "--format", "json"]);
    let mut child = test
        .command()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(plan().to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let review: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(review["counts"]["delete"], 1);
    assert_eq!(
        review["stacks"][0]["findings"][0]["rule"],
        "stateful-destroy"
    );
}

#[test]
fn formats_go_to_files() {
    for (format, expected) in [
        ("text", "1 to destroy"),
        ("md", "## Plan: 1 to destroy"),
        ("json", "\"stateful-destroy\""),
        ("sarif", "\"2.1.0\""),
    ] {
        let test = bare()
            .args([
                "review",
                "--plan-json",
                "plan.json",
                "--fail-on",
                "never",
                "--out",
                "review",
                "--format",
                format,
            ])
            .run();
        let written = fs::read_to_string(test.path("review")).unwrap();
        assert!(written.contains(expected), "{format}: {written}");
    }
}

#[test]
fn what_is_no_plan_is_told_apart_from_findings() {
    bare()
        .file("state.json", "{\"format_version\": \"1.0\", \"terraform_version\": \"1.11.4\", \"values\": {}}")
        .args(["review", "--plan-json", "state.json"])
        .stderr(
            "error: state.json cannot be reviewed: it is a state, and no plan\n\
             hint: a plan is what `terraform show -json FILE` prints, after `terraform plan -out FILE`\n",
        )
        .status(64)
        .run()
        .args(["review", "--plan-json", "missing.json"])
        .stderr("error: could not read missing.json: No such file or directory (os error 2)\n")
        .status(4)
        .run()
        .args(["review", "a", "b", "--plan-json", "plan.json"])
        .stderr("error: 1 plans, and 2 stacks\nhint: name a stack for each plan, in the same order, or none\n")
        .status(64)
        .run();
    let usage = bare()
        .args(["review", "--no-such-flag"])
        .command()
        .output()
        .unwrap();
    assert_eq!(usage.status.code(), Some(64));
    let other = bare()
        .args(["list", "--no-such-flag"])
        .command()
        .output()
        .unwrap();
    assert_eq!(other.status.code(), Some(2));
}

/// A project whose stack `web` has the table, at a known place.
fn project() -> Test {
    let files = files();
    files
        .iter()
        .fold(Test::new(), |test, (path, text)| test.file(path, text))
}

fn files() -> [(&'static str, String); 4] {
    let document = json!({"//": {"metadata": {"stackName": "web"}}, "resource": {"aws_dynamodb_table": {"posts": {
        "//": {"metadata": {"path": "web/posts", "uniqueId": "posts"}}, "name": "posts"
    }}}});
    let manifest = json!({"stacks": {"web": {"annotations": [], "constructPath": "web", "dependencies": [],
        "name": "web", "synthesizedStackPath": "stacks/web/cdk.tf.json", "workingDirectory": "stacks/web"}},
        "version": "0.21.0"});
    let sources = json!({"version": 1, "stacks": {"web": {
        "web/posts": {"file": "src/web.rs", "line": 12, "column": 5}
    }}});
    [
        ("out/manifest.json", manifest),
        ("out/stacks/web/cdk.tf.json", document),
        (".synth/sources.json", sources),
        ("plan.json", plan()),
    ]
    .map(|(path, value)| (path, value.to_string()))
}

/// GitHub wants paths from the repository's root on, wherever the project is in it,
/// and whoever writes the SARIF of a review that was made there.
#[test]
fn sarif_has_paths_of_the_repository() {
    let place = |sarif: &[u8]| {
        let sarif: Value = serde_json::from_slice(sarif).unwrap();
        sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone()
    };
    for (below, expected) in [
        ("", "src/web.rs"),
        ("examples/my orders", "examples/my%20orders/src/web.rs"),
    ] {
        let repo = Repo::new(below);
        for (path, text) in files() {
            repo.write(path, &text);
        }
        let written = |arguments: &[&str]| {
            let output = repo.run(arguments);
            assert!(output.status.success(), "{output:?}");
            output.stdout
        };
        let sarif = written(&["--plan-json", "plan.json", "--format", "sarif"]);
        assert_eq!(place(&sarif), expected);
        let review = written(&["--plan-json", "plan.json", "--format", "json"]);
        let file = repo.root.join("review.json");
        fs::write(&file, review).unwrap();
        let output = repo
            .command(&["--review", "review.json", "--format", "sarif"])
            .current_dir(&repo.root)
            // As in a pipeline that rehearses all else.
            .env("SYNTH_OFFLINE", "true")
            .output()
            .unwrap();
        assert_eq!(place(&output.stdout), expected, "{output:?}");
        // What is shown to people stays relative to the project.
        let text = written(&["--plan-json", "plan.json"]);
        assert!(
            String::from_utf8(text)
                .unwrap()
                .contains("at src/web.rs:12:5")
        );
    }
    let test = project().words("review --plan-json plan.json --fail-on never --format sarif");
    let output = test.command().output().unwrap();
    assert_eq!(place(&output.stdout), "src/web.rs", "{output:?}");
}

#[test]
fn constructs_and_their_places_are_shown() {
    project()
        .args(["review", "--plan-json", "plan.json", "--fail-on", "never"])
        .stdout(&shown(
            "web",
            "critical",
            "      at src/web.rs:12:5 (web/posts)\n",
        ))
        .run();
}

#[test]
fn a_project_has_its_own_rules() {
    project()
        .file(
            "synth.toml",
            "[app]\ncommand = \"true\"\n[review]\nfail-on = \"low\"\n[review.rules.stateful-destroy]\nseverity = \"low\"\n",
        )
        .args(["review", "--plan-json", "plan.json"])
        .stdout(&shown("web", "low", "      at src/web.rs:12:5 (web/posts)\n"))
        .stderr("error: 1 finding of severity low or worse\n")
        .status(2)
        .run()
        .file("synth.toml", "[app]\ncommand = \"true\"\n[review.rules.no-such]\nenabled = false\n")
        .args(["review", "--plan-json", "plan.json"])
        .stderr(
            "error: synth.toml: `[review.rules.no-such]` names no rule\n\
             hint: docs/review/rules.md has all of them\n",
        )
        .status(64)
        .run();
}

/// Terraform prints a plan file, in the folder where it was made.
#[test]
fn a_plan_file() {
    let test = bare().file(
        "main.tf",
        "resource \"terraform_data\" \"a\" {\n  input = \"x\"\n}\n",
    );
    for arguments in [&["init"][..], &["plan", "-out", "saved.plan"]] {
        let output = Command::new("terraform")
            .args(arguments)
            .current_dir(test.path(""))
            .env("CHECKPOINT_DISABLE", "1")
            .output()
            .expect("Terraform is needed: https://developer.hashicorp.com/terraform/install");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    test.args(["review", "--plan", "saved.plan"])
        .stdout("saved.plan: 1 to create\n\n  +   terraform_data.a\n      + input: \"x\"\n\n")
        .run();
}

/// Without a plan, one is made.
#[test]
fn a_plan_is_made() {
    let test = Test::new().stack("web").file(
        "app/stacks/web/cdk.tf.json",
        &json!({
            "//": {"metadata": {"stackName": "web"}},
            "terraform": {"backend": {"local": {"path": "web.tfstate"}}},
            "resource": {"terraform_data": {"a": {"input": "x", "//": {"metadata": {"path": "web/a"}}}}},
        })
        .to_string(),
    );
    let output = test.args(["review", "web"]).command().output().unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    assert!(stdout.starts_with("web: 1 to create\n"), "{stdout}");
    assert!(stdout.contains("  +   terraform_data.a\n"), "{stdout}");
}
