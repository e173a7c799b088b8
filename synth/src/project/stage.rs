//! Stages: the same app with another configuration and another output folder.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Map, Value};

use super::{Project, Setting};
use crate::error::{Error, Result};

/// The key of the stage's name in the app's context.
pub(super) const STAGE: &str = "stage";
/// The key of the stage's table in the app's context.
pub(super) const STAGE_CONFIG: &str = "stageConfig";
/// The key of the way from a stack's folder to the project's root.
pub(super) const ROOT: &str = "projectRoot";

/// The stage of one run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Stage {
    /// None in a project that has no stages.
    name: Option<String>,
    /// Whether its output is the project's output folder itself.
    default: bool,
    /// What the command line says over the file.
    settings: Vec<Setting>,
}

impl Stage {
    /// The same stage, with keys set for this run.
    pub(crate) fn with_settings(mut self, settings: Vec<Setting>) -> Self {
        self.settings = settings;
        self
    }

    /// Its name; none in a project that has no stages.
    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The same stage in a project whose output folder is this stage's alone.
    pub(crate) fn whole(&self) -> Self {
        Self {
            default: true,
            ..self.clone()
        }
    }

    /// Its name, where its output folder is below the project's.
    pub(crate) fn below(&self) -> Option<&str> {
        self.name.as_deref().filter(|_| !self.default)
    }

    /// The arguments that choose this stage again.
    pub(crate) fn arguments(&self) -> String {
        self.below()
            .map_or_else(String::new, |name| format!(" --stage {name}"))
    }

    /// A folder name for what is kept for the stage. Names of stages start
    /// with a letter or a digit, so none is `_`.
    pub(crate) fn folder(&self) -> &str {
        self.name.as_deref().unwrap_or("_")
    }
}

impl Project {
    /// The stage with this name, or the default one.
    pub(crate) fn stage(&self, name: Option<&str>) -> Result<Stage> {
        let Some(name) = name else {
            return Ok(Stage {
                name: self.default_stage.clone(),
                default: true,
                settings: Vec::new(),
            });
        };
        if !self.stages.contains_key(name) {
            return Err(Error::UnknownStage {
                stage: name.to_owned(),
                file: self.file.clone(),
                stages: self.stages.keys().cloned().collect(),
            });
        }
        let default = self.default_stage.as_deref() == Some(name);
        Ok(Stage {
            name: Some(name.to_owned()),
            default,
            settings: Vec::new(),
        })
    }

    /// The default stage, and every other stage that has an output folder.
    pub(crate) fn committed_stages(&self) -> Result<Vec<Stage>> {
        let mut stages = vec![self.stage(None)?];
        for name in self.stages.keys() {
            let stage = self.stage(Some(name))?;
            if !stage.default && self.output(&stage).is_dir() {
                stages.push(stage);
            }
        }
        Ok(stages)
    }

    /// The folder that everything that is synthesized goes below.
    pub(crate) fn output_root(&self) -> &std::path::Path {
        &self.output
    }

    /// Where the stage's manifest and stacks are installed.
    pub(crate) fn output(&self, stage: &Stage) -> PathBuf {
        match stage.below() {
            Some(name) => self.output.join("stages").join(name),
            None => self.output.clone(),
        }
    }

    /// What the app is told: the project's context, and the stage.
    pub(crate) fn context(&self, stage: &Stage) -> BTreeMap<String, Value> {
        let mut context = self.context.clone();
        let name = stage.name.as_ref();
        let mut table = name.and_then(|name| self.stages.get(name)).cloned();
        for setting in &stage.settings {
            setting.apply(table.get_or_insert_with(|| Value::Object(Map::new())));
        }
        if let Some(name) = name {
            context.insert(STAGE.to_owned(), Value::String(name.clone()));
            context.insert(ROOT.to_owned(), Value::String(self.root_from(stage)));
        }
        if let Some(table) = table {
            context.insert(STAGE_CONFIG.to_owned(), table);
        }
        context
    }

    /// The way from a stack's folder to the project's root, where it is below
    /// the root; to the folder that the output folder is in, where it is not.
    fn root_from(&self, stage: &Stage) -> String {
        let output = self.output(stage);
        let below = output.strip_prefix(&self.root).map_or_else(
            |_| if stage.below().is_some() { 3 } else { 1 },
            |path| path.components().count(),
        );
        // `stacks/NAME` comes below the output folder.
        vec![".."; below + 2].join("/")
    }
}
