//! What is generated from the table of commands: completions, manual pages,
//! and that none of them leaves a command out.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use crate::test::Test;

const COMMANDS: &[&str] = &[
    "bindgen",
    "bootstrap",
    "build",
    "completions",
    "deploy",
    "destroy",
    "doctor",
    "drift",
    "graph",
    "import",
    "list",
    "man",
    "output",
    "plan",
    "review",
    "state",
    "synth",
    "unlock",
    "validate",
    "watch",
    "whoami",
];

fn stdout<const N: usize>(args: [&str; N]) -> String {
    let test = Test::new().remove("synth.toml").args(args);
    let output = test.command().output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).unwrap()
}

/// What bash says to a script on its stdin.
fn bash(args: &[&str], script: &str) -> String {
    let mut child = Command::new("bash")
        .args(["--norc"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(script.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn bash_completes() {
    let script = stdout(["completions", "bash"]);
    bash(&["-n"], &script);
    for (words, expected) in [
        ("synth va", "validate"),
        ("synth graph --format s", "svg"),
        ("synth bindgen --sc", "--schema"),
        ("synth completions fi", "fish"),
    ] {
        let mut backwards = words.rsplit(' ');
        let (last, previous) = (backwards.next().unwrap(), backwards.next().unwrap());
        let count = words.matches(' ').count();
        let completed = bash(
            &[],
            &format!(
                "{script}\nCOMP_WORDS=({words}); COMP_CWORD={count}; COMPREPLY=()\n\
                 _synth synth '{last}' '{previous}' 2>&1; echo \"${{COMPREPLY[*]}}\"\n"
            ),
        );
        assert_eq!(completed.trim_end(), expected, "{words}");
    }
}

#[test]
fn every_shell_knows_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = stdout(["completions", shell]);
        for command in COMMANDS {
            assert!(script.contains(command), "{shell} {command}");
        }
    }
}

#[test]
fn unknown_shell() {
    Test::new()
        .args(["completions", "csh"])
        .stderr(
            "error: invalid value 'csh' for '<SHELL>'\n  \
             [possible values: bash, elvish, fish, powershell, zsh]\n\n  \
             tip: a similar value exists: 'zsh'\n\nFor more information, try '--help'.\n",
        )
        .status(2)
        .run();
}

#[test]
fn the_main_page() {
    let page = stdout(["man"]);
    assert!(page.contains("\n.TH synth 1"), "{page}");
    for command in COMMANDS {
        assert!(
            page.contains(&format!("synth\\-{command}(1)")),
            "{command}: {page}"
        );
    }
    assert!(page.contains("interrupted"), "{page}");
}

#[test]
fn a_page_for_every_command() {
    let mut pages: Vec<String> = COMMANDS
        .iter()
        .map(|name| format!("synth-{name}.1"))
        .collect();
    pages.push("synth.1".to_owned());
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    let test = Test::new()
        .args(["man", "--out", "man/man1"])
        .stderr(&format!("{} manual pages in man/man1\n", pages.len()))
        .run()
        .tree("man/man1", &pages);
    let page = fs::read_to_string(test.path("man/man1/synth-graph.1")).unwrap();
    assert!(page.contains("replace_triggered_by"), "{page}");
    assert!(page.contains("\\-\\-format"), "{page}");
}
