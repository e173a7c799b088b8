//! Ctrl-C while another program runs. Terraform is asked to stop and waited for;
//! the second time it is killed. What keeps no state, such as cargo or the app,
//! ends at the first, with all it started.

use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, kill_process, kill_process_group, waitid,
};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::supervised::Manner;
use crate::error::{Error, Result};
use crate::ui::Ui;

/// The processes that run, and how often somebody wanted them to stop.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupts(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    times: u32,
    running: Vec<(Pid, Manner)>,
    waiting: Vec<Sender<Answer>>,
    /// Something that no signal ends is waited for.
    blocked: bool,
}

/// What ends waiting for somebody at the keyboard.
#[derive(Debug)]
pub(crate) enum Answer {
    /// A line, without its end.
    Line(String),
    /// There is nobody.
    End,
    /// Ctrl-C.
    Interrupted,
}

impl Interrupts {
    /// From now on, signals that ask this program to end are asked of the
    /// processes it runs. However often it is called, it is the same one.
    pub(crate) fn listen(ui: Ui) -> Result<Self> {
        static LISTENING: Mutex<Option<Interrupts>> = Mutex::new(None);
        let mut listening = LISTENING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(interrupts) = &*listening {
            return Ok(interrupts.clone());
        }
        let interrupts = Self::default();
        let mut signals =
            Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(|error| Error::ToolFailed {
                what: format!("could not listen for signals: {error}"),
            })?;
        let told = interrupts.clone();
        thread::spawn(move || {
            for _ in signals.forever() {
                told.interrupt(ui);
            }
        });
        *listening = Some(interrupts.clone());
        Ok(interrupts)
    }

    /// Those that everybody listens to already, or else new ones.
    pub(crate) fn get() -> Result<Self> {
        Self::listen(Ui::new(false, false))
    }

    /// Waits for something that no signal ends. An interrupt ends this program
    /// meanwhile: nothing runs, and nothing is half done.
    pub(crate) fn blocking<T>(wait: impl FnOnce() -> T) -> Result<T> {
        let interrupts = Self::get()?;
        {
            let mut state = interrupts.state();
            if state.times > 0 {
                return Err(Error::Interrupted);
            }
            state.blocked = true;
        }
        let waited = wait();
        interrupts.state().blocked = false;
        Ok(waited)
    }

    /// How often somebody wanted it all to stop.
    pub(crate) fn times(&self) -> u32 {
        self.state().times
    }

    fn interrupt(&self, ui: Ui) {
        let mut state = self.state();
        state.times += 1;
        for waiting in state.waiting.drain(..) {
            // Whoever waited may have gone on.
            let _ = waiting.send(Answer::Interrupted);
        }
        if state.blocked && state.running.is_empty() {
            let error = Error::Interrupted;
            ui.fail(&error);
            std::process::exit(error.exit().code().into());
        }
        for (pid, manner) in &state.running {
            // It may have ended just now; it is not reaped before it is taken
            // off the list, so the number is still its own.
            let _ = match manner {
                _ if state.times > 1 => kill_process_group(*pid, Signal::KILL),
                Manner::Gently => kill_process(*pid, Signal::INT),
                // What a shell started in the background ignores interrupts.
                Manner::AtOnce => kill_process_group(*pid, Signal::TERM),
            };
        }
        let mut manners = state.running.iter().map(|(_, manner)| *manner);
        if !manners.any(|manner| manner == Manner::Gently) {
            return;
        }
        if state.times == 1 {
            ui.warn(
                "interrupted: waiting for Terraform to finish what it has begun; \
                 Ctrl-C once more kills it, which may leave the state locked",
            );
        } else {
            ui.warn("interrupted again: Terraform is killed");
        }
    }

    /// Starts a process that an interrupt reaches. Once there was one, nothing
    /// is started any more.
    pub(crate) fn spawn(&self, command: &mut Command) -> Result<Running> {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        self.start(command, Manner::Gently)
    }

    /// The same for a process that talks to the user itself.
    pub(crate) fn spawn_talking(&self, command: &mut Command) -> Result<Running> {
        let command = command.stdout(Stdio::inherit()).stderr(Stdio::inherit());
        self.start(command, Manner::Gently)
    }

    /// Starts a supervised process that keeps no state: an interrupt ends it,
    /// and what it started.
    pub(crate) fn spawn_job(&self, command: &mut Command) -> Result<Running> {
        self.start(command, Manner::AtOnce)
    }

    /// Lets an interrupt end a process and what it started, until the value is
    /// dropped.
    pub(crate) fn while_starting(&self, child: &Child) -> Starting {
        let pid = Pid::from_child(child);
        self.state().running.push((pid, Manner::AtOnce));
        Starting {
            pid,
            interrupts: self.clone(),
        }
    }

    fn start(&self, command: &mut Command, manner: Manner) -> Result<Running> {
        let mut state = self.state();
        if state.times > 0 {
            return Err(Error::Interrupted);
        }
        let child = command
            .stdin(Stdio::null())
            .spawn()
            .map_err(|error| Error::ToolFailed {
                what: format!(
                    "could not run {}: {error}",
                    command.get_program().to_string_lossy()
                ),
            })?;
        let pid = Pid::from_child(&child);
        state.running.push((pid, manner));
        drop(state);
        Ok(Running {
            child,
            pid,
            manner,
            interrupts: self.clone(),
            reaped: false,
        })
    }

    /// Waits for a line from stdin, or for Ctrl-C.
    pub(crate) fn read_line(&self) -> Answer {
        let (sender, receiver): (Sender<Answer>, Receiver<Answer>) = mpsc::channel();
        {
            let mut state = self.state();
            if state.times > 0 {
                return Answer::Interrupted;
            }
            state.waiting.push(sender.clone());
        }
        // Reading cannot be interrupted, so it is done elsewhere. If nothing
        // comes, the thread ends with the program.
        thread::spawn(move || {
            let mut line = String::new();
            let answer = match io::stdin().lock().read_line(&mut line) {
                Ok(0) | Err(_) => Answer::End,
                Ok(_) => Answer::Line(line.trim_end_matches(['\n', '\r']).to_owned()),
            };
            // Nobody waits any more after an interrupt.
            let _ = sender.send(answer);
        });
        receiver.recv().unwrap_or(Answer::End)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A process that is not ready yet.
#[derive(Debug)]
pub(crate) struct Starting {
    pid: Pid,
    interrupts: Interrupts,
}

impl Drop for Starting {
    fn drop(&mut self) {
        let mut state = self.interrupts.state();
        state.running.retain(|(pid, _)| *pid != self.pid);
    }
}

/// A process that runs.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    pid: Pid,
    manner: Manner,
    interrupts: Interrupts,
    reaped: bool,
}

/// How a process ended, and what it said on stderr.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stderr: String,
}

impl Running {
    /// Hands over every line of stdout while it runs, and waits for its end.
    pub(crate) fn follow(mut self, mut line: impl FnMut(&str)) -> Result<Ended> {
        let stdout = self.child.stdout.take();
        let stderr = self.child.stderr.take();
        let collecting = thread::spawn(move || {
            let mut bytes = Vec::new();
            if let Some(mut stderr) = stderr {
                // What was read until a failure is all there is.
                let _ = stderr.read_to_end(&mut bytes);
            }
            String::from_utf8_lossy(&bytes).into_owned()
        });
        if let Some(stdout) = stdout {
            let mut reader = BufReader::new(stdout);
            let mut bytes = Vec::new();
            while matches!(reader.read_until(b'\n', &mut bytes), Ok(1..)) {
                let text = String::from_utf8_lossy(&bytes);
                line(text.trim_end_matches(['\n', '\r']));
                bytes.clear();
            }
        }
        let status = self.reap().map_err(|error| Error::ToolFailed {
            what: format!("could not wait for a process: {error}"),
        })?;
        let stderr = collecting.join().unwrap_or_default();
        Ok(Ended { status, stderr })
    }

    /// The other ends of its output, once.
    pub(crate) fn streams(&mut self) -> (Option<ChildStdout>, Option<ChildStderr>) {
        (self.child.stdout.take(), self.child.stderr.take())
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> Result<ExitStatus> {
        self.reap().map_err(|error| Error::ToolFailed {
            what: format!("could not wait for a process: {error}"),
        })
    }

    /// Waits for all of stdout.
    pub(crate) fn output(self) -> Result<(Ended, String)> {
        let mut stdout = String::new();
        let ended = self.follow(|line| {
            stdout.push_str(line);
            stdout.push('\n');
        })?;
        Ok((ended, stdout))
    }

    fn reap(&mut self) -> io::Result<ExitStatus> {
        // Wait without reaping, so that its number cannot become another's
        // while it is on the list.
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while let Err(rustix::io::Errno::INTR) = waitid(WaitId::Pid(self.pid), options) {}
        let mut state = self.interrupts.state();
        let status = self.child.try_wait();
        state.running.retain(|(pid, _)| *pid != self.pid);
        let at_once = state.times > 0 && self.manner == Manner::AtOnce;
        drop(state);
        let status = match status? {
            Some(status) => status,
            None => self.child.wait()?,
        };
        self.reaped = true;
        if status.signal().is_some() || at_once {
            // It could not end its own children. No other group can have the
            // number while one of them is left.
            let _ = kill_process_group(self.pid, Signal::KILL);
        }
        Ok(status)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.reaped {
            // Terraform ends well by itself.
            let _ = kill_process(self.pid, Signal::INT);
            let _ = self.reap();
        }
    }
}
