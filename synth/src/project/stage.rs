//! Stages: the same app with another configuration and another output folder.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use super::Project;
use crate::error::{Error, Result};

/// The key of the stage's name in the app's context.
pub(super) const STAGE: &str = "stage";
/// The key of the stage's table in the app's context.
pub(super) const STAGE_CONFIG: &str = "stageConfig";

/// The stage of one run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Stage {
    /// None in a project that has no stages.
    name: Option<String>,
    /// Whether its output is the project's output folder itself.
    default: bool,
}

impl Stage {
    /// The arguments that choose this stage again.
    pub(crate) fn arguments(&self) -> String {
        match &self.name {
            Some(name) if !self.default => format!(" --stage {name}"),
            _ => String::new(),
        }
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

    /// Where the stage's manifest and stacks are installed.
    pub(crate) fn output(&self, stage: &Stage) -> PathBuf {
        match &stage.name {
            Some(name) if !stage.default => self.output.join("stages").join(name),
            _ => self.output.clone(),
        }
    }

    /// What the app is told: the project's context, and the stage.
    pub(crate) fn context(&self, stage: &Stage) -> BTreeMap<String, Value> {
        let mut context = self.context.clone();
        if let Some(name) = &stage.name {
            let table = self.stages.get(name).cloned().unwrap_or(Value::Null);
            context.insert(STAGE.to_owned(), Value::String(name.clone()));
            context.insert(STAGE_CONFIG.to_owned(), table);
        }
        context
    }
}
