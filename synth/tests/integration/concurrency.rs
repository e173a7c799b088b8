//! Runs that meet, and runs that are killed. The app and the test wait for
//! each other at named pipes, so nothing depends on time.

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

use crate::patience::{output, pipe, status, tell, told};
use crate::test::Test;

/// The first run of the app says that it has started, and waits.
const WAITING: &str = "cp -R app/. $CDKTF_OUTDIR\n\
    if test ! -e first; then touch first; echo >started; read line <go; fi\n";

fn with_pipes() -> Test {
    let test = Test::new().stack("a").app_script(WAITING);
    pipe(pipe(test, "started"), "go")
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
    told(&test.path("started"));

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

    tell(test.path("go"));
    let test = test.stderr("synthesized 1 stack into out: 2 files written\n");
    test.compare(&output(first));
    let mut rest = String::new();
    talk.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "synthesized 1 stack into out: unchanged\n");
    assert!(status(second).success());
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
    told(&test.path("started"));
    first.kill().unwrap();
    status(first);
    let staged = || fs::read_dir(test.path(".synth/staging")).unwrap().count();
    assert_eq!(staged(), 2);
    // On Linux the app ends with synth, so there may be nobody to write to, which
    // a handle for both ways does not mind. Elsewhere this lets it end.
    let mut go = OpenOptions::new()
        .read(true)
        .write(true)
        .open(test.path("go"))
        .unwrap();
    go.write_all(b"\n").unwrap();

    let test = test
        .file("keep/x", "mine")
        .symlink("../../keep", ".synth/staging/run-link")
        .args(["synth"])
        .stderr("synthesized 1 stack into out: 2 files written\n")
        .run();
    test.tree(".synth/staging", &["mine/x", "run-link"])
        .contains("keep/x", "mine");
}
