//! A Terraform process that does not outlive this one, and that Ctrl-C at the
//! terminal does not reach before this program decides what it means.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};
use std::thread;

/// The first argument of this program when it is to stand between.
const SHIM: &str = "__supervised";

/// How a program is to end when somebody wants it to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Manner {
    /// By itself: it keeps a state, and has those end that it started.
    Gently,
    /// At once, with those that it started.
    AtOnce,
}

impl Manner {
    fn word(self) -> &'static str {
        match self {
            Self::Gently => "gently",
            Self::AtOnce => "at-once",
        }
    }
}

/// A command that runs `program` in a process group of its own. Where the
/// system can, it is interrupted when this program is killed.
///
/// This program is started again to stand between: it asks to be told of its
/// parent's death, passes signals on, and ends as the other one does. Linux tells
/// of the death of every thread that had the child in turn, and a Terraform that
/// is interrupted twice drops what it does; so the one in between, which has a
/// single thread, passes the first of them on and no more. It also holds what the
/// other one writes into: a pipe that nobody reads would kill it at its next word.
pub(crate) fn command(program: &Path, manner: Manner) -> Command {
    let mut command = if cfg!(target_os = "linux") {
        let mut command = Command::new(own_path());
        command
            .arg(SHIM)
            .arg(manner.word())
            .arg(std::process::id().to_string())
            .arg(program);
        command
    } else {
        Command::new(program)
    };
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command
}

/// The same for a program with its arguments, folder and variables. What its
/// streams are is said anew.
pub(crate) fn wrap(command: &Command, manner: Manner) -> io::Result<Command> {
    let program = Path::new(command.get_program());
    // A path counts from where the program is to run, as it does without this.
    let program = match command.get_current_dir() {
        Some(folder) if program.components().count() > 1 => folder.join(program),
        _ => program.to_owned(),
    };
    let program = crate::program::find(program.as_os_str()).ok_or_else(|| {
        let what = format!("`{}` is not there", program.display());
        io::Error::new(io::ErrorKind::NotFound, what)
    })?;
    let mut wrapped = self::command(&program, manner);
    wrapped.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => wrapped.env(name, value),
            None => wrapped.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        wrapped.current_dir(folder);
    }
    Ok(wrapped)
}

/// Where this program is, also when a build replaces it meanwhile.
fn own_path() -> PathBuf {
    let path = PathBuf::from("/proc/self/exe");
    if path.exists() {
        return path;
    }
    std::env::current_exe().unwrap_or(path)
}

/// Stands between the program that the arguments name and who started it, if
/// the arguments are those of [`command`]; none when they are not.
pub(crate) fn stand_between(mut arguments: impl Iterator<Item = OsString>) -> Option<ExitCode> {
    let _name = arguments.next()?;
    if arguments.next()?.as_os_str() != OsStr::new(SHIM) {
        return None;
    }
    let at_once = arguments.next()?.as_os_str() == OsStr::new(Manner::AtOnce.word());
    let parent = arguments.next()?;
    let program = arguments.next()?;
    Some(
        run(&parent, &program, arguments, at_once).unwrap_or_else(|error| {
            eprintln!("could not run {}: {error}", program.display());
            ExitCode::from(if error.kind() == io::ErrorKind::NotFound {
                127
            } else {
                126
            })
        }),
    )
}

#[cfg(target_os = "linux")]
fn run(
    parent: &OsStr,
    program: &OsStr,
    arguments: impl Iterator<Item = OsString>,
    at_once: bool,
) -> io::Result<ExitCode> {
    use rustix::process::{
        Pid, Signal, getpid, getppid, kill_process, kill_process_group,
        set_parent_process_death_signal,
    };
    use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGTERM, SIGUSR1};
    use signal_hook::iterator::Signals;

    let mut signals = Signals::new([SIGCHLD, SIGHUP, SIGINT, SIGTERM, SIGUSR1])?;
    set_parent_process_death_signal(Some(Signal::USR1))?;
    // The parent may have died before that.
    let now = getppid().map(|pid| pid.as_raw_nonzero().to_string());
    if now.as_deref().map(OsStr::new) != Some(parent) {
        return Err(io::Error::other("whoever started it is gone"));
    }
    let mut readers = readers();
    let mut child = Command::new(program).args(arguments).spawn()?;
    let pid = Pid::from_child(&child);
    let mut orphaned = false;
    for signal in signals.forever() {
        let passed_on = match signal {
            SIGCHLD => match child.try_wait()? {
                Some(status) => {
                    if orphaned {
                        // Nobody asks how it ended. What it left behind ends with
                        // this process.
                        let _ = kill_process_group(getpid(), Signal::KILL);
                    }
                    return end_as(status);
                }
                None => continue,
            },
            // An interrupt, not a kill: Terraform finishes what it has begun,
            // writes the state, releases the lock, and ends its providers.
            SIGUSR1 if orphaned => continue,
            SIGUSR1 if at_once => {
                // With this process.
                kill_process_group(getpid(), Signal::KILL)?;
                continue;
            }
            SIGUSR1 => {
                orphaned = true;
                for mut reader in readers.drain(..) {
                    // Nobody is left to read it, and a full pipe would hold up
                    // whoever writes. The threads end with this process.
                    thread::spawn(move || io::copy(&mut reader, &mut io::sink()));
                }
                Signal::INT
            }
            SIGINT => Signal::INT,
            SIGHUP => Signal::HUP,
            _ => Signal::TERM,
        };
        // It is not reaped yet, so the number is its own.
        let _ = kill_process(pid, passed_on);
    }
    end_as(child.wait()?)
}

/// The other ends of the pipes that are this process' output, and so that of the
/// program it starts.
#[cfg(target_os = "linux")]
fn readers() -> Vec<File> {
    use std::os::unix::fs::FileTypeExt;

    ["/proc/self/fd/1", "/proc/self/fd/2"]
        .into_iter()
        .filter(|path| std::fs::metadata(path).is_ok_and(|output| output.file_type().is_fifo()))
        .filter_map(|path| File::open(path).ok())
        .collect()
}

/// Ends this process as the other one ended.
#[cfg(target_os = "linux")]
fn end_as(status: ExitStatus) -> io::Result<ExitCode> {
    use std::os::unix::process::ExitStatusExt;

    use rustix::process::{Signal, getpid, kill_process_group};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGKILL};

    if let Some(signal) = status.signal() {
        // It could not end its own children. The group is ours, and this process
        // listens to all of these but the first.
        let _ = kill_process_group(
            getpid(),
            match signal {
                SIGKILL => Signal::KILL,
                SIGINT => Signal::INT,
                SIGHUP => Signal::HUP,
                _ => Signal::TERM,
            },
        );
        signal_hook::low_level::emulate_default_handler(signal)?;
    }
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

#[cfg(not(target_os = "linux"))]
fn run(
    _parent: &OsStr,
    program: &OsStr,
    arguments: impl Iterator<Item = OsString>,
    _at_once: bool,
) -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;

    Err(Command::new(program).args(arguments).exec())
}
