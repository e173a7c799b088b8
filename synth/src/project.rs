//! The project: its root, its app, its output folder, its stages.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use synth_bindgen::Bindings;

use crate::error::{Error, Result};
use crate::paths::shown;

mod cdktf_json;
mod setting;
mod stage;
mod synth_toml;

pub(crate) use setting::Setting;
pub(crate) use stage::Stage;

/// Our own configuration file.
const SYNTH_TOML: &str = "synth.toml";
/// The configuration file of a CDKTF project.
const CDKTF_JSON: &str = "cdktf.json";

/// What runs the app.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum AppCommand {
    /// A package of the cargo workspace.
    Package(String),
    /// A command for the shell.
    Shell(String),
}

/// Where a project comes from and what the command line changes about it.
#[derive(Debug, Default)]
pub(crate) struct Source<'a> {
    /// `--config`.
    pub(crate) config: Option<&'a Path>,
    /// `--app`.
    pub(crate) app: Option<&'a str>,
    /// `--out`.
    pub(crate) output: Option<&'a Path>,
}

/// A loaded configuration file.
#[derive(Debug)]
pub(crate) struct Project {
    /// The folder of the configuration file: where the app runs.
    pub(crate) root: PathBuf,
    /// The configuration file.
    pub(crate) file: PathBuf,
    /// How the app is run.
    pub(crate) app: AppCommand,
    /// Which bindings are generated, by the local name of their provider.
    pub(crate) bindings: BTreeMap<String, Bindings>,
    /// The program to plan and apply with, if the file names one.
    pub(crate) terraform: Option<String>,
    /// How plans are reviewed.
    pub(crate) review: synth_review::Settings,
    /// Where cargo builds the app, if not where it usually does.
    pub(crate) cargo_target: Option<PathBuf>,
    /// Where the default stage goes; the other stages go below it.
    output: PathBuf,
    context: BTreeMap<String, Value>,
    stages: BTreeMap<String, Value>,
    default_stage: Option<String>,
}

/// What a configuration file says, whichever its format.
#[derive(Debug)]
struct Settings {
    app: Option<AppCommand>,
    output: PathBuf,
    context: BTreeMap<String, Value>,
    stages: BTreeMap<String, Value>,
    default_stage: Option<String>,
    bindings: BTreeMap<String, Bindings>,
    terraform: Option<String>,
    review: synth_review::Settings,
}

impl Project {
    /// The same project in another folder, with another output folder. It has
    /// no bindings there.
    pub(crate) fn moved(&self, root: PathBuf, output: PathBuf) -> Self {
        Self {
            root,
            file: self.file.clone(),
            app: self.app.clone(),
            bindings: BTreeMap::new(),
            terraform: self.terraform.clone(),
            review: self.review.clone(),
            cargo_target: self.cargo_target.clone(),
            output,
            context: self.context.clone(),
            stages: self.stages.clone(),
            default_stage: self.default_stage.clone(),
        }
    }

    /// Finds and reads the configuration file.
    pub(crate) fn load(source: &Source<'_>) -> Result<Self> {
        let current = std::env::current_dir().map_err(Error::io("find", Path::new(".")))?;
        let file = match source.config {
            Some(path) => named(&current.join(path))?,
            None => discover(&current)?,
        };
        let text = std::fs::read_to_string(&file).map_err(Error::io("read", &file))?;
        let settings = if file
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            cdktf_json::parse(&text, &file)?
        } else {
            synth_toml::parse(&text, &file)?
        };
        if settings.output.as_os_str().is_empty() {
            return Err(Error::Config {
                what: format!("{}: `output` is empty", shown(&file)),
                hint: Some("name the folder that stacks are written to, such as `out`".to_owned()),
            });
        }
        let app = match source.app {
            Some(command) => AppCommand::Shell(command.to_owned()),
            None => settings.app.ok_or_else(|| no_app(&file))?,
        };
        let root = file.parent().unwrap_or(&current).to_owned();
        let output = match source.output {
            Some(path) => current.join(path),
            None => root.join(settings.output),
        };
        Ok(Self {
            root,
            file,
            app,
            bindings: settings.bindings,
            terraform: settings.terraform,
            review: settings.review,
            cargo_target: None,
            output,
            context: settings.context,
            stages: settings.stages,
            default_stage: settings.default_stage,
        })
    }
}

impl Project {
    /// Whether the configuration is ours, and not one of CDKTF.
    pub(crate) fn is_synth_toml(&self) -> bool {
        self.file.extension().is_some_and(|kind| kind == "toml")
    }
}

/// The file that `--config` names.
fn named(path: &Path) -> Result<PathBuf> {
    let file = path.canonicalize().map_err(|error| Error::Config {
        what: format!("could not read {}: {error}", crate::paths::shown(path)),
        hint: None,
    })?;
    let known = file
        .extension()
        .is_some_and(|kind| kind == "toml" || kind == "json");
    if !known || !file.is_file() {
        return Err(Error::Config {
            what: format!("{} is not a configuration file", crate::paths::shown(&file)),
            hint: Some("name a synth.toml, or the cdktf.json of a CDKTF project".to_owned()),
        });
    }
    Ok(file)
}

/// The nearest configuration file, from the folder upwards.
fn discover(from: &Path) -> Result<PathBuf> {
    from.ancestors()
        .flat_map(|folder| [folder.join(SYNTH_TOML), folder.join(CDKTF_JSON)])
        .find(|file| file.is_file())
        .ok_or_else(|| Error::NoProject {
            from: from.to_owned(),
        })
}

fn no_app(file: &Path) -> Error {
    Error::Config {
        what: format!(
            "{} does not say what runs the app",
            crate::paths::shown(file)
        ),
        hint: Some("add `app`, or give the command with `--app`".to_owned()),
    }
}
