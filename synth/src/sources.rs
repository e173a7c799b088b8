//! Where in the code each construct comes from, as the app told at the last
//! synthesis.
//!
//! An app that is told a file in `SYNTH_SOURCES_FILE` writes it there. What it
//! says is kept below `.synth/` and never in the output folder, where it would
//! change with every edit.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::output::{create_folder, write_if_different};
use crate::paths::shown;
use crate::project::{Project, Stage};
use crate::ui::Ui;

/// What tells the app where to write.
pub(crate) const VARIABLE: &str = "SYNTH_SOURCES_FILE";
/// The version of the format that we read.
const VERSION: u32 = 1;

/// The sources of a stage's constructs.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Sources {
    version: u32,
    /// By stack and construct path.
    stacks: BTreeMap<String, BTreeMap<String, Location>>,
}

/// A place in the code.
#[derive(Debug, Deserialize)]
pub(crate) struct Location {
    /// Relative to the project's root, where the file is below it.
    file: PathBuf,
    line: u32,
    column: u32,
}

/// As people and editors read it, seen from the current folder.
#[derive(Debug, Serialize)]
pub(crate) struct Place {
    file: String,
    line: u32,
    column: u32,
}

/// Keeps what the app wrote to the file, for whoever wants to know later. It is
/// not read: nearly every run does without, and there may be much of it. When
/// the app wrote nothing, what it told before goes.
pub(crate) fn keep(told: &Path, project: &Project, stage: &Stage) -> Result<()> {
    let relative = relative(stage);
    let file = project.root.join(&relative);
    match fs::read(told) {
        Ok(text) => {
            create_folder(&project.root, relative.parent().unwrap_or(Path::new("")))?;
            write_if_different(&file, &text, &Permissions::from_mode(0o644)).map(drop)
        }
        Err(_) => match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Error::io("remove", &file)(error))
            }
            _ => Ok(()),
        },
    }
}

impl Sources {
    /// What is kept for a stage: nothing where the app tells nothing. What
    /// cannot be read is only worth a warning, for nothing depends on it.
    pub(crate) fn load(project: &Project, stage: &Stage, ui: Ui) -> Self {
        let Ok(text) = fs::read(project.root.join(relative(stage))) else {
            return Self::default();
        };
        Self::parse(&text).unwrap_or_else(|what| {
            ui.warn(&format!(
                "what the app wrote to {VARIABLE} is not used: {what}"
            ));
            Self::default()
        })
    }

    fn parse(text: &[u8]) -> std::result::Result<Self, String> {
        let sources: Self = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        if sources.version == VERSION {
            return Ok(sources);
        }
        Err(format!(
            "it has version {}, and this synth knows {VERSION}",
            sources.version
        ))
    }

    /// Where a construct of a stack comes from, if the app told, by its path:
    /// `stack/scope/id`.
    pub(crate) fn find(&self, stack: &str, construct_path: &str) -> Option<&Location> {
        self.stacks.get(stack)?.get(construct_path)
    }

    /// Where all constructs of a stack come from, for a review: files are
    /// relative to the project's root, as they are in a repository.
    pub(crate) fn of_stack(&self, stack: &str) -> BTreeMap<String, synth_review::model::Source> {
        let locations = self.stacks.get(stack).into_iter().flatten();
        locations
            .map(|(path, location)| {
                let source = synth_review::model::Source {
                    file: location.file.display().to_string(),
                    line: location.line,
                    column: Some(location.column),
                };
                (path.clone(), source)
            })
            .collect()
    }
}

/// The file in `.synth/` that has the sources of a stage.
fn relative(stage: &Stage) -> PathBuf {
    match stage.below() {
        Some(name) => Path::new(".synth/sources").join(format!("{name}.json")),
        None => PathBuf::from(".synth/sources.json"),
    }
}

impl Location {
    /// Seen from the current folder.
    pub(crate) fn place(&self, root: &Path) -> Place {
        Place {
            file: shown(&root.join(&self.file)),
            line: self.line,
            column: self.column,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
