//! `synth bootstrap`: real Terraform, the provider's mock, and a stand-in for
//! S3 that Terraform's own backend talks to.

use std::fs;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use terraform_provider_mock::{MockProvider, Schemas};

use crate::aws::{ACCOUNT, ARN, Aws};
use crate::deployed::{Said, start};
use crate::faults::gone;
use crate::patience::{output, pipe, told};
use crate::test::Test;

const TOML: &str = "# What it is about.\n[app]\ncommand = \"sh app.sh\"\ndefault-stage = \"dev\"\n\n\
    [stages.dev]\n# Where.\nregion = \"eu-west-1\"\n";
const NAMED: &str = "state-bucket = \"b-1\"\n";
/// Its backend is the bucket as soon as the stage names one.
const APP: &str = "case $CDKTF_CONTEXT_JSON in *state-bucket*) cp -RL s3/. $CDKTF_OUTDIR;; *) cp -R app/. $CDKTF_OUTDIR;; esac\n";
/// The bucket is there when Terraform has made it.
const TERRAFORM: &str = "#!/bin/sh\n\
    if test \"$1\" = version -a -f old; then echo '{\"terraform_version\": \"1.9.8\"}'; exit; fi\n\
    case \"$*\" in *-migrate-state*) if test -f fail; then echo interrupted >&2; exit 1; fi;; esac\n\
    \"$REAL\" \"$@\" || exit\n\
    case $1 in apply) touch \"$MADE\";; esac\n";
const STATE: &str = r#"{"version": 4, "terraform_version": "1.10.0", "serial": 3, "lineage": "of-a",
    "outputs": {"word": {"value": "kept", "type": "string"}}, "resources": []}"#;
const FILE: &str = ".synth/state/dev/a.tfstate";

fn document(backend: &Value) -> String {
    json!({
        "//": {"metadata": {"stackName": "a"}},
        "provider": {"aws": [{"region": "eu-west-1"}]},
        "terraform": {"backend": backend},
    })
    .to_string()
}

/// A project with one stack, whose state is in a file.
fn project(aws: &Aws, mock: &MockProvider) -> Test {
    let path = json!({"local": {"path": format!("../../../{FILE}")}});
    let bucket = json!({"s3": {
        "bucket": "b-1", "key": "it/dev/a.tfstate", "region": "eu-west-1", "use_lockfile": true,
    }});
    let test = Test::new()
        .stack("a")
        .file("synth.toml", TOML)
        .file("app.sh", APP)
        .file("app/stacks/a/cdk.tf.json", &document(&path))
        .file("s3/stacks/a/cdk.tf.json", &document(&bucket))
        .file(FILE, STATE)
        .executable("terraform", TERRAFORM)
        .symlink("../app/manifest.json", "s3/manifest.json");
    let (home, made) = (test.path("home"), test.path("made"));
    aws.made_with(made.clone());
    let path = std::env::var_os("PATH").unwrap();
    let real = std::env::split_paths(&path)
        .map(|folder| folder.join("terraform"))
        .find(|path| path.is_file())
        .expect("these tests run real Terraform: install it");
    test.env("HOME", home)
        .env("MADE", made)
        .env("REAL", real)
        .env("TERRAFORM_BINARY_NAME", "./terraform")
        .env("TF_REATTACH_PROVIDERS", mock.reattach_env())
        .env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_ENDPOINT_URL_STS", &aws.endpoint)
        .env("AWS_ENDPOINT_URL_S3", "http://s3.test")
        .env("HTTP_PROXY", &aws.endpoint)
}

fn mock() -> MockProvider {
    MockProvider::start(Schemas::from_value(synth_aws::provider_schema_json()).unwrap()).unwrap()
}

/// Runs with these arguments; what was said.
fn run(test: Test, arguments: &[&str], status: i32) -> (Test, String) {
    let mut command = test.command();
    let output = command.args(arguments).output().unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{talk}");
    (test, talk)
}

const AGREED: &[&str] = &["bootstrap", "--bucket", "b-1", "--auto-approve"];

fn is_done(test: &Test, aws: &Aws) {
    assert_eq!(
        aws.keys("b-1"),
        ["it/dev/a.tfstate", "synth-bootstrap.tfstate"]
    );
    let state =
        |key: &str| -> Value { serde_json::from_str(&aws.object("b-1", key).unwrap()).unwrap() };
    assert_eq!(
        state("it/dev/a.tfstate")["outputs"]["word"]["value"],
        "kept"
    );
    let own = state("synth-bootstrap.tfstate");
    let kinds: Vec<_> = own["resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "aws_s3_bucket",
            "aws_s3_bucket_lifecycle_configuration",
            "aws_s3_bucket_policy",
            "aws_s3_bucket_public_access_block",
            "aws_s3_bucket_server_side_encryption_configuration",
            "aws_s3_bucket_versioning",
        ]
    );
    assert_eq!(
        fs::read_to_string(test.path("synth.toml")).unwrap(),
        format!("{TOML}{NAMED}")
    );
    assert!(own.to_string().contains("aws:SecureTransport"));
    assert!(!test.path(FILE).exists());
    assert_eq!(
        fs::read_to_string(test.path(&format!("{FILE}.moved"))).unwrap(),
        STATE
    );
    assert!(!test.path(".synth/bootstrap/dev/open.json").exists());
}

#[test]
fn from_nothing_and_again() {
    let (aws, mock) = (Aws::start(), mock());
    let (test, talk) = run(project(&aws, &mock), AGREED, 0);
    for part in [
        format!("AWS: account {ACCOUNT}, region eu-west-1, as {ARN}\n"),
        "  # aws_s3_bucket.state will be created\n".to_owned(),
        format!(
            "Make this in account {ACCOUNT}, then name the bucket in the configuration and copy the state of \
             a there: agreed in advance\nmade the bucket `b-1`\nstage `dev` of synth.toml names it\n\
             the state of `a` is in the bucket; what was in the file is in {FILE}.moved\n"
        ),
    ] {
        assert!(talk.contains(&part), "{part}\n{talk}");
    }
    is_done(&test, &aws);
    // Nothing to do, and nothing to agree to. The name is known by now.
    let (test, talk) = run(test, &["bootstrap"], 0);
    assert!(
        talk.contains("\nthe bucket `b-1` is there\nhint: "),
        "{talk}"
    );
    is_done(&test, &aws);
    // On another machine there is no `.synth/`.
    let (test, talk) = run(test.remove(".synth/bootstrap"), &["bootstrap"], 0);
    assert!(
        talk.contains("\nthe bucket `b-1` is there\nhint: "),
        "{talk}"
    );
    assert!(test.path(".synth/bootstrap/dev/main.tf.json").is_file());
    let other = ["bootstrap", "--bucket", "another"];
    let (_, talk) = run(test, &other, 2);
    assert!(
        talk.contains("error: the stage has its state in the bucket `b-1`, not in `another`\n"),
        "{talk}"
    );
}

#[test]
fn an_interrupted_run_goes_on() {
    let (aws, mock) = (Aws::start(), mock());
    let test = project(&aws, &mock).file(".synth/bootstrap/dev/fail", "");
    let (test, talk) = run(test, AGREED, 4);
    assert!(
        talk.ends_with("error: terraform init failed\ninterrupted\n"),
        "{talk}"
    );
    // The bucket is made; its state is in a file, and is not lost.
    assert!(aws.keys("b-1").is_empty());
    let state = fs::read_to_string(test.path(".synth/bootstrap/dev/terraform.tfstate")).unwrap();
    assert!(state.contains("aws_s3_bucket_versioning"));
    let (test, talk) = run(test.remove(".synth/bootstrap/dev/fail"), AGREED, 0);
    assert!(
        talk.contains("\nthe bucket `b-1` is there\nstage `dev`"),
        "{talk}"
    );
    is_done(&test, &aws);
    assert!(!test.path(".synth/bootstrap/dev/terraform.tfstate").exists());
}

#[test]
fn interrupted_after_the_configuration_had_changed() {
    let (aws, mock) = (Aws::start(), mock());
    // As if the last step had not come: the stack's state is in its file.
    let (test, _) = run(project(&aws, &mock), AGREED, 0);
    let file = test.path(FILE);
    let open = json!([{"stack": "a", "file": file}]).to_string();
    let test = test
        .remove(&format!("{FILE}.moved"))
        .file(FILE, STATE)
        .file(".synth/bootstrap/dev/open.json", &open);
    let (test, talk) = run(test, &["bootstrap"], 0);
    assert!(talk.contains("the state of `a` is in the bucket"), "{talk}");
    is_done(&test, &aws);
}

#[test]
fn a_bucket_that_is_there_is_taken_over() {
    let (aws, mock) = (Aws::start(), mock());
    aws.make_bucket("b-1");
    let (test, talk) = run(project(&aws, &mock), AGREED, 0);
    assert!(talk.contains("# (imported from \"b-1\")"), "{talk}");
    is_done(&test, &aws);
}

#[test]
fn nothing_happens_without_leave() {
    let (aws, mock) = (Aws::start(), mock());
    let (test, talk) = run(project(&aws, &mock), &["bootstrap"], 1);
    let name = format!("terraform-state-{ACCOUNT}-eu-west-1");
    assert!(talk.contains(&name), "{talk}");
    assert!(
        talk.ends_with(
            "Only `yes` is a yes: \nerror: nothing was changed: not approved\n\
             hint: where nobody can answer, `--auto-approve` agrees in advance\n"
        ),
        "{talk}"
    );
    assert!(!test.path("made").exists());
    assert_eq!(fs::read_to_string(test.path("synth.toml")).unwrap(), TOML);
    assert_eq!(fs::read_to_string(test.path(FILE)).unwrap(), STATE);
}

#[test]
fn an_older_terraform_gets_a_table() {
    let (aws, mock) = (Aws::start(), mock());
    let test = project(&aws, &mock).file("old", "");
    let (_, talk) = run(test, &["bootstrap", "--bucket", "b-1"], 1);
    assert!(
        talk.contains("  # aws_dynamodb_table.state will be created\n"),
        "{talk}"
    );
    assert!(talk.contains("= \"b-1-locks\"\n"), "{talk}");
}

#[test]
fn a_cdktf_project_is_told_the_backend() {
    let (aws, mock) = (Aws::start(), mock());
    let test = project(&aws, &mock)
        .remove("synth.toml")
        .file("cdktf.json", "{\"app\": \"sh app.sh\"}");
    let output = test.command().args(AGREED).output().unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{talk}");
    let backend: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        backend,
        json!({"s3": {
            "bucket": "b-1", "encrypt": true, "key": "STACK.tfstate", "region": "eu-west-1",
            "use_lockfile": true,
        }})
    );
    assert_eq!(aws.keys("b-1"), ["synth-bootstrap.tfstate"]);
}

/// Terraform is asked to stop, waited for, and nothing of it is left; the same
/// command goes on.
#[test]
fn ctrl_c_lets_terraform_finish() {
    let (aws, mock) = (Aws::start(), mock());
    // Tells that it applies, then waits to be stopped before it does.
    let waiting = TERRAFORM.replace(
        "\"$REAL\" \"$@\" || exit",
        "if test $1 = apply -a -p started; then\n\
         trap 'echo stopped >told; exit 1' INT; echo $$ >started\n\
         while :; do read x <never; done; fi\n\"$REAL\" \"$@\" || exit",
    );
    let test = project(&aws, &mock).executable("terraform", &waiting);
    fs::create_dir_all(test.path(".synth/bootstrap/dev")).unwrap();
    let test = pipe(
        pipe(test, ".synth/bootstrap/dev/started"),
        ".synth/bootstrap/dev/never",
    );
    let (test, child) = start(test, &AGREED.join(" "));
    let pid = told(&test.path(".synth/bootstrap/dev/started"));
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    Said::of(&output(child))
        .code(130)
        .once("warning: interrupted: waiting for Terraform to finish what it has begun")
        .once("error: interrupted")
        .says("hint: what was done is kept: the same command again goes on from there");
    assert!(gone(&pid));
    assert_eq!(
        fs::read_to_string(test.path(".synth/bootstrap/dev/told")).unwrap(),
        "stopped\n"
    );
    let test = test.args([]).remove(".synth/bootstrap/dev/started");
    let (test, _) = run(test, AGREED, 0);
    is_done(&test, &aws);
}
