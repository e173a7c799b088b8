//! The command line.

use crate::harness::isolated;
use crate::toy;
use std::io::{BufRead, BufReader};
use std::process::{Output, Stdio};
use tempfile::TempDir;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let schema = toy::document().to_string();
    std::fs::write(folder.path().join("schema.json"), schema).unwrap();
    let config = toy::config(r#"resource "toy_box" "a" { name = "a" }"#);
    std::fs::write(folder.path().join("main.tf"), config).unwrap();
    folder
}

fn run(folder: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = isolated(env!("CARGO_BIN_EXE_terraform-provider-mock"), folder.path())
        .args(arguments)
        .output()
        .unwrap();
    (
        status.code().unwrap_or(-1),
        String::from_utf8(stdout).unwrap(),
        String::from_utf8(stderr).unwrap(),
    )
}

#[test]
fn a_command_runs_attached() {
    let folder = folder();
    let (code, _, stderr) = run(
        &folder,
        &["--schema", "schema.json", "--", "terraform", "init"],
    );
    assert_eq!(code, 0, "{stderr}");
    let (code, stdout, stderr) = run(
        &folder,
        &[
            "--schema",
            "schema.json",
            "-v",
            "--",
            "terraform",
            "plan",
            "-detailed-exitcode",
            "-no-color",
        ],
    );
    assert_eq!(code, 2, "{stderr}");
    assert!(stdout.contains("toy_box.a will be created"), "{stdout}");
    assert!(
        stderr.contains("terraform-provider-mock: PlanResourceChange toy_box\n"),
        "{stderr}"
    );
}

#[test]
fn the_exit_code_is_that_of_the_command() {
    let folder = folder();
    let exit = |script| {
        run(
            &folder,
            &["--schema", "schema.json", "--", "sh", "-c", script],
        )
        .0
    };
    assert_eq!(exit("exit 7"), 7);
    assert_eq!(exit("kill -9 $$"), 137);
    let (code, stdout, stderr) = run(
        &folder,
        &["--schema", "schema.json", "--", "no-such-program"],
    );
    assert_eq!((code, stdout.as_str()), (127, ""));
    assert_eq!(
        stderr,
        "error: cannot run `no-such-program`: No such file or directory (os error 2)\n\
         hint: check that it is installed and on PATH\n"
    );
}

#[test]
fn what_cannot_be_loaded_is_explained() {
    let folder = folder();
    let fails = |arguments: &[&str]| {
        let (code, stdout, stderr) = run(&folder, arguments);
        assert_eq!((code, stdout.as_str()), (1, ""));
        stderr
    };
    assert_eq!(
        fails(&["--schema", "none.json"]),
        "error: cannot read `none.json`: No such file or directory (os error 2)\n\
         hint: check the path and its permissions\n"
    );
    let stderr = fails(&["--schema", "main.tf"]);
    assert!(
        stderr.starts_with("error: `main.tf` is not a provider schema: "),
        "{stderr}"
    );
    assert!(stderr.ends_with("hint: write the schema with `terraform providers schema -json`\n"));
    assert_eq!(
        fails(&["--schema", "schema.json", "--types", "toy_box,toy_boat"]),
        "error: the schema has no resource, data source or ephemeral resource `toy_boat`\n\
         hint: check the spelling in the list of types, the faults and the drift\n"
    );
    assert_eq!(
        fails(&[
            "--schema",
            "schema.json",
            "--provider",
            "registry.terraform.io/acme/boat"
        ]),
        "error: the schema has no provider `registry.terraform.io/acme/boat`\n\
         hint: the schema has registry.terraform.io/acme/toy\n"
    );
}

#[test]
fn faults_come_from_the_environment() {
    let folder = folder();
    let plan = |faults: &str| {
        let script = "terraform init >&2 && terraform plan -no-color";
        let output = isolated(env!("CARGO_BIN_EXE_terraform-provider-mock"), folder.path())
            .args(["--schema", "schema.json", "--", "sh", "-c", script])
            .env("MOCK_PROVIDER_FAULTS", faults)
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), stderr)
    };
    let (code, stderr) = plan(r#"{"faults": [{"type": "toy_box", "fail": "No room"}]}"#);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("Error: No room"), "{stderr}");
    let (code, stderr) = plan("toy_box");
    assert_eq!(code, Some(1));
    assert!(
        stderr.starts_with("error: MOCK_PROVIDER_FAULTS is not a table of behaviours: "),
        "{stderr}"
    );
}

#[test]
fn facts_are_told_with_their_source() {
    let folder = folder();
    let (code, stdout, stderr) = run(&folder, &["facts", "aws_sqs_queue", "data.toy_boat"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.starts_with("aws_sqs_queue\n  source: internal/service/sqs/queue.go of "));
    for line in [
        "\n  a change of `fifo_queue` replaces it\n",
        "\n  `delay_seconds` has to be from 0 to 900\n",
        "\n  `delay_seconds` is 0 by default\n",
        "\ndata.toy_boat\n  nothing is known beyond its schema\n",
    ] {
        assert!(stdout.contains(line), "{line}: {stdout}");
    }
    let (code, stdout, _) = run(&folder, &["facts"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("\naws_sqs_queue  internal/service/sqs/queue.go of "));
    assert!(stdout.contains("\ndata.aws_subnets  "));

    let table = br#"{"resources": {"toy_box": {"arguments": {"name": {"pattern": "("}}}}}"#;
    std::fs::write(folder.path().join("mine.json"), table).unwrap();
    let (code, _, stderr) = run(&folder, &["facts", "--behaviors", "mine.json"]);
    assert_eq!(code, 1);
    assert!(
        stderr.starts_with("error: `mine.json` has the pattern `(`: "),
        "{stderr}"
    );
}

#[test]
fn a_wrong_command_line_is_a_mistake_of_its_own() {
    assert_eq!(run(&folder(), &["--shema", "schema.json"]).0, 2);
    assert_eq!(run(&folder(), &[]).0, 2);
    let (code, stdout, _) = run(&folder(), &["--help"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("Exit codes:"), "{stdout}");
    assert!(stdout.contains("MOCK_PROVIDER_FAULTS"), "{stdout}");
}

#[test]
fn without_a_command_it_says_how_to_attach_and_waits() {
    let folder = folder();
    let mut server = isolated(env!("CARGO_BIN_EXE_terraform-provider-mock"), folder.path())
        .args(["--schema", "schema.json"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stdout = server.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    assert!(
        line.starts_with("export TF_REATTACH_PROVIDERS='{"),
        "{line}"
    );
    let script = format!(
        "{line} terraform init >&2 && terraform validate; kill -TERM {}",
        server.id()
    );
    let output = isolated("sh", folder.path())
        .args(["-c", &script])
        .output()
        .unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains("Success!"), "{output:?}");
    assert_eq!(server.wait().unwrap().code(), Some(0));
}

#[cfg(feature = "plugin")]
#[test]
fn a_mirror_is_laid_out_and_its_block_printed() {
    let folder = folder();
    let install = |more: &[&str]| {
        let arguments = ["install", "--mirror", "mirror", "--schema", "schema.json"];
        run(&folder, &[&arguments, more].concat())
    };
    let (code, stdout, stderr) = install(&["--version", "1.0.0", "--types", "toy_box"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(
        stdout.contains(r#"include = ["registry.terraform.io/acme/toy"]"#),
        "{stdout}"
    );
    // Again, over what is there.
    assert_eq!(install(&["--version", "1.0.0"]).1, stdout);

    let (code, stdout, stderr) = install(&["--version", "latest"]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert_eq!(
        stderr,
        "error: the version makes no sense: `latest`\nhint: it has to be of the form 1.2.3\n"
    );
    let (_, _, stderr) = install(&["--types", "toy_boat"]);
    assert!(stderr.contains("`toy_boat`"), "{stderr}");

    let version = folder
        .path()
        .join("mirror/registry.terraform.io/acme/toy/1.0.0");
    let platform = version.read_dir().unwrap().next().unwrap().unwrap();
    std::fs::remove_file(platform.path().join("schema.json")).unwrap();
    let (code, _, stderr) = install(&["--version", "1.0.0"]);
    assert_eq!(code, 1);
    assert!(
        stderr.contains("holds something that is no mock"),
        "{stderr}"
    );
}
