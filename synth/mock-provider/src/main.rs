//! The command line: serves a schema to a command, or until told to stop.

mod cli;

use clap::Parser;
use clap::error::ErrorKind;
use cli::Cli;
use rustix::process::{Pid, Signal, kill_process};
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitCode, ExitStatus};
use terraform_provider_mock::{Behaviors, Error, MockProvider, Schemas};
use tokio::signal::unix::{SignalKind, signal};

/// What is wrong, what to do about it, and the exit code.
struct Failure {
    message: String,
    hint: String,
    code: u8,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            message: error.to_string(),
            hint: error.hint(),
            code: 1,
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Error::Serve(error).into()
    }
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody is left to tell if this cannot be written.
            let _ = error.print();
            return match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
                _ => ExitCode::from(2),
            };
        }
    };
    match run(cli) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            eprintln!("error: {}\nhint: {}", failure.message, failure.hint);
            ExitCode::from(failure.code)
        }
    }
}

fn run(cli: Cli) -> Result<u8, Failure> {
    let schemas = Schemas::from_file(&cli.schema)?;
    if let Some(missing) = cli.types.iter().find(|name| !schemas.has_type(name)) {
        return Err(Failure {
            message: format!(
                "`{}` has no resource, data source or ephemeral resource `{missing}`",
                cli.schema.display()
            ),
            hint: "check the spelling, or leave it out of --types".to_owned(),
            code: 1,
        });
    }
    let mut behaviors = Behaviors::aws();
    if let Some(path) = &cli.behaviors {
        behaviors = behaviors.merge(Behaviors::from_file(path)?);
    }
    let mut builder = MockProvider::builder(schemas).behaviors(behaviors);
    if let Some(address) = cli.provider {
        builder = builder.provider(address);
    }
    if let Some(protocol) = cli.protocol {
        builder = builder.protocol(protocol.into());
    }
    if !cli.types.is_empty() {
        builder = builder.types(cli.types);
    }
    if cli.verbose {
        builder = builder.on_call(|call| eprintln!("terraform-provider-mock: {call}"));
    }
    let mock = builder.start()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    match cli.command.split_first() {
        Some((program, arguments)) => runtime.block_on(attend(program, arguments, &mock)),
        None => runtime.block_on(stand_by(&mock)),
    }
}

/// Runs a command, passes on the signal to end, and takes over its exit code.
async fn attend(program: &str, arguments: &[String], mock: &MockProvider) -> Result<u8, Failure> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut child = tokio::process::Command::new(program)
        .args(arguments)
        .env("TF_REATTACH_PROVIDERS", mock.reattach_env())
        .spawn()
        .map_err(|error| Failure {
            message: format!("cannot run `{program}`: {error}"),
            hint: "check that it is installed and on PATH".to_owned(),
            code: if error.kind() == std::io::ErrorKind::NotFound {
                127
            } else {
                126
            },
        })?;
    loop {
        tokio::select! {
            status = child.wait() => return Ok(code_of(status?)),
            // A terminal interrupts the command as well: wait for it to end.
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {
                let pid = child.id().and_then(|pid| Pid::from_raw(pid.cast_signed()));
                if let Some(pid) = pid {
                    // It may have ended just now.
                    let _ = kill_process(pid, Signal::TERM);
                }
            }
        }
    }
}

/// The code a shell would report.
fn code_of(status: ExitStatus) -> u8 {
    let code = status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

/// Says how to reach the provider, and serves until interrupted.
async fn stand_by(mock: &MockProvider) -> Result<u8, Failure> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let value = mock.reattach_env().replace('\'', r"'\''");
    let mut stdout = std::io::stdout();
    writeln!(stdout, "export TF_REATTACH_PROVIDERS='{value}'")?;
    stdout.flush()?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(0)
}
