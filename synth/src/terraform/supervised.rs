//! A Terraform process that does not outlive this one, and that Ctrl-C at the
//! terminal does not reach before this program decides what it means.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The first argument of this program when it is about to become another.
const SHIM: &str = "__supervised";

/// A command that runs `program` in a process group of its own. Where the
/// system can, it is interrupted when the thread that starts it ends.
///
/// Only a process itself can ask to be told of its parent's death, so this
/// program is started again, asks, and becomes the other one.
pub(crate) fn command(program: &Path) -> Command {
    let mut command = if cfg!(target_os = "linux") {
        let mut command = Command::new(own_path());
        command
            .arg(SHIM)
            .arg(std::process::id().to_string())
            .arg(program);
        command
    } else {
        Command::new(program)
    };
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command
}

/// Where this program is, also when a build replaces it meanwhile.
fn own_path() -> PathBuf {
    let path = PathBuf::from("/proc/self/exe");
    if path.exists() {
        return path;
    }
    std::env::current_exe().unwrap_or(path)
}

/// Becomes the program that the arguments name, if they are those of
/// [`command`]; returns only when they are not, or when it cannot be run.
pub(crate) fn become_program(mut arguments: impl Iterator<Item = OsString>) -> Option<ExitCode> {
    let _name = arguments.next()?;
    if arguments.next()?.as_os_str() != OsStr::new(SHIM) {
        return None;
    }
    let parent = arguments.next()?;
    let program = arguments.next()?;
    match exec(&parent, &program, arguments) {
        Ok(never) => match never {},
        Err(error) => {
            eprintln!("could not run {}: {error}", program.display());
            Some(ExitCode::from(if error.kind() == io::ErrorKind::NotFound {
                127
            } else {
                126
            }))
        }
    }
}

/// What cannot happen.
enum Never {}

#[cfg(target_os = "linux")]
fn exec(
    parent: &OsStr,
    program: &OsStr,
    arguments: impl Iterator<Item = OsString>,
) -> io::Result<Never> {
    use std::os::unix::process::CommandExt;

    use rustix::process::{Signal, getppid, set_parent_process_death_signal};

    // An interrupt, not a kill: Terraform finishes what it has begun, writes
    // the state, releases the lock, and ends its providers.
    set_parent_process_death_signal(Some(Signal::INT))?;
    // The parent may have died before that.
    let now = getppid().map(|pid| pid.as_raw_nonzero().to_string());
    if now.as_deref().map(OsStr::new) != Some(parent) {
        return Err(io::Error::other("whoever started it is gone"));
    }
    Err(Command::new(program).args(arguments).exec())
}

#[cfg(not(target_os = "linux"))]
fn exec(
    _parent: &OsStr,
    program: &OsStr,
    arguments: impl Iterator<Item = OsString>,
) -> io::Result<Never> {
    use std::os::unix::process::CommandExt;

    Err(Command::new(program).args(arguments).exec())
}
