//! Running Terraform in a stack's folder.

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use super::Terraform;
use super::event::{Event, Message, parse};
use super::interrupts::{Ended, Interrupts, Running};
use super::state_lock;
use super::version::Version;
use crate::error::{Error, Result};
use crate::failure::{Cause, Failure};
use crate::run_folder::RunFolder;
use crate::terraform::diagnostic::Raw;

/// The signal of Ctrl-C.
const SIGINT: i32 = 2;

/// What runs Terraform, and what stops it.
#[derive(Clone, Debug)]
pub(crate) struct Runner {
    pub(crate) terraform: Terraform,
    pub(crate) version: Version,
    pub(crate) interrupts: Interrupts,
}

/// How a subcommand went that speaks JSON.
#[derive(Debug)]
pub(crate) struct Spoken {
    /// Warnings, where it succeeded.
    pub(crate) warnings: Vec<Raw>,
}

impl Runner {
    /// A subcommand in the folder of a stack.
    pub(crate) fn command<S: Into<OsString> + Clone>(
        &self,
        run: &RunFolder,
        arguments: &[S],
    ) -> Command {
        let arguments: Vec<OsString> = arguments.iter().cloned().map(Into::into).collect();
        let mut command = self.terraform.command(&run.folder, &arguments);
        for (name, value) in run.environment() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }

    fn start(
        &self,
        run: &RunFolder,
        doing: &'static str,
        arguments: &[OsString],
    ) -> StackResult<Running> {
        self.interrupts
            .spawn(&mut self.command(run, arguments))
            .map_err(|error| failure(run, doing, Cause::Other(error)))
    }

    /// Runs a subcommand that prints text, and returns it.
    pub(crate) fn text(
        &self,
        run: &RunFolder,
        doing: &'static str,
        arguments: &[OsString],
    ) -> StackResult<String> {
        let running = self.start(run, doing, arguments)?;
        let (ended, stdout) = running
            .output()
            .map_err(|error| failure(run, doing, Cause::Other(error)))?;
        if ended.status.success() {
            return Ok(stdout);
        }
        Err(self.failed(run, doing, &ended, &stdout))
    }

    /// Runs a subcommand that talks to the user itself.
    pub(crate) fn pass_through(
        &self,
        run: &RunFolder,
        doing: &'static str,
        arguments: &[OsString],
    ) -> StackResult<()> {
        let other = |error| failure(run, doing, Cause::Other(error));
        let mut command = self.command(run, arguments);
        let running = self.interrupts.spawn_talking(&mut command).map_err(other)?;
        let ended = running.follow(|_| {}).map_err(other)?;
        if ended.status.success() {
            return Ok(());
        }
        let cause = match self.failed(run, doing, &ended, "").cause {
            Cause::Said(_) => Cause::Told,
            cause => cause,
        };
        Err(failure(run, doing, cause))
    }

    /// Runs a subcommand with `-json`, and hands over every line it prints.
    pub(crate) fn speak(
        &self,
        run: &RunFolder,
        doing: &'static str,
        arguments: &[OsString],
        listener: &mut dyn FnMut(&str, &Message),
    ) -> StackResult<Spoken> {
        let running = self.start(run, doing, arguments)?;
        let (mut raw, mut said) = (Vec::new(), String::new());
        let mut whole = false;
        let mut state = None;
        let ended = running
            .follow(|line| {
                let message = parse(line);
                if let Event::State(text) = message.event {
                    // It is nobody's to read: it may have what is secret.
                    state = Some(text);
                    return;
                }
                match &message.event {
                    // After an interrupt, each resource that was not begun says
                    // the same.
                    Event::Diagnostic(diagnostic) if raw.contains(diagnostic) => {}
                    Event::Diagnostic(diagnostic) => raw.push(diagnostic.clone()),
                    Event::Text => {
                        said.push_str(line);
                        said.push('\n');
                    }
                    Event::Summary(_) => whole = true,
                    _ => {}
                }
                listener(line, &message);
            })
            .map_err(|error| failure(run, doing, Cause::Other(error)))?;
        let has_errors = raw.iter().any(Raw::is_error);
        if ended.status.success() && whole && !has_errors {
            return Ok(Spoken { warnings: raw });
        }
        if let Some(held) = raw
            .iter()
            .find_map(|raw| state_lock::held(&raw.summary, &raw.detail))
        {
            return Err(failure(run, doing, Cause::Locked(held)));
        }
        if let Some(state) = state {
            let cause = Cause::Unsaved {
                state,
                kept: None,
                diagnostics: raw,
            };
            return Err(failure(run, doing, cause));
        }
        if has_errors && !self.was_killed(&ended) {
            let producers = missing_producers(run, &raw);
            let cause = if producers.is_empty() {
                Cause::Diagnostics(raw)
            } else {
                Cause::NotDeployed {
                    producers,
                    diagnostics: raw,
                }
            };
            return Err(failure(run, doing, cause));
        }
        if ended.status.success() {
            let said = said.trim();
            let text = format!("it ended well, but did not say what it did\n{said}");
            return Err(failure(run, doing, Cause::Said(text.trim_end().to_owned())));
        }
        Err(self.failed(run, doing, &ended, &said))
    }

    fn was_killed(&self, ended: &Ended) -> bool {
        ended.status.signal().is_some() || self.interrupts.times() > 1
    }

    fn failed(
        &self,
        run: &RunFolder,
        doing: &'static str,
        ended: &Ended,
        said: &str,
    ) -> Box<Failure> {
        if let Some(signal) = ended.status.signal() {
            let cause = if self.interrupts.times() > 0 || signal == SIGINT {
                Cause::Interrupted
            } else {
                Cause::Killed(signal)
            };
            return failure(run, doing, cause);
        }
        if self.interrupts.times() > 0 {
            return failure(run, doing, Cause::Interrupted);
        }
        let stderr = ended.stderr.trim();
        let text = unboxed(if stderr.is_empty() { said } else { stderr });
        if let Some(held) = text
            .contains("acquiring the state lock")
            .then(|| state_lock::held(&text, &text))
            .flatten()
        {
            return failure(run, doing, Cause::Locked(held));
        }
        let cause = if text.contains("Backend configuration changed")
            || text.contains("Backend initialization required")
        {
            Cause::BackendChanged(text)
        } else {
            Cause::Said(text)
        };
        failure(run, doing, cause)
    }
}

/// A failure of a stack.
pub(crate) fn failure(run: &RunFolder, doing: &'static str, cause: Cause) -> Box<Failure> {
    Box::new(Failure {
        stack: run.stack.clone(),
        folder: run.folder.clone(),
        doing,
        cause,
    })
}

/// The remote states that could not be read, or that lack an output; by their
/// names in the document. The caller knows whose they are.
fn missing_producers(run: &RunFolder, raw: &[Raw]) -> Vec<String> {
    let mut names = Vec::new();
    for raw in raw.iter().filter(|raw| raw.is_error()) {
        let unread = raw.summary == "Unable to find remote state";
        let lacking = raw.summary == "Unsupported attribute";
        let read = "data.terraform_remote_state.";
        let name = if unread {
            raw.block().and_then(|block| block.strip_prefix(read))
        } else if lacking {
            raw.traversal_into(read)
        } else {
            None
        };
        if let Some(name) = name.map(|name| name.split('.').next().unwrap_or(name)) {
            let known = run.document.value()["data"]["terraform_remote_state"][name].is_object();
            if known && !names.contains(&name.to_owned()) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// What Terraform prints for people, without the frame.
pub(crate) fn unboxed(text: &str) -> String {
    let lines = text.lines().filter_map(|line| {
        let line = line.trim_end();
        if line == "╷" || line == "╵" {
            return None;
        }
        Some(
            line.strip_prefix("│ ")
                .unwrap_or(if line == "│" { "" } else { line }),
        )
    });
    let text: Vec<&str> = lines.collect();
    text.join("\n").trim().to_owned()
}

/// The result of something that fails for one stack.
pub(crate) type StackResult<T> = std::result::Result<T, Box<Failure>>;

/// The failure that something of ours is for a stack.
pub(crate) fn own<T>(run: &RunFolder, doing: &'static str, result: Result<T>) -> StackResult<T> {
    result.map_err(|error: Error| failure(run, doing, Cause::Other(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_removed() {
        let framed = "╷\n│ Error: no\n│ \n│ because\n╵\n\n";
        assert_eq!(unboxed(framed), "Error: no\n\nbecause");
    }
}
