//! `synth list`.

use std::io::Read;
use std::process::Stdio;

use serde_json::json;

use crate::test::Test;

fn two() -> Test {
    Test::new()
        .stack("web")
        .stack_with("api", json!({"dependencies": ["web", "db"], "new-key": 1}))
}

#[test]
fn text() {
    two()
        .args(["list"])
        .stdout("api (after web, db)\nweb\n")
        .run()
        .tree("out", &[])
        .tree(".synth", &[".gitignore", "lock"]);
}

#[test]
fn machine_readable() {
    two()
        .args(["list", "--json"])
        .stdout(
            r#"[
  {
    "name": "api",
    "path": "api",
    "dependencies": [
      "web",
      "db"
    ],
    "workingDirectory": "stacks/api"
  },
  {
    "name": "web",
    "path": "web",
    "dependencies": [],
    "workingDirectory": "stacks/web"
  }
]
"#,
        )
        .run();
}

#[test]
fn a_reader_may_leave_early() {
    let test = two().args(["list"]);
    let mut child = test
        .command()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut talk = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut talk)
        .unwrap();
    assert_eq!((child.wait().unwrap().code(), talk.as_str()), (Some(0), ""));
}
