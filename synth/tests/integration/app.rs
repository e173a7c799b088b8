//! Running the app.

use crate::test::Test;

const COPY: &str = "cp -R app/. $CDKTF_OUTDIR\n";

#[test]
fn the_environment() {
    Test::new()
        .stack("a")
        .app_script(&format!(
            "{COPY}echo $PWD; case $CDKTF_OUTDIR in $PWD/.synth/staging/run-*) echo staged;; esac\n\
             env | grep -E '^(CDKTF_CON|NODE_|TF_|SYNTH_|KEPT)' | sort | sed 's,run-[^/]*,RUN,'\n"
        ))
        .env("TF_VAR_password", "secret")
        .env("TF_VAR_", "secret")
        .env("TF_KEPT", "yes")
        .env("KEPT", "yes")
        .env("SYNTH_HCL_OUTPUT", "true")
        .env("CDKTF_CONTEXT_JSON", "{\"from\":\"outside\"}")
        .file("sub/x", "")
        .current("sub")
        .args(["list"])
        .stdout("a\n")
        .stderr(
            "[ROOT]\nstaged\nCDKTF_CONTEXT_JSON={}\n\
             CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS=true\nKEPT=yes\n\
             NODE_OPTIONS=--max-old-space-size=4096\n\
             SYNTH_SOURCES_FILE=[ROOT]/.synth/staging/RUN/sources.json\nTF_KEPT=yes\n",
        )
        .run();
}

#[test]
fn node_options_are_kept() {
    Test::new()
        .stack("a")
        .app_script(&format!("{COPY}echo $NODE_OPTIONS\n"))
        .env("NODE_OPTIONS", "--mine")
        .args(["list"])
        .stdout("a\n")
        .stderr("--mine\n")
        .run();
}

#[test]
fn a_package_is_run_by_cargo() {
    Test::new()
        .stack("a")
        .file("synth.toml", "[app]\npackage = \"my-stacks\"\n")
        .executable("cargo", &format!("#!/bin/sh\necho $*\n{COPY}"))
        .env("CARGO", "./cargo")
        .args(["list"])
        .stdout("a\n")
        .stderr("run --quiet --package my-stacks\n")
        .run();
}

#[test]
fn cargo_is_missing() {
    Test::new()
        .file("synth.toml", "[app]\npackage = \"my-stacks\"\n")
        .env("CARGO", "/nowhere/cargo")
        .args(["list"])
        .stderr(
            "error: `/nowhere/cargo` is not installed\n\
             hint: install it, or name what runs the app in the configuration file\n",
        )
        .status(4)
        .run();
}

#[test]
fn another_app_from_the_command_line() {
    Test::new()
        .stack("a")
        .args(["list", "--app", "echo other; cp -R app/. $CDKTF_OUTDIR"])
        .stdout("a\n")
        .stderr("other\n")
        .run();
}

#[test]
fn a_failing_app_loses_nothing() {
    Test::new()
        .stack("a")
        .args(["synth", "-q"])
        .run()
        .app_script("mkdir -p $CDKTF_OUTDIR/stacks/a; echo half >$CDKTF_OUTDIR/stacks/a/cdk.tf.json\necho oh no; exit 7\n")
        .args(["synth"])
        .stderr(
            "oh no\nerror: the app failed with exit code 7\n\
             hint: what it said is above; the command was `sh app.sh`\n",
        )
        .status(3)
        .run()
        .tree("out", &["manifest.json", "stacks/a/cdk.tf.json"])
        .tree(".synth", &[".gitignore", "lock"]);
}

#[test]
fn a_killed_app() {
    Test::new()
        .app_script("kill -KILL $$\n")
        .args(["synth", "--app", "exec sh app.sh"])
        .stderr(
            "error: the app was killed by signal 9\n\
             hint: what it said is above; the command was `exec sh app.sh`\n",
        )
        .status(3)
        .run();
}

#[test]
fn an_interrupted_app() {
    for app in ["exec sh app.sh", "sh app.sh; exit $?"] {
        Test::new()
            .app_script("kill -INT $$\n")
            .args(["synth", "--app", app])
            .stderr("error: interrupted\n")
            .status(130)
            .run()
            .tree(".synth", &[".gitignore", "lock"]);
    }
}
