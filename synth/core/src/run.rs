//! An app as a program: what `synth` and CDKTF's command line run.

use std::env;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::annotation::Level;
use crate::app::App;

/// Where the output goes.
const OUTDIR: &str = "CDKTF_OUTDIR";
/// Where it goes if nobody says.
const USUAL_FOLDER: &str = "cdktf.out";
/// The configuration, a JSON object.
const CONTEXT: &str = "CDKTF_CONTEXT_JSON";
/// Whether error annotations are left to the caller.
const CONTINUE: &str = "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS";

/// Where to write which line of code each construct comes from; nowhere
/// without it. Ours: CDKTF has no such variable.
const SOURCES: &str = "SYNTH_SOURCES_FILE";

/// Runs an app by the contract that CDKTF's command line has with its apps.
///
/// Reads `CDKTF_CONTEXT_JSON`, lets `define` fill the app, and writes the
/// documents to `CDKTF_OUTDIR`, or, with a note on stderr, to `cdktf.out` without it. If
/// `SYNTH_SOURCES_FILE` is set, that file tells where in the code each construct
/// comes from, seen from the current folder. What goes wrong is said on stderr; the exit code is then 1.
///
/// ```no_run
/// fn main() -> std::process::ExitCode {
///     synth_core::run(|app| {
///         app.stack("hello").output("greeting", "hello");
///         Ok::<(), String>(())
///     })
/// }
/// ```
pub fn run<E: Display>(define: impl FnOnce(&App) -> Result<(), E>) -> ExitCode {
    match try_run(define) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            for line in message.lines() {
                if line.starts_with(' ') {
                    eprintln!("{line}");
                } else {
                    eprintln!("error: {line}");
                }
            }
            ExitCode::FAILURE
        }
    }
}

fn try_run<E: Display>(define: impl FnOnce(&App) -> Result<(), E>) -> Result<(), String> {
    let app = App::with_context(context()?);
    define(&app).map_err(|error| error.to_string())?;
    let synthesis = app.synth().map_err(|error| error.to_string())?;
    let errors: Vec<String> = synthesis
        .annotations()
        .iter()
        .filter(|annotation| annotation.level == Level::Error)
        .map(|annotation| format!("{}: {}", annotation.construct_path, annotation.message))
        .collect();
    let left_to_caller = env::var(CONTINUE).is_ok_and(|value| value == "true");
    if !errors.is_empty() && !left_to_caller {
        return Err(errors.join("\n"));
    }
    let told = env::var_os(OUTDIR).map(PathBuf::from);
    let folder = told.as_deref().unwrap_or(Path::new(USUAL_FOLDER));
    synthesis.write(folder).map_err(|error| error.to_string())?;
    if told.is_none() {
        // Whoever starts the app by hand looks for something else, mostly.
        eprintln!(
            "note: the stacks are in `{USUAL_FOLDER}`, because {OUTDIR} is not set; \
             `synth synth` writes them to the project's output folder"
        );
    }
    let Some(file) = env::var_os(SOURCES).map(PathBuf::from) else {
        return Ok(());
    };
    let root = env::current_dir().unwrap_or_default();
    let written = app.sources().write(&file, &root);
    written.map_err(|error| format!("cannot write `{}`: {error}", file.display()))
}

fn context() -> Result<serde_json::Map<String, serde_json::Value>, String> {
    let Some(text) = env::var_os(CONTEXT) else {
        return Ok(serde_json::Map::new());
    };
    let text = text
        .into_string()
        .map_err(|_| format!("{CONTEXT} is not UTF-8"))?;
    serde_json::from_str(&text).map_err(|error| format!("{CONTEXT} is no JSON object: {error}"))
}
