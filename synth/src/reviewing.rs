//! Plans that are reviewed: where they come from, and what is known about
//! their resources.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use synth_review::model::Note;
use synth_review::{Documents, Origins, Plan, Review, Settings, Subject, review};

use crate::document::Document;
use crate::error::{Error, Result};
use crate::identity;
use crate::manifest::{self, Manifest};
use crate::paths::shown;
use crate::project::{Project, Stage};
use crate::sources::Sources;
use crate::terraform::Terraform;
use crate::ui::Ui;

pub(crate) mod names;

/// What stands for standard input.
const STDIN: &str = "-";

/// A plan to be reviewed.
#[derive(Debug)]
pub(crate) struct Input {
    /// The stack, or the file.
    pub(crate) name: String,
    pub(crate) plan: Plan,
    pub(crate) origins: Origins,
    pub(crate) documents: Documents,
    /// What it reads of other stacks.
    pub(crate) reads: names::Reads,
    /// Which attributes its outputs for other stacks are.
    pub(crate) attributes: BTreeMap<String, String>,
    /// The account it should be for.
    pub(crate) account: Option<String>,
    /// Whether it was made over a mock.
    pub(crate) rehearsal: bool,
    pub(crate) notes: Vec<Note>,
    /// Whether it only tells what is sensitive in the others.
    pub(crate) aside: bool,
}

impl Input {
    /// A plan of which nothing more is known.
    pub(crate) fn new(name: String, plan: Plan) -> Self {
        Self {
            name,
            plan,
            origins: Origins::default(),
            documents: Documents::default(),
            reads: names::Reads::default(),
            attributes: BTreeMap::new(),
            account: None,
            rehearsal: false,
            notes: Vec::new(),
            aside: false,
        }
    }
}

/// Reviews plans.
pub(crate) fn of(inputs: &[Input], settings: &Settings) -> Review {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|time| i64::try_from(time.as_secs()).ok());
    let subjects: Vec<Subject<'_>> = inputs
        .iter()
        .map(|input| {
            let mut subject = Subject::new(&input.name, &input.plan);
            subject.origins = input.origins.clone();
            subject.documents = input.documents.clone();
            subject.names.clone_from(&input.reads.names);
            subject.reads.clone_from(&input.reads.outputs);
            subject.aside = input.aside;
            subject.attributes.clone_from(&input.attributes);
            subject.account.clone_from(&input.account);
            subject.rehearsal = input.rehearsal;
            subject.notes.clone_from(&input.notes);
            subject.now = now;
            subject
        })
        .collect();
    review(&subjects, settings)
}

/// A plan in JSON: of a file, or of standard input.
pub(crate) fn from_json(file: &Path) -> Result<Plan> {
    let is_stdin = file == Path::new(STDIN);
    let json = if is_stdin {
        let mut json = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut json);
        read.map_err(Error::io("read", Path::new("standard input")))?;
        json
    } else {
        fs::read(file).map_err(Error::io("read", file))?
    };
    let from = if is_stdin {
        "standard input".to_owned()
    } else {
        shown(file)
    };
    Plan::parse(&json).map_err(|error| Error::NoPlan {
        what: format!("{from} cannot be reviewed: {error}"),
        hint: error.hint().to_owned(),
    })
}

/// A plan file, which Terraform prints in a folder that has its providers.
pub(crate) fn from_file(file: &Path, folder: &Path, terraform: &Terraform) -> Result<Plan> {
    let absolute = file.canonicalize().map_err(Error::io("read", file))?;
    let data =
        std::env::var_os("TF_DATA_DIR").map_or_else(|| folder.join(".terraform"), PathBuf::from);
    let path = absolute.display().to_string();
    let output = terraform.output(folder, &data, &["show", "-json", "-no-color", &path])?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Error::ToolFailed {
            what: format!(
                "terraform show failed on {} in {}\n{}",
                shown(file),
                shown(folder),
                said.trim()
            ),
        });
    }
    Plan::parse(&output.stdout).map_err(|error| Error::NoPlan {
        what: format!(
            "what Terraform printed of {} cannot be reviewed: {error}",
            shown(file)
        ),
        hint: error.hint().to_owned(),
    })
}

/// What the project knows about stacks that are installed.
pub(crate) struct Installed {
    sources: Sources,
    manifest: Option<Manifest>,
    documents: BTreeMap<String, Document>,
    account: Option<String>,
    folders: BTreeMap<String, PathBuf>,
}

impl Installed {
    /// What is in the output folder of a stage; nothing if there is none.
    pub(crate) fn read(project: &Project, stage: &Stage, ui: Ui) -> Self {
        let output = project.output(stage);
        let manifest = fs::read_to_string(output.join(manifest::FILE))
            .ok()
            .and_then(|text| Manifest::parse(&text).ok());
        let mut installed = Self {
            sources: Sources::load(project, stage, ui),
            manifest: None,
            account: identity::expected_account(project, stage),
            documents: BTreeMap::new(),
            folders: BTreeMap::new(),
        };
        for stack in manifest.iter().flat_map(Manifest::stacks) {
            let folder = output.join(&stack.working_directory);
            installed.folders.insert(stack.name.clone(), folder);
            if let Some(document) = Document::read(&output.join(&stack.document)) {
                installed.documents.insert(stack.name.clone(), document);
            }
        }
        installed.manifest = manifest;
        installed
    }

    /// The folder of a stack.
    pub(crate) fn folder(&self, stack: &str) -> Option<&Path> {
        self.folders.get(stack).map(PathBuf::as_path)
    }

    /// Tells a review of a stack's plan what the project knows about it.
    pub(crate) fn describe(&self, stack: &str, input: &mut Input) {
        let Some(document) = self.documents.get(stack) else {
            return;
        };
        input.origins = Origins::new(document.value(), &self.sources.of_stack(stack));
        input.documents.after = Some(document.value().clone());
        input.attributes = names::attributes(&[document.value()]);
        input.account.clone_from(&self.account);
        if let Some(manifest) = &self.manifest {
            input.reads = names::of(document, manifest, &self.documents);
        }
    }

    /// The stack whose document has the most of the plan's resources, and
    /// more than half of them.
    pub(crate) fn stack_of(&self, plan: &Plan) -> Option<&str> {
        let addresses: Vec<&String> = plan.configuration.resources.keys().collect();
        let found = |document: &Document| {
            let document = document.value();
            let has = |address: &&&String| {
                let (kind, rest) = match address.strip_prefix("data.") {
                    Some(rest) => ("data", rest),
                    None => ("resource", address.as_str()),
                };
                rest.split_once('.').is_some_and(|(of_type, name)| {
                    let types = document.get(kind);
                    types.is_some_and(|types| types[of_type].get(name).is_some())
                })
            };
            addresses.iter().filter(has).count()
        };
        self.documents
            .iter()
            .map(|(name, document)| (found(document), name.as_str()))
            .filter(|(count, _)| count * 2 > addresses.len())
            .max_by_key(|(count, _)| *count)
            .map(|(_, name)| name)
    }
}
