//! Ctrl-C while something else than an apply runs: the app, cargo, `bootstrap`.
//! Nothing that was started is left.

use std::process::Child;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use crate::deployed::{Said, start};
use crate::faults::{gone, left_over};
use crate::patience::{output, pipe, told};
use crate::test::Test;

/// Tells its own number and that of a child, and goes on for ever.
const FOR_EVER: &str = "sleep 600 & echo $$ $! >\"$ROOT/started\"; wait; sleep 600";

fn rooted(test: Test) -> Test {
    let root = test.path("").into_os_string();
    pipe(test.env("ROOT", root), "started")
}

/// The numbers of what was started.
fn started(test: &Test) -> Vec<String> {
    let text = told(&test.path("started"));
    text.split_whitespace().map(str::to_owned).collect()
}

/// Sends the signal to synth alone, as a terminal does not: it has to see to
/// the others.
fn end(test: &Test, child: Child, signal: Signal) -> Said {
    let pids = started(test);
    kill_process(Pid::from_child(&child), signal).unwrap();
    let said = Said::of(&output(child));
    for pid in pids {
        assert!(gone(&pid), "{pid}");
    }
    said
}

#[test]
fn the_app() {
    for command in ["synth", "plan", "validate"] {
        let test = rooted(Test::new().stack("a")).app_script(FOR_EVER);
        let (test, child) = start(test, command);
        let said = end(&test, child, Signal::INT);
        said.code(130).once("error: interrupted");
        assert!(left_over(&test.path("")).is_empty(), "{command}");
    }
}

#[test]
fn the_app_of_a_synth_that_is_killed() {
    let test = rooted(Test::new().stack("a")).app_script(FOR_EVER);
    let (test, child) = start(test, "synth");
    end(&test, child, Signal::KILL);
}

/// A cargo that compiles for ever, with a compiler of its own.
fn building() -> Test {
    let asset = json!({"path": "assets/it/bootstrap.zip", "package": "tiny", "kind": "zip",
        "architecture": if cfg!(target_arch = "x86_64") { "x86_64" } else { "arm64" }});
    let cargo =
        format!("#!/bin/sh\ncase $1 in build) {FOR_EVER};; *) exec \"$REAL\" \"$@\";; esac\n");
    let real = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let home = std::env::var_os("HOME").unwrap();
    let mut test = Test::new().stack_with("a", json!({"assets": [asset]}));
    for name in ["CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"] {
        if let Some(value) = std::env::var_os(name) {
            test = test.env(name, value);
        }
    }
    rooted(test)
        .file(
            "Cargo.toml",
            "[package]\nname = \"tiny\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[profile.lambda]\ninherits = \"release\"\n",
        )
        .file("src/main.rs", "fn main() {}\n")
        .executable("cargo", &cargo)
        .env("REAL", real)
        .env("HOME", home)
}

#[test]
fn cargo() {
    for (arguments, signal) in [
        ("build", Signal::INT),
        ("deploy --auto-approve", Signal::TERM),
        ("plan", Signal::KILL),
    ] {
        let test = building();
        let cargo = test.path("cargo");
        let (test, child) = start(test.env("CARGO", cargo), arguments);
        let said = end(&test, child, signal);
        if signal != Signal::KILL {
            said.code(130).once("error: interrupted");
        }
        assert!(!test.path(".synth/build/tiny").exists());
    }
}
