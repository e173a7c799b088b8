//! Who we are at AWS: `synth whoami` against a stand-in for STS.

use serde_json::{Value, json};

use crate::aws::{ACCOUNT, ARN, Aws};
use crate::test::Test;

/// One stack, `a`, with this provider block.
fn with_provider(provider: &Value) -> Test {
    let document = json!({
        "//": {"metadata": {"stackName": "a"}},
        "provider": {"aws": [provider]},
    });
    Test::new()
        .stack("a")
        .file("app/stacks/a/cdk.tf.json", &document.to_string())
}

/// With credentials, and STS at the stand-in.
fn at(aws: &Aws, test: Test) -> Test {
    nowhere_else(test)
        .env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_ENDPOINT_URL_STS", &aws.endpoint)
}

/// No credentials of the machine that runs the tests.
fn nowhere_else(test: Test) -> Test {
    let home = test.path("home");
    test.env("HOME", home)
        .env("AWS_EC2_METADATA_DISABLED", "true")
}

fn here(region: &str) -> String {
    format!("account {ACCOUNT}, region {region}, as {ARN}\n")
}

#[test]
fn whoever_deploys_is_told() {
    let aws = Aws::start();
    at(&aws, with_provider(&json!({"region": "eu-west-1"})))
        .args(["whoami"])
        .stdout(&here("eu-west-1"))
        .stderr(&format!("AWS: {}", here("eu-west-1")))
        .run();
    assert_eq!(aws.asked(), ["GetCallerIdentity eu-west-1"]);
}

#[test]
fn several_stacks_ask_once() {
    let aws = Aws::start();
    let document = |account: &str| {
        json!({"provider": {"aws": {"region": "eu-west-1", "allowed_account_ids": [account]}}})
            .to_string()
    };
    let test = with_provider(&json!({}))
        .file("app/stacks/a/cdk.tf.json", &document(ACCOUNT))
        .stack("b")
        .file("app/stacks/b/cdk.tf.json", &document("999999999999"));
    at(&aws, test)
        .args(["whoami"])
        .stderr(&format!(
            "AWS: {}error: b: it may be deployed to account 999999999999 alone, and these credentials \
             are of account {ACCOUNT} ({ARN})\n\
             hint: choose other credentials, such as with the environment variable AWS_PROFILE\n\
             hint: or, if that is the right account, correct the stage in synth.toml\n",
            here("eu-west-1")
        ))
        .status(1)
        .run();
    assert_eq!(aws.asked().len(), 1);
}

#[test]
fn an_account_that_is_forbidden() {
    let aws = Aws::start();
    let provider = json!({"region": "r", "forbidden_account_ids": [ACCOUNT], "profile": null});
    at(&aws, with_provider(&provider))
        .args(["whoami", "-q"])
        .stderr(&format!(
            "error: a: it may not be deployed to account {ACCOUNT}, and these credentials are of account \
             {ACCOUNT} ({ARN})\n\
             hint: choose other credentials, such as with the environment variable AWS_PROFILE\n\
             hint: or, if that is the right account, correct the stage in synth.toml\n"
        ))
        .status(1)
        .run();
}

#[test]
fn the_stage_names_account_and_region() {
    let aws = Aws::start();
    let stage = |text: &str| {
        let toml = format!(
            "[app]\ncommand = \"cp -R app/. $CDKTF_OUTDIR\"\ndefault-stage = \"dev\"\n[stages.dev]\n{text}\n"
        );
        let test = with_provider(&json!({"region": "eu-west-1"})).file("synth.toml", &toml);
        at(&aws, test).args(["whoami", "-q"])
    };
    stage(&format!("account = \"{ACCOUNT}\"\nregion = \"eu-west-1\""))
        .stdout(&here("eu-west-1"))
        .run();
    stage("account = 999999999999")
        .stderr(&format!(
            "error: a: the stage `dev` is account 999999999999, and these credentials are of account \
             {ACCOUNT} ({ARN})\n\
             hint: choose other credentials, such as with the environment variable AWS_PROFILE\n\
             hint: or, if that is the right account, correct the stage in synth.toml\n"
        ))
        .status(1)
        .run();
    stage("region = \"us-east-1\"")
        .stderr(
            "error: a: the stage `dev` is in us-east-1, and the AWS provider works in eu-west-1\n\
             hint: give the provider the stage's region, or correct the stage in synth.toml\n",
        )
        .status(1)
        .run();
}

#[test]
fn a_role_is_assumed_as_the_provider_would() {
    let aws = Aws::start();
    let provider = json!({
        "region": "eu-west-1",
        "assume_role": [{"role_arn": "arn:aws:iam::123456789012:role/deploy", "external_id": "x"}],
    });
    at(&aws, with_provider(&provider))
        .args(["whoami", "-q"])
        .stdout(&here("eu-west-1"))
        .run();
    assert_eq!(
        aws.asked(),
        ["AssumeRole eu-west-1", "GetCallerIdentity eu-west-1"]
    );
}

#[test]
fn a_profile_is_looked_for_in_the_files() {
    let aws = Aws::start();
    let test = with_provider(&json!({"profile": "work"})).file(
        "home/.aws/config",
        "[profile work]\nregion = eu-north-1\naws_access_key_id = AKIAX\naws_secret_access_key = s\n",
    );
    let test = nowhere_else(test).env("AWS_ENDPOINT_URL_STS", &aws.endpoint);
    test.args(["whoami", "-q"])
        .stdout(&here("eu-north-1"))
        .run();
    // Whatever the environment says, as the provider does.
    assert_eq!(aws.asked(), ["GetCallerIdentity eu-north-1"]);
}

#[test]
fn no_credentials() {
    let aws = Aws::start();
    let test = nowhere_else(with_provider(&json!({"region": "r"})))
        .env("AWS_ENDPOINT_URL_STS", &aws.endpoint);
    let output = test.args(["whoami"]).command().output().unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{talk}");
    assert!(
        talk.starts_with("error: a: no credentials for AWS: "),
        "{talk}"
    );
    assert!(
        talk.contains(
            "hint: set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws configure` \
             or `aws configure sso`\n"
        ),
        "{talk}"
    );
    assert!(aws.asked().is_empty());
}

#[test]
fn a_session_that_has_ended() {
    let aws = Aws::start();
    let test = nowhere_else(with_provider(&json!({"region": "eu-west-1", "profile": "work"}))).file(
        "home/.aws/config",
        "[profile work]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\nregion = eu-west-1\n\
         [sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://example.com/start\n",
    );
    let output = test.args(["whoami"]).command().output().unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{talk}");
    assert!(
        talk.contains("hint: the session has ended: run `aws sso login --profile work`\n"),
        "{talk}"
    );
    aws.refuse("ExpiredToken");
    at(&aws, with_provider(&json!({"region": "eu-west-1"})))
        .args(["whoami"])
        .stderr(
            "error: a: AWS does not take the credentials: ExpiredToken: the words of AWS\n\
             hint: they have expired: run `aws sso login`, or copy new ones from where these came from\n",
        )
        .status(4)
        .run();
    aws.refuse("InvalidClientTokenId");
    at(&aws, with_provider(&json!({"region": "eu-west-1"})))
        .args(["whoami"])
        .stderr(
            "error: a: AWS does not take the credentials: InvalidClientTokenId: the words of AWS\n\
             hint: see where they come from: `aws configure list`\n",
        )
        .status(4)
        .run();
}

#[test]
fn nobody_answers() {
    // A port that nobody listens on any more.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut aws = Aws::start();
    aws.endpoint = endpoint;
    let test = at(&aws, with_provider(&json!({"region": "eu-west-1"}))).args(["whoami"]);
    let output = test.command().output().unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{talk}");
    assert!(
        talk.starts_with("error: a: could not ask AWS who we are: "),
        "{talk}"
    );
}

#[test]
fn what_does_not_use_aws_does_not_ask() {
    let aws = Aws::start();
    at(&aws, Test::new().stack("a"))
        .args(["whoami"])
        .stderr("AWS was not asked\n")
        .run();
    let unknown = json!({"assume_role": {"role_arn": "${var.role}"}});
    at(&aws, with_provider(&unknown))
        .args(["whoami"])
        .stderr(
            "warning: a: not checked whom the AWS provider acts as: the role it assumes is an expression\n\
             AWS was not asked\n",
        )
        .run();
    assert!(aws.asked().is_empty());
}

#[test]
fn a_deployment_asks_before_terraform_does() {
    let terraform = "#!/bin/sh\ncase $1 in version) echo '{\"terraform_version\": \"1.11.4\"}';; \
        *) echo $1 >>calls; exit 1;; esac\n";
    for command in ["plan", "deploy", "destroy"] {
        let aws = Aws::start();
        aws.refuse("ExpiredToken");
        let test = at(&aws, with_provider(&json!({"region": "eu-west-1"})))
            .executable("terraform", terraform)
            .env("TERRAFORM_BINARY_NAME", "./terraform");
        let output = test.command().args([command, "a"]).output().unwrap();
        let talk = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(4), "{talk}");
        assert!(
            talk.contains("\nerror: a: AWS does not take the credentials: ExpiredToken: "),
            "{talk}"
        );
        assert!(!test.path("calls").exists(), "{command}");
    }
}

/// A port that must not be called.
struct Nobody {
    listener: std::net::TcpListener,
}

impl Nobody {
    fn listen() -> (Self, String) {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        (Self { listener }, endpoint)
    }

    #[track_caller]
    fn was_called(&self) -> bool {
        self.listener.accept().is_ok()
    }
}

#[test]
fn a_rehearsal_asks_nobody() {
    let (nobody, endpoint) = Nobody::listen();
    let document = json!({
        "//": {"metadata": {"stackName": "a"}},
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}},
            "backend": {"s3": {"bucket": "b", "key": "k", "region": "eu-west-1"}}},
        "provider": {"aws": [{"region": "eu-west-1"}]},
        "resource": {"aws_ssm_parameter": {"p": {"name": "p", "type": "String", "value": "v"}}},
    });
    let schema = include_str!("../fixtures/cdktf-app/schema.json");
    let mut path = crate::mock::folder().as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap());
    let test = Test::new()
        .stack("a")
        .file("app/stacks/a/cdk.tf.json", &document.to_string())
        .file("schema.json", schema);
    // Whoever would ask finds credentials, and somebody to ask.
    let test = nowhere_else(test)
        .env("PATH", path)
        .env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_ENDPOINT_URL", &endpoint)
        .env("AWS_ENDPOINT_URL_STS", &endpoint)
        .env("HTTP_PROXY", &endpoint)
        .env("HTTPS_PROXY", &endpoint)
        .env("NO_PROXY", "127.0.0.1");
    for command in [
        "plan",
        "deploy --auto-approve",
        "output",
        "drift",
        "review",
        "destroy --auto-approve",
    ] {
        let mut run = test.command();
        let output = run
            .args(command.split(' '))
            .args(["--offline", "--schema", "schema.json"])
            .output()
            .unwrap();
        let talk = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{command}: {talk}");
        assert!(!talk.contains("AWS: "), "{talk}");
        assert!(!nobody.was_called(), "{command}");
    }
    // It would have heard.
    let mut run = test.command();
    let output = run.args(["whoami"]).output().unwrap();
    assert!(!output.status.success());
    assert!(nobody.was_called());
}

/// What is attached may be the real provider, as those who develop it do it.
#[test]
fn an_attached_provider_does_not_keep_from_asking() {
    let aws = Aws::start();
    aws.refuse("ExpiredToken");
    let terraform = "#!/bin/sh\ncase $1 in version) echo '{\"terraform_version\": \"1.11.4\"}';; \
        *) echo $1 >>calls; exit 1;; esac\n";
    let test = at(&aws, with_provider(&json!({"region": "eu-west-1"})))
        .executable("terraform", terraform)
        .env("TERRAFORM_BINARY_NAME", "./terraform")
        .env("TF_REATTACH_PROVIDERS", "{}");
    let output = test.command().args(["deploy", "a"]).output().unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{talk}");
    assert_eq!(aws.asked(), ["GetCallerIdentity eu-west-1"]);
    assert!(!test.path("calls").exists());
}
