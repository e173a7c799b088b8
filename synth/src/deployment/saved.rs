//! A plan that was saved, and is deployed as it is.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::Deployment;
use super::planning::{Plans, StackPlan};
use crate::change_set::changes_of;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::order::Outcome;
use crate::paths::shown;
use crate::terraform::operation::Planned;

/// Where Terraform keeps the configuration of a plan in its file.
const CONFIGURATION: &str = "tfconfig/m-/";

impl Deployment {
    /// The plan in a file, if it is of the one chosen stack, of the same stage
    /// and the same kind of run.
    pub(crate) fn saved_plan(&self, file: &Path) -> Result<Plans> {
        let [name] = self.chosen.as_slice() else {
            return Err(Error::Config {
                what: "`--plan` deploys one stack".to_owned(),
                hint: Some(format!("name one of: {}", self.chosen.join(", "))),
            });
        };
        let run = &self.folders[name];
        self.init(run).map_err(|failure| self.failed(&failure))?;
        self.check_saved(file, name)?;
        let kept = run.plan_file();
        fs::copy(file, &kept).map_err(Error::io("read", file))?;
        let json = self.runner.show_json(run, &kept);
        let json = json.map_err(|failure| self.failed(&failure))?;
        let plan = StackPlan {
            planned: Planned {
                changes: changes_of(&json),
                file: kept,
                warnings: Vec::new(),
                json: OnceLock::from(Arc::new(json)),
            },
            preview: None,
            waits_for: Vec::new(),
        };
        Ok(BTreeMap::from([(name.clone(), Outcome::Done(Ok(plan)))]))
    }

    fn check_saved(&self, file: &Path, name: &str) -> Result<()> {
        let run = &self.folders[name];
        let refuse = |what: String, hint: String| {
            Err(Error::Config {
                what: format!("{} {what}", shown(file)),
                hint: Some(hint),
            })
        };
        let again = format!(
            "plan again with `synth plan{} {name} --out FILE`",
            self.arguments()
        );
        let Some(configuration) = configuration(file)? else {
            return refuse("is not a plan that Terraform saved".to_owned(), again);
        };
        let documents: Vec<Document> = configuration
            .values()
            .filter_map(|text| serde_json::from_str(text).ok().map(Document::new))
            .collect();
        let named = documents.iter().find_map(Document::stack_name);
        if let Some(named) = named.filter(|named| *named != name) {
            return refuse(
                format!("is a plan of stack `{named}`, not of `{name}`"),
                format!("run `synth deploy {named} --plan {}`", file.display()),
            );
        }
        let rehearsal = configuration.contains_key("_override.tf.json");
        if rehearsal != self.offline {
            let (is, flag) = if rehearsal {
                ("is a plan of a rehearsal", "with")
            } else {
                ("is not a plan of a rehearsal", "without")
            };
            return refuse(is.to_owned(), format!("deploy it {flag} `--offline`"));
        }
        let backend = |document: &Document| document.value()["terraform"]["backend"].clone();
        let planned = documents
            .iter()
            .find(|document| document.stack_name() == Some(name))
            .map(backend);
        if planned.is_some_and(|planned: Value| planned != backend(&run.document)) {
            return refuse(
                "keeps its state elsewhere: it is a plan of another stage, or of before the backend \
                 changed"
                    .to_owned(),
                again,
            );
        }
        Ok(())
    }
}

/// The files of the configuration that a plan was made of, by name; none if
/// the file is no plan.
fn configuration(file: &Path) -> Result<Option<BTreeMap<String, String>>> {
    let opened = File::open(file).map_err(Error::io("read", file))?;
    let Ok(mut archive) = zip::ZipArchive::new(opened) else {
        return Ok(None);
    };
    let mut files = BTreeMap::new();
    let mut is_plan = false;
    for index in 0..archive.len() {
        let Ok(mut entry) = archive.by_index(index) else {
            return Ok(None);
        };
        let Ok(name) = entry.name().map(std::borrow::Cow::into_owned) else {
            return Ok(None);
        };
        is_plan |= name == "tfplan";
        if let Some(name) = name.strip_prefix(CONFIGURATION).map(str::to_owned) {
            let mut text = String::new();
            entry
                .read_to_string(&mut text)
                .map_err(Error::io("read", file))?;
            files.insert(name, text);
        }
    }
    Ok(is_plan.then_some(files))
}
