//! Waiting for others, with an end: a test that would hang fails instead.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use crate::test::Test;

/// How long something may be waited for: far longer than anything takes on a
/// busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_mins(5);

/// What the work gives, or a failure where it does not end.
#[track_caller]
fn within<T: Send + 'static>(what: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = channel();
    thread::spawn(move || sender.send(work()));
    receiver
        .recv_timeout(PATIENCE)
        .unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// A named pipe in the project.
pub(crate) fn pipe(test: Test, name: &str) -> Test {
    let made = Command::new("mkfifo").arg(test.path(name)).status();
    assert!(made.unwrap().success());
    test
}

/// What the next one to write into the pipe says.
#[track_caller]
pub(crate) fn told(pipe: &Path) -> String {
    let what = format!("nobody writes into {}", pipe.display());
    let pipe = pipe.to_owned();
    within(&what, move || fs::read_to_string(pipe).unwrap())
}

/// Writes a line to whoever waits at the pipe, or will.
#[track_caller]
pub(crate) fn tell(pipe: PathBuf) {
    let what = format!("nobody reads {}", pipe.display());
    within(&what, move || fs::write(pipe, "\n").unwrap());
}

/// What the process wrote, once it has ended.
#[track_caller]
pub(crate) fn output(child: Child) -> Output {
    within("it does not end", move || child.wait_with_output().unwrap())
}

/// How the process ended.
#[track_caller]
pub(crate) fn status(mut child: Child) -> ExitStatus {
    within("it does not end", move || child.wait().unwrap())
}
