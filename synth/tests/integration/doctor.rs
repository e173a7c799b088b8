//! `synth doctor`, on machines made of scripts.

use serde_json::json;

use crate::test::Test;

/// A machine with these programs and no others.
fn machine(programs: &[(&str, &str)]) -> Test {
    let mut test = Test::new().file("bin/empty", "").env("CARGO", "cargo");
    for (name, script) in programs {
        test = test.executable(&format!("bin/{name}"), &format!("#!/bin/sh\n{script}\n"));
    }
    let path = test.path("bin");
    test.env("PATH", path)
}

const TERRAFORM: (&str, &str) = ("terraform", "echo Terraform v1.10.0; echo on linux");

#[test]
fn everything_is_there() {
    machine(&[
        TERRAFORM,
        ("git", "echo git version 2.50.1"),
        ("cargo", "echo cargo 1.95.0; test \"$1\" = --version"),
        ("cargo-zigbuild", ""),
        ("zig", "echo 0.15.1; test \"$1\" = version"),
        ("rustc", "echo rust"),
    ])
    .file("rust/lib/rustlib/aarch64-unknown-linux-gnu/lib/libstd", "")
    .file("home/.aws/config", "")
    .env("HOME", "home")
    .args(["doctor"])
    .stdout(
        "ok        project          synth.toml
ok        app              command `cp -R app/. $CDKTF_OUTDIR`
ok        local folder     .synth can be made
ok        cargo            cargo 1.95.0
ok        terraform        Terraform v1.10.0 ([ROOT]/bin/terraform)
ok        git              git version 2.50.1
ok        builder          cargo-zigbuild
ok        zig              zig 0.15.1
ok        aarch64 target   aarch64-unknown-linux-gnu
ok        aws credentials  home/.aws/config
",
    )
    .run()
    .tree(".synth", &[]);
}

#[test]
fn enough_is_there() {
    machine(&[TERRAFORM])
        .file(".synth/lock", "")
        .args(["doctor"])
        .stdout(
            "ok        project          synth.toml
ok        app              command `cp -R app/. $CDKTF_OUTDIR`
ok        local folder     .synth is writable
optional  cargo            not found
                           needed for running an app that is a cargo package, and building programs
                           install Rust with rustup
ok        terraform        Terraform v1.10.0 ([ROOT]/bin/terraform)
optional  git              not found
                           needed for reviewing how the output folder changes
                           install git
optional  builder          neither cargo-lambda nor cargo-zigbuild found
                           needed for building programs for deployment
                           run `cargo install cargo-lambda` or `cargo install cargo-zigbuild`
optional  zig              not found
                           needed for linking programs for deployment
                           install Zig
optional  aarch64 target   rustc not found
                           needed for deploying to arm64, such as Graviton
                           install Rust with rustup
optional  aws credentials  none in the environment, and no shared configuration file
                           needed for deployments
                           run `aws configure`, or `aws configure sso`
",
        )
        .run()
        .tree(".synth", &["lock"]);
}

#[test]
fn nothing_is_there() {
    let test = machine(&[]).remove("synth.toml").args(["doctor", "--json"]);
    let output = test.command().output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["ready"], false);
    assert_eq!(
        report["checks"][4],
        json!({
            "name": "terraform",
            "status": "missing",
            "found": "`terraform` is not installed",
            "neededFor": "`synth validate` and deployments",
            "fix": "install Terraform 1.5 or later (https://developer.hashicorp.com/terraform/install) or \
                    OpenTofu (https://opentofu.org/docs/intro/install), or name the program with \
                    `[terraform] binary` in synth.toml, `--terraform-binary` or the environment variable \
                    TERRAFORM_BINARY_NAME",
        })
    );
    assert_eq!(report["checks"].as_array().unwrap().len(), 10);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        stderr,
        "error: missing: project, app, local folder, cargo, terraform\n"
    );
    assert_eq!(output.status.code(), Some(4));
}

/// The lines for one check, and the exit code.
fn check(test: &Test, name: &str) -> (String, Option<i32>) {
    let output = test.command().output().unwrap();
    let root = test.path("").display().to_string();
    let text = String::from_utf8(output.stdout).unwrap();
    let text = text.replace(root.trim_end_matches('/'), "[ROOT]");
    let mut lines = text
        .lines()
        .skip_while(|line| line.get(10..10 + name.len()) != Some(name));
    let first = lines.next().unwrap().to_owned();
    let fix = lines.take_while(|line| line.starts_with(' ')).last();
    let fix = fix.map(|fix| format!("; {}", fix.trim_start()));
    (first + &fix.unwrap_or_default(), output.status.code())
}

#[test]
fn the_app_is_a_package() {
    let cargo = "test $1 = metadata && echo '{\"packages\": [\
                 {\"name\": \"stacks\", \"targets\": [{\"kind\": [\"lib\"]}, {\"kind\": [\"bin\"]}]},\
                 {\"name\": \"only\", \"targets\": [{\"kind\": [\"lib\"]}]}]}'";
    for (package, line, code) in [
        ("stacks", "ok        app              package `stacks`", 0),
        (
            "only",
            "missing   app              package `only` has no program; give it a src/main.rs",
            4,
        ),
        (
            "gone",
            "missing   app              the workspace has no package `gone`; \
             name another package in synth.toml",
            4,
        ),
    ] {
        let script = format!("case $1 in --version) echo cargo 1;; *) {cargo};; esac");
        let test = machine(&[TERRAFORM, ("cargo", &script)])
            .file("synth.toml", &format!("[app]\npackage = \"{package}\"\n"))
            .args(["doctor"]);
        assert_eq!(check(&test, "app"), (line.to_owned(), Some(code)));
    }
}

#[test]
fn terraform_is_too_old() {
    let test = machine(&[("tofu", "echo OpenTofu v1.4.3")]).args(["doctor"]);
    assert_eq!(
        check(&test, "terraform"),
        (
            "missing   terraform        OpenTofu v1.4.3 ([ROOT]/bin/tofu); \
             install version 1.5 or later"
                .to_owned(),
            Some(4)
        )
    );
}

#[test]
fn the_local_folder_is_none() {
    let test = machine(&[TERRAFORM]).file(".synth", "").args(["doctor"]);
    let (line, code) = check(&test, "local folder");
    assert!(
        line.starts_with("missing   local folder     could not write to .synth: "),
        "{line}"
    );
    assert_eq!(code, Some(4));
}

#[test]
fn credentials_are_not_shown() {
    let test = machine(&[TERRAFORM])
        .env("AWS_ACCESS_KEY_ID", "AKIA")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .args(["doctor"]);
    assert_eq!(
        check(&test, "aws").0,
        "ok        aws credentials  environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"
    );
}
