//! Programs, and what a run of one uses.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4;

use crate::Result;
use crate::samples::Spread;

/// Done before each run, outside of what is measured.
type Before = Box<dyn Fn() -> Result<()>>;

/// A program to measure.
pub struct Program {
    /// What the results call it.
    pub name: String,
    folder: PathBuf,
    command: Vec<OsString>,
    environment: Vec<(&'static str, OsString)>,
    before: Option<Before>,
}

/// What one run used: by the process, and by those it waited for.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// User and system time, in seconds.
    pub cpu: f64,
    /// From start to end, in seconds.
    pub wall: f64,
    /// The largest resident set of any one process, in MiB.
    pub peak: f64,
}

/// All runs of a program.
#[derive(Debug)]
pub struct Measured {
    /// What the results call it.
    pub name: String,
    /// User and system time, in seconds.
    pub cpu: Spread,
    /// From start to end, in seconds.
    pub wall: Spread,
    /// The largest resident set of any one process, in MiB.
    pub peak: Spread,
}

impl Program {
    /// A program with its arguments, run in a folder.
    #[must_use]
    pub fn new<S: Into<OsString>>(
        name: &str,
        folder: &Path,
        command: impl IntoIterator<Item = S>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            folder: folder.to_owned(),
            command: command.into_iter().map(Into::into).collect(),
            environment: Vec::new(),
            before: None,
        }
    }

    /// The same with a variable in its environment.
    #[must_use]
    pub fn env(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    /// The same, with where an app of CDKTF's kind writes its documents.
    #[must_use]
    pub fn output(self, folder: &Path) -> Self {
        self.env("CDKTF_OUTDIR", folder)
    }

    /// The same with something to do before each run.
    #[must_use]
    pub fn before(mut self, before: impl Fn() -> Result<()> + 'static) -> Self {
        self.before = Some(Box::new(before));
        self
    }

    /// Runs it once, to its end.
    ///
    /// Linux counts what this process has resident into the peak of those it
    /// starts, so nothing large may be in memory here, ever.
    ///
    /// # Errors
    ///
    /// When it does not start or does not succeed, with what it said.
    pub fn run(&self) -> Result<Usage> {
        if let Some(before) = &self.before {
            before()?;
        }
        let (program, arguments) = self.command.split_first().ok_or("an empty command")?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        let start = Instant::now();
        let mut child = command
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", program.display()))?;
        let mut said = String::new();
        if let Some(mut stderr) = child.stderr.take() {
            stderr.read_to_string(&mut said)?;
        }
        let end = child.wait4()?;
        let wall = start.elapsed().as_secs_f64();
        if !end.status.success() {
            return Err(format!("{} failed ({}):\n{said}", self.name, end.status).into());
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "no process has 2^52 bytes resident"
        )]
        let peak = end.rusage.maxrss as f64 / f64::from(1 << 20);
        let cpu = (end.rusage.utime + end.rusage.stime).as_secs_f64();
        Ok(Usage { cpu, wall, peak })
    }
}

/// Runs all programs `runs` times in turn, A B A B, so that whatever else the
/// machine is doing hits all of them alike.
///
/// # Errors
///
/// When one does not succeed.
pub fn interleave(programs: &[Program], runs: usize) -> Result<Vec<Measured>> {
    let mut usages: Vec<Vec<Usage>> = programs.iter().map(|_| Vec::new()).collect();
    for run in 1..=runs {
        for (program, usages) in programs.iter().zip(&mut usages) {
            eprintln!("run {run} of {runs}: {}", program.name);
            usages.push(program.run()?);
        }
    }
    programs
        .iter()
        .zip(usages)
        .map(|(program, usages)| {
            let spread = |of: fn(&Usage) -> f64| Spread::of(usages.iter().map(of));
            Ok(Measured {
                name: program.name.clone(),
                cpu: spread(|usage| usage.cpu)?,
                wall: spread(|usage| usage.wall)?,
                peak: spread(|usage| usage.peak)?,
            })
        })
        .collect()
}
