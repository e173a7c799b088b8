//! Runs that meet, and runs that are killed. The app and the test wait for
//! each other at named pipes, so nothing depends on time.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::test::Test;

/// The first run of the app says that it has started, and waits.
const WAITING: &str = "cp -R app/. $CDKTF_OUTDIR\n\
    if test ! -e first; then touch first; echo >started; read line <go; fi\n";

fn with_pipes() -> Test {
    let test = Test::new().stack("a").app_script(WAITING);
    for pipe in ["started", "go"] {
        assert!(
            Command::new("mkfifo")
                .arg(test.path(pipe))
                .status()
                .unwrap()
                .success()
        );
    }
    test
}

#[test]
fn the_second_waits_for_the_first() {
    let test = with_pipes().args(["synth"]);
    let first = test
        .command()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    fs::read(test.path("started")).unwrap();

    let mut second = test
        .command()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut talk = BufReader::new(second.stderr.take().unwrap());
    let mut line = String::new();
    talk.read_line(&mut line).unwrap();
    assert_eq!(line, "waiting for another synth in this project\n");

    fs::write(test.path("go"), "\n").unwrap();
    let test = test.stderr("synthesized 1 stack into out: 2 files written\n");
    test.compare(&first.wait_with_output().unwrap());
    let mut rest = String::new();
    talk.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "synthesized 1 stack into out: unchanged\n");
    assert!(second.wait().unwrap().success());
}

#[test]
fn what_a_killed_run_leaves_is_cleared() {
    let test = with_pipes()
        .file(".synth/staging/mine/x", "")
        .args(["synth"]);
    let mut first = test
        .command()
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    fs::read(test.path("started")).unwrap();
    first.kill().unwrap();
    first.wait().unwrap();
    let staged = || fs::read_dir(test.path(".synth/staging")).unwrap().count();
    assert_eq!(staged(), 2);
    // The app lost its parent; let it end.
    fs::write(test.path("go"), "\n").unwrap();

    let test = test
        .file("keep/x", "mine")
        .symlink("../../keep", ".synth/staging/run-link")
        .args(["synth"])
        .stderr("synthesized 1 stack into out: 2 files written\n")
        .run();
    test.tree(".synth/staging", &["mine/x", "run-link"])
        .contains("keep/x", "mine");
}
