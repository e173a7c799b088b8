//! A steady load on the laptop's program, for a bounded time, and what became
//! of it: errors, lost posts and images, memory.
//!
//! Requests begin at a fixed rate, whether earlier ones have ended or not, and
//! their time counts from when they should have begun. `bench/local/soak` builds
//! the program and runs this; it talks to 127.0.0.1 alone.

mod disturb;
mod load;
mod program;
mod request;
mod tally;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use load::Load;
use program::Program;
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
    /// Requests a second; half of what the program can bear by default
    #[arg(long)]
    rate: Option<u32>,
    /// What goes wrong, once a minute
    #[arg(long, value_enum, default_value_t = Disturbance::Nothing)]
    disturb: Disturbance,
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

/// The part of the time that counts as warming up.
const WARM_UP: f64 = 0.2;

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
    let rate = match line.rate {
        Some(rate) => rate,
        None => peak(&path).await? / 2,
    };
    let time = Duration::try_from_secs_f64(line.minutes * 60.0)?;
    println!(
        "rate: {rate} requests a second, for {} s, disturbed by: {:?}",
        time.as_secs(),
        line.disturb
    );
    let program = Program::start(path, line.disturb == Disturbance::Faults).await?;
    let tally = Tally::default();
    let load = Load::new(program.url(), tally.clone());
    let disturbing = tokio::spawn(disturb::disturb(
        line.disturb,
        program.clone(),
        tally.clone(),
    ));
    let watching = tokio::spawn(tally.clone().watch(program.clone()));
    load.run(rate, time).await;
    disturbing.abort();
    watching.abort();
    let lost = verify::verify(&program, &tally).await?;
    let fine = tally.report(time, WARM_UP, line.disturb, &lost);
    program.stop().await;
    Ok(fine)
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

/// What the program can bear: the highest rate at which, for ten seconds, all
/// requests succeed and 99 of 100 take less than half a second.
async fn peak(path: &std::path::Path) -> Result<u32, Trouble> {
    const MOST: u32 = 2000;
    let mut rate = 20;
    let mut bearable = None;
    while rate <= MOST {
        let program = Program::start(path.to_owned(), false).await?;
        let tally = Tally::default();
        let load = Load::new(program.url(), tally.clone());
        load.run(rate, Duration::from_secs(10)).await;
        program.stop().await;
        let (errors, slow) = (tally.errors(), tally.percentile(99));
        println!(
            "peak: {rate} a second: {errors} errors, 99 of 100 within {} ms",
            slow.as_millis()
        );
        if errors > 0 || slow > Duration::from_millis(500) {
            break;
        }
        bearable = Some(rate);
        rate += rate / 2;
    }
    bearable.ok_or_else(|| "the program does not even bear the lowest rate".into())
}
