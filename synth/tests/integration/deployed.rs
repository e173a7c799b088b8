//! Projects that are deployed: what is written, and how a run went.

use std::io::Write;
use std::process::{Child, Output, Stdio};

use serde_json::{Value, json};

use crate::patience::output;
use crate::test::Test;

/// How a run ended, and what it said.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Said {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// It ended with this code.
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        let Self { stdout, stderr, .. } = &self;
        assert_eq!(self.code, Some(code), "\n{stdout}\n{stderr}");
        self
    }

    /// This is in what it said, on stdout or stderr.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        let Self { stdout, stderr, .. } = &self;
        let said = stdout.contains(text) || stderr.contains(text);
        assert!(said, "no {text:?} in\n{stdout}\n{stderr}");
        self
    }

    /// This is on stderr, and not twice.
    #[track_caller]
    pub(crate) fn once(self, text: &str) -> Self {
        assert_eq!(self.stderr.matches(text).count(), 1, "\n{}", self.stderr);
        self
    }

    #[track_caller]
    pub(crate) fn silent_about(self, text: &str) -> Self {
        let Self { stdout, stderr, .. } = &self;
        let said = stdout.contains(text) || stderr.contains(text);
        assert!(!said, "{text:?} in\n{stdout}\n{stderr}");
        self
    }

    /// One text is before another on stderr.
    #[track_caller]
    pub(crate) fn in_order(self, first: &str, second: &str) -> Self {
        let stderr = &self.stderr;
        let place = |text: &str| {
            stderr
                .find(text)
                .unwrap_or_else(|| panic!("{text}\n{stderr}"))
        };
        assert!(place(first) < place(second), "{stderr}");
        self
    }
}

/// Starts `synth` with these arguments, separated by spaces.
pub(crate) fn start(test: Test, arguments: &str) -> (Test, Child) {
    let test = test.words(arguments);
    let child = test
        .command()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    (test, child)
}

/// Runs `synth`, with what somebody types.
pub(crate) fn answer(test: Test, arguments: &str, typed: &str) -> (Test, Said) {
    let (test, mut child) = start(test, arguments);
    let mut stdin = child.stdin.take().unwrap();
    // It may end without reading.
    let _ = stdin.write_all(typed.as_bytes());
    drop(stdin);
    (test, Said::of(&output(child)))
}

/// Runs `synth` where nobody answers.
pub(crate) fn run(test: Test, arguments: &str) -> (Test, Said) {
    answer(test, arguments, "")
}

/// The document of a stack with its state where the default backend has it.
pub(crate) fn document(test: Test, stack: &str, mut document: Value) -> Test {
    document["//"] = json!({"metadata": {"stackName": stack}});
    document["terraform"] =
        json!({"backend": {"local": {"path": format!("../../../.synth/state/_/{stack}.tfstate")}}});
    test.file(
        &format!("app/stacks/{stack}/cdk.tf.json"),
        &format!("{document:#}\n"),
    )
}

/// A stack `a` with a resource and outputs, and a stack `b` that reads one.
pub(crate) fn two(input: &str) -> Test {
    let test = Test::new()
        .stack("a")
        .stack_with("b", json!({"dependencies": ["a"]}));
    with_input(
        consumer(
            test,
            &json!(
                "<${data.terraform_remote_state.cross-stack-reference-input-a.outputs.cross-stack-output-id}>"
            ),
        ),
        input,
    )
}

/// The stack `a` of `two`.
pub(crate) fn with_input(test: Test, input: &str) -> Test {
    document(
        test,
        "a",
        json!({
            "resource": {"terraform_data": {"x": {
                "//": {"metadata": {"path": "a/x", "uniqueId": "x"}},
                "input": input,
            }}},
            "output": {
                "shown": {"value": "${terraform_data.x.output}"},
                "secret": {"value": "${sensitive(\"top-secret\")}", "sensitive": true},
                "cross-stack-output-id": {"value": "${terraform_data.x.id}", "sensitive": true},
            },
        }),
    )
}

/// The stack `b` of `two`, with a resource of this input.
pub(crate) fn consumer(test: Test, input: &Value) -> Test {
    let state = json!({"backend": "local", "workspace": "${terraform.workspace}",
        "config": {"path": "../../../.synth/state/_/a.tfstate"}});
    document(
        test,
        "b",
        json!({
            "data": {"terraform_remote_state": {"cross-stack-reference-input-a": state}},
            "resource": {"terraform_data": {"y": {
                "//": {"metadata": {"path": "b/y", "uniqueId": "y"}},
                "input": input,
            }}},
            "output": {"read": {"value": "${terraform_data.y.output}"}},
        }),
    )
}
