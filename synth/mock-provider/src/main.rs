//! The program: serves a schema to a command, until told to stop, or to the
//! Terraform that started it.

mod cli;

use clap::Parser;
use clap::error::ErrorKind;
use cli::Cli;
use rustix::process::{Pid, Signal, kill_process};
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{ExitCode, ExitStatus};
#[cfg(feature = "plugin")]
use terraform_provider_mock::plugin;
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
    // Terraform passes no arguments; whoever does is somebody else.
    #[cfg(feature = "plugin")]
    if std::env::args_os().len() == 1 && plugin::is_started_by_terraform() {
        return plug_in();
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let printed = error.print();
            return match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match printed {
                    // A reader who has seen enough is not a failure.
                    Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                        eprintln!("error: cannot write to stdout: {error}");
                        ExitCode::FAILURE
                    }
                    _ => ExitCode::SUCCESS,
                },
                // Nobody is left to tell if this cannot be written.
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

/// Serves the Terraform that started this process.
#[cfg(feature = "plugin")]
fn plug_in() -> ExitCode {
    let Err(error) = plugin::run() else {
        return ExitCode::SUCCESS;
    };
    // Of a plugin that does not come up Terraform shows one line: the first on
    // stdout. That nobody reads it is no reason to fail differently.
    let _ = writeln!(std::io::stdout(), "error: {error}; hint: {}", error.hint());
    ExitCode::FAILURE
}

fn run(cli: Cli) -> Result<u8, Failure> {
    match cli.subcommand {
        #[cfg(feature = "plugin")]
        Some(cli::Subcommands::Install(install)) => put_into_mirror(install),
        Some(cli::Subcommands::Facts(facts)) => tell(&facts),
        None => serve(cli),
    }
}

/// The built-in tables, and the user's.
fn behaviors(own: Option<&Path>) -> Result<Behaviors, Error> {
    let known = Behaviors::aws();
    Ok(match own {
        Some(path) => known.merge(Behaviors::from_file(path)?),
        None => known,
    })
}

/// Prints what is known of types, or which types anything is known of.
fn tell(facts: &cli::Facts) -> Result<u8, Failure> {
    let known = behaviors(facts.behaviors.as_deref())?;
    let mut lines = Vec::new();
    for name in &facts.types {
        lines.push(name.clone());
        match known.of_type(name) {
            Some(behavior) => {
                let facts = behavior.to_string();
                lines.extend(facts.lines().map(|line| format!("  {line}")));
            }
            None => lines.push("  nothing is known beyond its schema".to_owned()),
        }
    }
    if facts.types.is_empty() {
        let types = known.types();
        lines.extend(types.map(|(name, source)| format!("{name}  {source}")));
    }
    writeln!(std::io::stdout(), "{}", lines.join("\n"))?;
    Ok(0)
}

#[cfg(feature = "plugin")]
fn put_into_mirror(install: cli::Install) -> Result<u8, Failure> {
    let mirror = plugin::Installation {
        mirror: install.mirror,
        executable: std::env::current_exe()?,
        schema: install.schema,
        provider: install.provider,
        version: install.version,
        types: install.types,
        behaviors: install.behaviors,
    }
    .run()?;
    write!(std::io::stdout(), "{}", mirror.provider_installation())?;
    Ok(0)
}

fn serve(cli: Cli) -> Result<u8, Failure> {
    // The parser insists on one.
    let schemas = Schemas::from_file(cli.schema.unwrap_or_default())?;
    if let Some(missing) = cli.types.iter().find(|name| !schemas.has_type(name)) {
        let name = missing.clone();
        return Err(Error::NoSuchType { name }.into());
    }
    let behaviors = behaviors(cli.behaviors.as_deref())?.merge(Behaviors::from_env()?);
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
