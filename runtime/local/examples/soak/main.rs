//! A steady load on the laptop's program, for a bounded time, and what became
//! of it: errors, lost posts and pictures, memory.
//!
//! Actions begin at a fixed rate, whether earlier ones have ended or not, and
//! their time counts from when they should have begun. `bench/local/soak` builds
//! the program and runs this; it talks to 127.0.0.1 alone.

mod disturb;
mod failure;
mod fill;
mod load;
mod memory;
mod peak;
mod program;
mod report;
mod request;
mod results;
mod tally;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use tokio::sync::watch;

use load::Load;
use program::Program;
use report::Report;
use tally::Tally;

/// Whatever ends the run early.
type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// Load on the laptop's program
#[derive(Debug, Clone, Parser)]
struct CommandLine {
    /// The program; the one that was built beside this by default
    #[arg(long)]
    program: Option<PathBuf>,
    /// Minutes of load
    #[arg(long, default_value_t = 30.0)]
    minutes: f64,
    /// Actions a second; half of what the program can bear by default
    #[arg(long)]
    rate: Option<u32>,
    /// Posts with pictures that are there when the load begins: as many as fill the
    /// caches of the program
    #[arg(long, default_value_t = 4500)]
    fill: u32,
    /// What goes wrong, once a minute
    #[arg(long, value_enum, default_value_t = Disturbance::Nothing)]
    disturb: Disturbance,
    /// Keep the report in a file of results, in its section
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

/// What goes wrong, once a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Disturbance {
    /// Nothing
    Nothing,
    /// Calls to AWS fail for three seconds
    Faults,
    /// The program is killed and started again
    Kill,
}

impl Disturbance {
    fn title(self) -> &'static str {
        match self {
            Self::Nothing => "Undisturbed",
            Self::Faults => "With three seconds of faults every minute",
            Self::Kill => "Killed every minute",
        }
    }
}

/// How long labelling may still take after the load.
const PATIENCE: Duration = Duration::from_mins(3);

#[tokio::main]
async fn main() -> ExitCode {
    match run(CommandLine::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(line: CommandLine) -> Result<bool, Trouble> {
    let path = match line.program {
        Some(path) => path,
        None => beside()?,
    };
    let machine = bench_common::machine::describe(&profile(&path));
    let peak = match line.rate {
        Some(_) => None,
        None => Some(peak::peak(&path).await?),
    };
    let rate = line.rate.or(peak.map(|peak| peak / 2)).unwrap_or(1);
    let time = Duration::try_from_secs_f64(line.minutes * 60.0)?;
    let disturbance = line.disturb;
    eprintln!(
        "{rate} actions a second, for {} s, disturbed by: {disturbance:?}",
        time.as_secs()
    );
    let program = Program::start(path, disturbance == Disturbance::Faults).await?;
    let tally = Tally::default();
    fill::fill(&program.url(), &tally, line.fill)
        .await
        .map_err(|failure| format!("{} pictures cannot be made: {failure:?}", line.fill))?;
    let load = Load::new(program.url(), tally.clone());
    let (over, stop) = watch::channel(false);
    let disturbing = tokio::spawn(disturb::disturb(
        disturbance,
        program.clone(),
        tally.clone(),
        stop,
    ));
    let watching = tokio::spawn(tally.clone().watch(program.clone()));
    load.run(rate, time).await;
    watching.abort();
    over.send_replace(true);
    disturbing.await??;
    let counted = tally.counted();
    let report = Report {
        machine: &machine,
        peak,
        rate,
        time,
        fill: line.fill,
        disturbance,
        lost: verify::verify(&program.url(), &counted, PATIENCE).await?,
        tally: &counted,
    };
    program.stop().await;
    let section = report.markdown();
    println!("## {}\n\n{section}", disturbance.title());
    if let Some(file) = &line.save {
        results::save(file, disturbance.title(), &section)
            .map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    }
    Ok(report.wrongs().is_empty())
}

/// Which build of the program it is.
fn profile(path: &std::path::Path) -> String {
    let folder = path.parent().and_then(|folder| folder.file_name());
    let folder = folder.map_or_else(|| "?".into(), |name| name.to_string_lossy());
    format!("the build of `{folder}`")
}

/// The program that cargo builds into the folder above this one's.
fn beside() -> Result<PathBuf, Trouble> {
    let this = std::env::current_exe()?;
    let folder = this.parent().and_then(|folder| folder.parent());
    let path = folder.ok_or("this program has no folder")?.join("local");
    if path.is_file() {
        Ok(path)
    } else {
        Err(format!(
            "{} is not there; bench/local/soak builds it",
            path.display()
        )
        .into())
    }
}
