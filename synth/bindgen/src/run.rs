//! The command: configuration, schema, files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::changes::{self, Change};
use crate::config::Config;
use crate::error::Error;
use crate::generate::generate;
use crate::obtain::obtain;
use crate::package::Package;

/// What to do, and with what.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The root of the workspace, which configured paths start from.
    pub root: PathBuf,
    /// Which bindings to generate.
    pub config: Config,
    /// A file with the output of `terraform providers schema -json`. Without
    /// one, Terraform or OpenTofu is asked; a check takes `own` instead.
    pub schema: Option<PathBuf>,
    /// The schemas that the present bindings carry, as
    /// [`synth_core::provider_schemas`] writes them, by the local names of
    /// their providers: what a check without a schema file regenerates from,
    /// offline.
    pub own: BTreeMap<String, Value>,
    /// The program to ask instead of `TERRAFORM_BINARY_NAME`, `terraform` or
    /// `tofu`.
    pub tool: Option<PathBuf>,
    /// Whether to change nothing and only report.
    pub check: bool,
}

/// What was generated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The files that were changed, or that a check would have changed.
    pub changes: Vec<Change>,
    /// How many files there are in all.
    pub files: usize,
}

impl Outcome {
    /// Whether everything was as it should be.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Generates all configured bindings, or checks them.
///
/// # Errors
///
/// See [`Error`]. Nothing is written unless every file could be generated.
pub fn run(options: &Options) -> Result<Outcome, Error> {
    if options.config.bindings.is_empty() {
        return Err(Error::NothingConfigured);
    }
    let given = options.schema.as_deref().map(read_json).transpose()?;
    let mut outcome = Outcome::default();
    let mut plan = Vec::new();
    for (name, bindings) in &options.config.bindings {
        if !bindings.features.is_empty() {
            Package::of(&options.root, &bindings.path)?.declares(&bindings.features)?;
        }
        let schema = match (&given, options.own.get(name)) {
            (Some(schema), _) => Cow::Borrowed(schema),
            (None, Some(own)) if options.check => Cow::Borrowed(own),
            (None, None) if options.check => return Err(Error::NoOwnSchema),
            _ => Cow::Owned(obtain(name, bindings, options.tool.as_deref())?),
        };
        let files = generate(name, bindings, &schema)?;
        let changes = changes::compare(&options.root, &bindings.path, &files)?;
        plan.push((files, changes));
    }
    for (files, changes) in plan {
        if !options.check {
            changes::apply(&options.root, &changes, &files)?;
        }
        outcome.files += files.len();
        outcome.changes.extend(changes);
    }
    Ok(outcome)
}

fn read_json(path: &Path) -> Result<Value, Error> {
    let text = fs::read(path).map_err(Error::io("read", path))?;
    serde_json::from_slice(&text).map_err(|source| Error::Json {
        origin: path.display().to_string(),
        source,
    })
}
