//! Running the app, as CDKTF's own command line does.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use crate::error::{Error, Result};
use crate::program::failure;
use crate::project::{AppCommand, Project, Stage};
use crate::sources;
use crate::terraform::interrupts::Interrupts;
use crate::terraform::supervised::{self, Manner};
use crate::ui::Ui;

/// Runs the app of the project; it writes to `outdir`, and where its
/// constructs come from to `sources`.
///
/// What it says on stdout goes to our stderr, because stdout is for data.
pub(crate) fn run(
    project: &Project,
    stage: &Stage,
    outdir: &Path,
    sources: &Path,
    ui: Ui,
) -> Result<()> {
    let context = serde_json::to_string(&project.context(stage))
        .map_err(|error| Error::io("pass the context of", &project.file)(error.into()))?;
    let (mut command, shown) = command(&project.app);
    command
        .current_dir(&project.root)
        .env("CDKTF_OUTDIR", outdir)
        .env("CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS", "true")
        .env("CDKTF_CONTEXT_JSON", context)
        .env(sources::VARIABLE, sources)
        // We install JSON; the HCL rendering would go unread.
        .env_remove("SYNTH_HCL_OUTPUT");
    if let Some(target) = &project.cargo_target {
        command.env("CARGO_TARGET_DIR", target);
    }
    if std::env::var_os("NODE_OPTIONS").is_none() {
        command.env("NODE_OPTIONS", "--max-old-space-size=4096");
    }
    // Values of Terraform variables, possibly secret, are none of the app's
    // business: synthesis must not depend on them.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("TF_VAR_") {
            command.env_remove(name);
        }
    }
    let mut job = supervised::wrap(&command, Manner::AtOnce)
        .map_err(|error| not_started(&command, &error))?;
    job.stdout(io::stderr()).stderr(Stdio::inherit());
    let interrupts = Interrupts::listen(ui)?;
    let status = interrupts.spawn_job(&mut job)?.wait()?;
    if interrupts.times() > 0 {
        return Err(Error::Interrupted);
    }
    judge(status, shown)
}

/// What to run, and how to show it.
fn command(app: &AppCommand) -> (Command, String) {
    match app {
        AppCommand::Package(package) => {
            let mut command = Command::new(cargo());
            command.args(["run", "--quiet", "--package", package]);
            (command, format!("cargo run --quiet --package {package}"))
        }
        AppCommand::Shell(line) => {
            let mut command = Command::new("sh");
            command.args(["-c", line]);
            (command, line.clone())
        }
    }
}

/// The cargo that runs us, or the one in `PATH`.
pub(crate) fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn not_started(command: &Command, error: &io::Error) -> Error {
    let program = command.get_program().to_string_lossy().into_owned();
    if error.kind() == io::ErrorKind::NotFound {
        return Error::MissingTool {
            tool: program,
            hint: "install it, or name what runs the app in the configuration file".to_owned(),
        };
    }
    Error::ToolFailed {
        what: format!("could not start `{program}`: {error}"),
    }
}

fn judge(status: ExitStatus, command: String) -> Result<()> {
    match failure(status)? {
        None => Ok(()),
        Some(how) => Err(Error::AppFailed { command, how }),
    }
}
