//! Programs of the machine: where they are and what they say of themselves.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use crate::error::{Error, Result};
use crate::terraform::interrupts::Interrupts;
use crate::terraform::supervised::{self, Manner};

/// The signal of Ctrl-C, and what a shell makes of it.
const SIGINT: i32 = 2;
const SHELL_SIGINT: i32 = 128 + SIGINT;

/// A path is taken as it is, a name is looked for in `PATH`.
pub(crate) fn find(name: &OsStr) -> Option<PathBuf> {
    let path = Path::new(name);
    if path.components().count() > 1 {
        return path.canonicalize().ok().filter(|path| is_executable(path));
    }
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .map(|folder| folder.join(path))
        .find(|path| is_executable(path))
}

/// What a program prints, if it succeeds.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(text)
}

/// Runs a program that an interrupt ends with all it started, and gives what it
/// prints. What it says on stderr is said to the user.
pub(crate) fn job(command: &Command) -> io::Result<Result<(ExitStatus, Vec<u8>)>> {
    let mut command = supervised::wrap(command, Manner::AtOnce)?;
    command.stdout(Stdio::piped()).stderr(Stdio::inherit());
    Ok(Interrupts::get().and_then(|interrupts| {
        let mut running = interrupts.spawn_job(&mut command)?;
        let mut printed = Vec::new();
        if let (Some(mut stdout), _) = running.streams() {
            // What was read until a failure is all there is.
            let _ = stdout.read_to_end(&mut printed);
        }
        let status = running.wait()?;
        if interrupts.times() > 0 {
            return Err(Error::Interrupted);
        }
        Ok((status, printed))
    }))
}

/// The first line of what a program prints.
pub(crate) fn first_line(command: &mut Command) -> Option<String> {
    let text = output(command)?;
    let line = text.lines().next().unwrap_or_default().trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// How a program that did not succeed ended: `failed with exit code 1`. Somebody
/// who pressed Ctrl-C is an error of its own.
pub(crate) fn failure(status: ExitStatus) -> Result<Option<String>> {
    if status.success() {
        return Ok(None);
    }
    if status.signal() == Some(SIGINT) || status.code() == Some(SHELL_SIGINT) {
        return Err(Error::Interrupted);
    }
    Ok(Some(match (status.code(), status.signal()) {
        (Some(code), _) => format!("failed with exit code {code}"),
        (None, Some(signal)) => format!("was killed by signal {signal}"),
        (None, None) => "failed".to_owned(),
    }))
}

fn is_executable(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}
