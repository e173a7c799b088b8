//! `synth validate`, with the real Terraform and with programs that play it.

use serde_json::json;

use crate::test::Test;

const VALID: &str = r#"{"resource": {"terraform_data": {"x": {"input": "hello"}}}}"#;

const INVALID: &str = r#"{
  "//": {"metadata": {"stackName": "bad"}, "outputs": {"bad": {"web": {"url": "web_url"}}}},
  "output": {"web_url": {"value": "${terraform_data.missing.id}"}},
  "resource": {
    "terraform_data": {
      "x": {
        "//": {"metadata": {"path": "bad/x", "uniqueId": "x"}},
        "inputt": "hello"
      }
    }
  }
}
"#;

fn two() -> Test {
    Test::new()
        .stack("bad")
        .file("app/stacks/bad/cdk.tf.json", INVALID)
        .stack("good")
        .file("app/stacks/good/cdk.tf.json", VALID)
}

#[test]
fn valid() {
    two()
        .file("out/stacks/good/.terraform/mine", "")
        .args(["validate", "good"])
        .stdout("good: valid\n")
        .stderr("synthesized 1 stack into out: 2 files written\n")
        .run()
        .tree("out/stacks/good", &[".terraform/mine", "cdk.tf.json"]);
}

#[test]
fn every_stack_is_validated() {
    two()
        .args(["validate", "-q"])
        .stdout("bad: invalid\ngood: valid\n")
        .stderr(
            "error: bad: Reference to undeclared resource
  at bad/web/url (output.web_url)
  in out/stacks/bad/cdk.tf.json:3:38
  A managed resource \"terraform_data\" \"missing\" has not been declared in the root module.
error: bad: Extraneous JSON object property
  at bad/x (terraform_data.x)
  in out/stacks/bad/cdk.tf.json:8:9
  No argument or block type is named \"inputt\". Did you mean \"input\"?
error: 1 of 2 stacks is invalid
",
        )
        .status(1)
        .run();
}

#[test]
fn machine_readable() {
    let test = two().args(["validate", "-q", "--json"]);
    let output = test.command().output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["valid"], false);
    assert_eq!(
        report["stacks"][1],
        json!({"name": "good", "valid": true, "diagnostics": []})
    );
    assert_eq!(report["stacks"][0]["name"], "bad");
    assert_eq!(
        report["stacks"][0]["diagnostics"][1],
        json!({
            "severity": "error",
            "summary": "Extraneous JSON object property",
            "detail": "No argument or block type is named \"inputt\". Did you mean \"input\"?",
            "file": "out/stacks/bad/cdk.tf.json",
            "line": 8,
            "column": 9,
            "address": "terraform_data.x",
            "constructPath": "bad/x",
        })
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: 1 of 2 stacks is invalid\n"
    );
}

#[test]
fn a_document_that_is_not_json_is_invalid() {
    let test = Test::new()
        .stack("bad")
        .file("app/stacks/bad/cdk.tf.json", "[1,}")
        .args(["validate", "-q"]);
    let output = test.command().output().unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert!(
        talk.contains("  in out/stacks/bad/cdk.tf.json:1:4\n"),
        "{talk}"
    );
    assert!(talk.ends_with("error: 1 of 1 stack is invalid\n"), "{talk}");
    assert_eq!(output.stdout, b"bad: invalid\n");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn artifacts_have_placeholders() {
    let document =
        r#"{"output": {"hash": {"value": "${filebase64sha256(\"assets/l/bootstrap.zip\")}"}}}"#;
    let placeholder = "synth placeholder\npackage: label-lambda\n\
        sha256: afd7d38f383a418816fe72ee469b6bea2e1bc200fe7b5f24ce1d34fc9df101a6\n";
    let validate = |test: Test| test.args(["validate", "-q"]).stdout("a: valid\n").run();
    let assets = json!({"assets": [{"path": "assets/l/bootstrap.zip", "package": "label-lambda"}]});
    let test = Test::new()
        .stack_with("a", assets)
        .file("app/stacks/a/cdk.tf.json", document)
        .file("Cargo.lock", "version = 4\n");
    let test = validate(test).contains("out/stacks/a/assets/l/bootstrap.zip", placeholder);
    // What was built stays; a placeholder of other sources does not.
    let test = validate(test.file("out/stacks/a/assets/l/bootstrap.zip", "built"))
        .contains("out/stacks/a/assets/l/bootstrap.zip", "built");
    validate(test.file(
        "out/stacks/a/assets/l/bootstrap.zip",
        "synth placeholder\nold",
    ))
    .contains("out/stacks/a/assets/l/bootstrap.zip", placeholder)
    .stack("a")
    .args(["synth", "-q"])
    .run()
    .tree("out/stacks/a", &["cdk.tf.json"]);
}

#[test]
fn the_environment_of_terraform() {
    let script = "#!/bin/sh\necho $1 ${TF_DATA_DIR#$ROOT} $CHECKPOINT_DISABLE $TF_REATTACH_PROVIDERS >>../../../said\n\
        echo '{\"valid\": true, \"diagnostics\": []}'\n";
    let test = Test::new();
    let root = test.path("");
    let root = root.to_str().unwrap().trim_end_matches('/');
    test.stack("a")
        .executable("tools/tf", script)
        .env("ROOT", root)
        .env("TF_REATTACH_PROVIDERS", "{}")
        .env("TERRAFORM_BINARY_NAME", "tools/tf")
        .args(["validate", "-q"])
        .stdout("a: valid\n")
        .run()
        .contains(
            "said",
            "init /.synth/validate/_/a 1 {}\nvalidate /.synth/validate/_/a 1 {}\n",
        );
}

/// A `PATH` with nothing but a shell, `cp`, and the given program.
fn with_only(program: &str) -> Test {
    let test = Test::new().stack("a").file("bin/.keep", "");
    let test = ["sh", "cp"].into_iter().fold(test, |test, tool| {
        let target = std::env::split_paths(&std::env::var_os("PATH").unwrap())
            .map(|folder| folder.join(tool))
            .find(|path| path.is_file())
            .unwrap();
        test.symlink(target.to_str().unwrap(), &format!("bin/{tool}"))
    });
    let script = "#!/bin/sh\necho '{\"valid\": true, \"diagnostics\": []}'\n";
    let test = test.executable(&format!("bin/{program}"), script);
    let path = test.path("bin");
    test.env("PATH", path)
}

#[test]
fn opentofu_will_do() {
    with_only("tofu")
        .args(["validate", "-q"])
        .stdout("a: valid\n")
        .run();
}

#[test]
fn no_terraform() {
    with_only("something")
        .args(["validate"])
        .stderr(
            "error: `terraform` is not installed\n\
             hint: install Terraform 1.5 or later (https://developer.hashicorp.com/terraform/install) or \
             OpenTofu (https://opentofu.org/docs/intro/install), or name the program with \
             `[terraform] binary` in synth.toml, `--terraform-binary` or the environment variable \
             TERRAFORM_BINARY_NAME\n",
        )
        .status(4)
        .run();
    with_only("terraform")
        .env("TERRAFORM_BINARY_NAME", "other")
        .args(["validate"])
        .stderr(
            "error: `other` is not installed\n\
             hint: the environment variable TERRAFORM_BINARY_NAME names it\n",
        )
        .status(4)
        .run();
}

#[test]
fn a_failing_init_leaves_the_question_open() {
    Test::new()
        .stack("a")
        .executable("tf", "#!/bin/sh\necho 'Error: no network' >&2; exit 1\n")
        .env("TERRAFORM_BINARY_NAME", "./tf")
        .args(["validate", "-q"])
        .stdout("a: unknown\n")
        .stderr("error: a: terraform init failed\nError: no network\nerror: could not validate a\n")
        .status(4)
        .run();
}

const SCHEMA: &str = r#"{"format_version":"1.0","provider_schemas":{"example.com/a/b":{}}}"#;

/// A mock in `PATH` that notes the schema it is given, and Terraform's words.
fn with_mock(test: Test) -> Test {
    let mock = "#!/bin/sh
test \"$1\" = --schema && test \"$3\" = -- || exit 9
cat \"$2\" >> \"$ROOT/calls\"
shift 3
echo \" $2\" >> \"$ROOT/calls\"
exec \"$@\"
";
    let test = test.executable("bin/terraform-provider-mock", mock);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = vec![test.path("bin")];
    folders.extend(std::env::split_paths(&path));
    let root = test.path("").into_os_string();
    test.env("PATH", std::env::join_paths(folders).unwrap())
        .env("ROOT", root)
}

#[test]
fn offline_runs_terraform_inside_the_mock() {
    with_mock(two())
        .file("elsewhere/schema.json", SCHEMA)
        .current("elsewhere")
        .args([
            "validate",
            "-q",
            "--offline",
            "--schema",
            "schema.json",
            "good",
        ])
        .stdout("good: valid\n")
        .run()
        .contains("calls", &format!("{SCHEMA} init\n{SCHEMA} validate\n"));
}

#[test]
fn offline_asks_the_bindings_for_their_schemas() {
    let cargo = format!("#!/bin/sh\ncase $* in *--bin*) echo '{SCHEMA}';; *) exit 9;; esac\n");
    with_mock(two())
        .file(
            "synth.toml",
            "[app]\ncommand = \"cp -R app/. $CDKTF_OUTDIR\"\n[bindings.b]\nsource = \"a/b\"\n\
             version = \"1\"\npath = \"bindings/src\"\n",
        )
        .file("bindings/Cargo.toml", "[package]\nname = \"bindings\"\n")
        .executable("fake/cargo", &cargo)
        .env("CARGO", "fake/cargo")
        .args(["validate", "-q", "--offline", "good"])
        .stdout("good: valid\n")
        .run()
        .contains("calls", &format!("{SCHEMA} init\n{SCHEMA} validate\n"));
}

#[test]
fn offline_needs_a_schema() {
    two()
        .args(["validate", "--offline"])
        .stderr(
            "error: synth.toml has no bindings whose schemas `--offline` could use\n\
             hint: write the output of `terraform providers schema -json` into a file, and name \
             it with `--schema`\n",
        )
        .status(2)
        .run()
        .args(["validate", "--offline", "--schema", "nowhere.json"])
        .stderr("error: could not read nowhere.json: No such file or directory (os error 2)\n")
        .status(4)
        .run();
}
