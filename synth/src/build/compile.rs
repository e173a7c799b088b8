//! Running cargo: what it is asked, what it says, what it made.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use serde::Deserialize;

use super::builder::Plan;
use super::flags;
use super::progress::Progress;
use super::toolchain::Toolchain;
use super::workspace::{Program, Workspace};
use crate::error::{Error, Result};
use crate::program::failure;
use crate::terraform::interrupts::Interrupts;
use crate::terraform::supervised::{self, Manner};
use crate::ui::Ui;

/// What is worth knowing of cargo's messages.
#[derive(Debug, Deserialize)]
struct Message {
    reason: String,
    target: Option<BuiltTarget>,
    executable: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct BuiltTarget {
    name: String,
    kind: Vec<String>,
}

/// What cargo does while it runs.
enum Event {
    /// A line of stdout: a message in JSON.
    Message(Vec<u8>),
    /// A line of stderr: warnings and errors, for people.
    Said(Vec<u8>),
}

/// Builds the program, and tells where its executable is.
///
/// What cargo has to say comes through as it is; that it compiles, and what, is
/// told on one line.
pub(crate) fn compile(
    plan: &Plan,
    program: &Program,
    profile: &str,
    workspace: &Workspace,
    toolchain: &Toolchain,
    ui: Ui,
) -> Result<PathBuf> {
    let mut command = plan.command(&workspace.root);
    command
        .args(["--package", &program.package])
        .args(["--bin", &program.binary])
        .args(["--profile", profile])
        .args(["--quiet", "--message-format=json-render-diagnostics"]);
    if ui.has_colour() {
        command.args(["--color", "always"]);
    }
    flags::apply(&mut command, plan.target, workspace, toolchain);
    let progress = Progress::start(ui, program, plan, profile);
    let followed = follow(&command, program, &progress, ui);
    progress.finish();
    let (status, executable) = followed?;
    judge(status, program, plan)?;
    executable.ok_or_else(|| Error::Unbuildable {
        what: format!(
            "{} did not tell where it put the executable of package `{}`",
            plan.builder, program.package
        ),
        hints: vec!["choose another with `--builder`".to_owned()],
    })
}

fn follow(
    command: &Command,
    program: &Program,
    progress: &Progress,
    ui: Ui,
) -> Result<(ExitStatus, Option<PathBuf>)> {
    let mut command =
        supervised::wrap(command, Manner::AtOnce).map_err(|error| Error::ToolFailed {
            what: format!("could not run cargo: {error}"),
        })?;
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let interrupts = Interrupts::listen(ui)?;
    let mut running = interrupts.spawn_job(&mut command)?;
    let (stdout, stderr) = running.streams();
    let (sender, events) = channel();
    pass_on(stdout, sender.clone(), Event::Message);
    pass_on(stderr, sender, Event::Said);
    let mut executable = None;
    // Ends when both streams have ended.
    for event in events {
        match event {
            Event::Said(line) => progress.say(&line),
            Event::Message(line) => {
                // Whatever else is printed to stdout is not cargo's.
                let Ok(message) = serde_json::from_slice::<Message>(&line) else {
                    progress.say(&line);
                    continue;
                };
                let built = message.target.filter(|_| message.reason == ARTIFACT);
                let Some(target) = built else { continue };
                progress.built(&target.name);
                let ours = target.name == program.binary && target.kind.iter().any(|k| k == "bin");
                executable = executable.or(message.executable.filter(|_| ours));
            }
        }
    }
    let status = running.wait()?;
    if interrupts.times() > 0 {
        return Err(Error::Interrupted);
    }
    Ok((status, executable))
}

/// The reason of messages about what was built.
const ARTIFACT: &str = "compiler-artifact";

/// Hands the lines of a stream on from a thread of its own, so that neither
/// stream waits for the other.
fn pass_on(
    stream: Option<impl Read + Send + 'static>,
    events: Sender<Event>,
    event: fn(Vec<u8>) -> Event,
) {
    let Some(stream) = stream else { return };
    thread::spawn(move || {
        let lines = BufReader::new(stream).split(b'\n');
        for line in lines.map_while(std::result::Result::ok) {
            if events.send(event(line)).is_err() {
                return;
            }
        }
    });
}

fn judge(status: ExitStatus, program: &Program, plan: &Plan) -> Result<()> {
    let Some(how) = failure(status)? else {
        return Ok(());
    };
    Err(Error::Unbuildable {
        what: format!(
            "package `{}` was not built: {} {how}",
            program.package, plan.builder
        ),
        hints: vec!["what it said is above".to_owned()],
    })
}
