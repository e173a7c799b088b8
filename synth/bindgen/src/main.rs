//! `synth-bindgen [--schema FILE] [--check]`: the library on its own, for
//! working on it. `synth bindgen` is the command for everyone else.

use std::env;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use synth_bindgen::{Config, Options, Outcome, run};

fn main() -> ExitCode {
    let outcome = main_inner();
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let reason = error.source().map(ToString::to_string);
            let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
            let hint = error.downcast_ref().and_then(synth_bindgen::Error::hint);
            let hint = hint.map_or_else(String::new, |hint| format!("hint: {hint}\n"));
            // Nobody is left to tell when standard error is closed.
            let _ = write!(io::stderr(), "error: {error}{reason}\n{hint}");
            ExitCode::FAILURE
        }
    }
}

fn main_inner() -> Result<bool, Box<dyn Error>> {
    let mut options = Options {
        root: env::current_dir()?,
        ..Options::default()
    };
    let mut arguments = env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--check") => options.check = true,
            Some("--schema") => options.schema = arguments.next().map(PathBuf::from),
            _ => return Err("usage: synth-bindgen [--schema FILE] [--check]".into()),
        }
    }
    options.config = Config::from_toml(&fs::read_to_string("synth.toml")?)?;
    let outcome = run(&options)?;
    report(&outcome, options.check)?;
    Ok(!options.check || outcome.is_current())
}

fn report(outcome: &Outcome, check: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for change in &outcome.changes {
        if check {
            write!(out, "{}", change.diff)?;
        } else {
            writeln!(out, "{:?} {}", change.kind, change.path.display())?;
        }
    }
    writeln!(
        out,
        "{} files, {} changes",
        outcome.files,
        outcome.changes.len()
    )
}
