//! Where Terraform makes the bucket: `.synth/bootstrap/STAGE/`.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use super::{Locking, Place};
use crate::error::{Error, Result};
use crate::output::{create_folder, write_if_different};
use crate::project::{Project, Stage};
use crate::terraform::Terraform;

const CONFIGURATION: &str = "main.tf.json";
/// The state, until there is a bucket to keep it in.
const STATE: &str = "terraform.tfstate";
const PLAN: &str = "bootstrap.tfplan";
/// What Terraform says of a bucket that is not there.
const NO_BUCKET: &str = "does not exist";

/// The folder, and what makes the bucket in it.
pub(crate) struct Home<'a> {
    folder: PathBuf,
    terraform: &'a Terraform,
    place: &'a Place,
    locking: Locking,
}

/// What Terraform would do.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Planned {
    /// Nothing: the bucket is as it should be.
    Nothing,
    /// This, as Terraform shows it.
    Changes(String),
}

impl<'a> Home<'a> {
    pub(crate) fn open(
        project: &Project,
        stage: &Stage,
        terraform: &'a Terraform,
        place: &'a Place,
        locking: Locking,
    ) -> Result<Self> {
        let relative = Path::new(".synth/bootstrap").join(stage.folder());
        create_folder(&project.root, &relative)?;
        Ok(Self {
            folder: project.root.join(relative),
            terraform,
            place,
            locking,
        })
    }

    /// Gets ready, and finds out what is to be done. The state is in the bucket
    /// if there is one; otherwise in a file, which an interrupted run may have
    /// begun.
    pub(crate) fn plan(&self) -> Result<Planned> {
        let begun = self.has_state_file();
        if begun || !self.init_in_bucket()? {
            self.write(&self.place.configuration(self.locking, false, false))?;
            self.succeed(&["init", "-input=false", "-no-color", "-reconfigure"])?;
        }
        let mut arguments = vec!["plan", "-input=false", "-no-color", "-detailed-exitcode"];
        let out = format!("-out={PLAN}");
        arguments.push(&out);
        let output = self.run(&arguments)?;
        match output.status.code() {
            Some(0) => Ok(Planned::Nothing),
            Some(2) => {
                let shown = self.succeed(&["show", "-no-color", PLAN])?;
                let shown = String::from_utf8_lossy(&shown.stdout).trim().to_owned();
                Ok(Planned::Changes(shown))
            }
            _ => Err(failed("plan", &output)),
        }
    }

    /// Does what was planned.
    pub(crate) fn apply(&self) -> Result<()> {
        self.succeed(&["apply", "-input=false", "-no-color", PLAN])?;
        let plan = self.folder.join(PLAN);
        fs::remove_file(&plan).map_err(Error::io("remove", &plan))
    }

    /// Moves the bucket's own state into the bucket, if it is in a file.
    pub(crate) fn move_in(&self) -> Result<()> {
        if !self.has_state_file() {
            return Ok(());
        }
        self.write(&self.place.configuration(self.locking, true, false))?;
        self.succeed(&[
            "init",
            "-input=false",
            "-no-color",
            "-migrate-state",
            "-force-copy",
        ])?;
        // Terraform empties the file, and keeps what was in it beside it.
        let file = self.folder.join(STATE);
        match fs::metadata(&file) {
            Ok(metadata) if metadata.len() == 0 => {
                fs::remove_file(&file).map_err(Error::io("remove", &file))
            }
            _ => Ok(()),
        }
    }

    /// Whether there is a bucket with our state in it; one without, made by
    /// somebody else, is taken over.
    fn init_in_bucket(&self) -> Result<bool> {
        self.write(&self.place.configuration(self.locking, true, false))?;
        let output = self.run(&["init", "-input=false", "-no-color", "-reconfigure"])?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let words: Vec<&str> = said.split_whitespace().collect();
            if words.join(" ").contains(NO_BUCKET) {
                return Ok(false);
            }
            return Err(failed("init", &output));
        }
        let listed = self.run(&["state", "list"])?;
        if !listed.status.success() || listed.stdout.is_empty() {
            self.write(&self.place.configuration(self.locking, true, true))?;
        }
        Ok(true)
    }

    fn has_state_file(&self) -> bool {
        let file = self.folder.join(STATE);
        file.metadata().is_ok_and(|metadata| metadata.len() > 0)
    }

    fn write(&self, configuration: &Value) -> Result<()> {
        let text = format!("{configuration:#}\n");
        let file = self.folder.join(CONFIGURATION);
        write_if_different(&file, text.as_bytes(), &Permissions::from_mode(0o644)).map(drop)
    }

    fn run(&self, arguments: &[&str]) -> Result<Output> {
        let data = self.folder.join(".terraform");
        self.terraform.output(&self.folder, &data, arguments)
    }

    fn succeed(&self, arguments: &[&str]) -> Result<Output> {
        let output = self.run(arguments)?;
        if output.status.success() {
            return Ok(output);
        }
        Err(failed(arguments.first().unwrap_or(&""), &output))
    }
}

/// Terraform's failure, with all it said.
pub(super) fn failed(doing: &str, output: &Output) -> Error {
    let mut said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if said.is_empty() {
        String::from_utf8_lossy(&output.stdout)
            .trim()
            .clone_into(&mut said);
    }
    Error::ToolFailed {
        what: format!("terraform {doing} failed\n{said}"),
    }
}
