//! Progress in a terminal, which util-linux' `script` provides, and where there
//! is none.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use serde_json::json;

use crate::deployed::{document, run};
use crate::patience::{PATIENCE, pipe, status, tell};
use crate::test::Test;

/// A stack with a resource that is made as soon as somebody writes to `go`.
fn slow() -> Test {
    let test = pipe(Test::new().stack("a"), "go");
    let wait = json!({"provisioner": [{"local-exec": {
        "command": "read line <go", "working_dir": test.path("")}}]});
    let mut after = json!({"input": 1});
    after["depends_on"] = json!(["terraform_data.slow"]);
    let resources = json!({"slow": wait, "after": after});
    document(
        test,
        "a",
        json!({"resource": {"terraform_data": resources}}),
    )
}

/// What is drawn.
struct Screen {
    child: Child,
    pieces: Receiver<String>,
    drawn: String,
}

impl Screen {
    /// `synth` in a terminal.
    fn open(test: &Test, arguments: &str, ci: bool) -> Self {
        let synth = test.command();
        let line = format!(
            "stty cols 120 rows 40; exec {} {arguments}",
            synth.get_program().display()
        );
        let mut command = Command::new("script");
        command
            .args([
                "--quiet",
                "--return",
                "--flush",
                "--command",
                &line,
                "/dev/null",
            ])
            .current_dir(test.path(""))
            .env_clear()
            .envs(
                synth
                    .get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            )
            .env("TERM", "xterm")
            .env("SHELL", "/bin/sh")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        if ci {
            command.env("CI", "true");
        }
        let mut child = command
            .spawn()
            .expect("these tests need `script`: apt-get install bsdutils");
        let mut stdout = child.stdout.take().unwrap();
        let (sender, pieces) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = stdout.read(&mut bytes) {
                let piece = String::from_utf8_lossy(&bytes[..length]).into_owned();
                if sender.send(piece).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            pieces,
            drawn: String::new(),
        }
    }

    /// Reads on until this was drawn.
    fn shows(&mut self, text: &str) {
        while !self.drawn.contains(text) {
            let piece = self.pieces.recv_timeout(PATIENCE);
            let piece = piece.unwrap_or_else(|_| panic!("no {text:?} in\n{}", self.drawn));
            self.drawn += &piece;
        }
    }

    /// Reads to the end, which has to be a good one.
    fn ends(mut self) -> String {
        while let Ok(piece) = self.pieces.recv_timeout(PATIENCE) {
            self.drawn += &piece;
        }
        let status = status(self.child);
        assert!(status.success(), "{status}\n{}", self.drawn);
        self.drawn
    }
}

#[test]
fn a_terminal_has_lines_that_change() {
    let test = slow();
    let mut screen = Screen::open(&test, "deploy --auto-approve", false);
    // The resource under way, with the time it has taken; the whole, as a bar.
    screen.shows("terraform_data.slow: creating (0s)");
    screen.shows("terraform_data.slow: creating (1s)");
    screen.shows("a: apply [");
    screen.shows("] 0/2 (");
    tell(test.path("go"));
    screen.shows("a: terraform_data.after: Creation complete");
    screen.shows("a: applied: 2 added");
    let drawn = screen.ends();
    // The lines are taken away again.
    assert!(drawn.contains("\u{1b}["), "{drawn}");
    let last = drawn.trim_end().lines().last().unwrap_or_default();
    assert!(last.contains("a: applied: 2 added"), "{drawn}");
}

#[test]
fn a_terminal_of_ci_has_lines_that_stay() {
    let test = slow();
    let mut screen = Screen::open(&test, "deploy --auto-approve", true);
    screen.shows("a: terraform_data.slow: Creating...");
    tell(test.path("go"));
    let drawn = screen.ends();
    assert!(!drawn.contains('\u{1b}'), "{drawn:?}");
    assert!(!drawn.contains("creating ("), "{drawn}");
}

#[test]
fn a_pipe_has_lines_that_stay() {
    let test = slow();
    let go = test.path("go");
    // Opens as soon as the resource reads.
    let writer = thread::spawn(move || tell(go));
    let (_, said) = run(test, "deploy --auto-approve");
    writer.join().unwrap();
    let said = said.code(0).says("a: terraform_data.slow: Creating...");
    for unwanted in ["\u{1b}", "\r", "⠁", "creating ("] {
        assert!(!said.stderr.contains(unwanted), "{:?}", said.stderr);
    }
}
