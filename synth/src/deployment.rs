//! Stacks that are planned, deployed or destroyed together.
//!
//! `Deployment::open` synthesizes and gets everything ready; `planning` makes
//! plans in dependency order; `applying` carries them out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::artifacts::{self, Need};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::identity;
use crate::manifest::{self, Manifest, Stack};
use crate::order::Order;
use crate::output::install;
use crate::paths::shown;
use crate::progress::Progress;
use crate::project::{Project, Stage};
use crate::run_folder::remote_state::{self, RemoteState};
use crate::run_folder::{Kind, RunFolder, offline};
use crate::scratch::{RunLock, Scratch};
use crate::selection::select;
use crate::synthesis::Synthesis;
use crate::terraform::Terraform;
use crate::terraform::init::Init;
use crate::terraform::interrupts::Interrupts;
use crate::terraform::mock::{self, Mock};
use crate::terraform::runner::{Runner, StackResult};
use crate::terraform::version::Version;
use crate::ui::Ui;

pub(crate) mod applying;
pub(crate) mod approval;
mod dependencies;
mod guard;
pub(crate) mod planning;
pub(crate) mod report;
mod rescue;
mod saved;
mod showing;
mod telling;

/// What a run is about, as the command line says.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) project: Project,
    pub(crate) stage: Stage,
    /// Patterns for stacks.
    pub(crate) stacks: &'a [String],
    pub(crate) all: bool,
    /// What to call it: `plan`, `deploy`.
    pub(crate) command: &'static str,
    pub(crate) offline: bool,
    pub(crate) schema: Option<&'a Path>,
    pub(crate) skip_synth: bool,
    pub(crate) terraform: Terraform,
    pub(crate) parallelism: usize,
    pub(crate) migrate_state: bool,
    pub(crate) json: bool,
    /// Whether what is built has to be the real thing.
    pub(crate) artifacts: artifacts::Need,
    /// Whether plans are shown as Terraform prints them.
    pub(crate) raw: bool,
    /// Where to look for the mock, if that is not the project's folder.
    pub(crate) mock_root: Option<PathBuf>,
    /// Where the sources of programs are that placeholders are made from, if
    /// that is not the project's folder.
    pub(crate) sources_root: Option<PathBuf>,
}

/// Stacks with everything that it takes to run Terraform on them.
#[derive(Debug)]
pub(crate) struct Deployment {
    pub(crate) project: Project,
    pub(crate) stage: Stage,
    pub(crate) manifest: Manifest,
    /// Those that are meant, in dependency order.
    pub(crate) chosen: Vec<String>,
    pub(crate) order: Order,
    pub(crate) folders: BTreeMap<String, RunFolder>,
    pub(crate) reads: BTreeMap<String, Vec<RemoteState>>,
    pub(crate) runner: Runner,
    pub(crate) progress: Progress,
    pub(crate) ui: Ui,
    pub(crate) offline: bool,
    pub(crate) raw: bool,
    pub(crate) parallelism: usize,
    init: Init,
    /// Providers of a rehearsal; they end with this value.
    _mock: Option<Mock>,
    /// Nobody else runs Terraform for the stage.
    _lock: RunLock,
}

impl Deployment {
    /// Synthesizes, and gets the folders and Terraform ready.
    pub(crate) fn open(request: Request<'_>, ui: Ui) -> Result<Self> {
        let Request {
            project,
            stage,
            terraform,
            ..
        } = request;
        let scratch = Scratch::open(&project, ui)?;
        let version = Version::of(terraform.program(), &scratch.terraform_version())?;
        let output = project.output(&stage);
        let (manifest, chosen) = if request.skip_synth {
            let manifest = installed(&output)?;
            let chosen = choose(&manifest, request.stacks, request.all, request.command)?;
            (manifest, chosen)
        } else {
            let synthesis = Synthesis::run(&project, &stage, &scratch, ui)?;
            let chosen = choose(
                &synthesis.manifest,
                request.stacks,
                request.all,
                request.command,
            )?;
            let everything: Vec<&Stack> = synthesis.manifest.stacks().collect();
            let installed = install::install(&synthesis, &everything, &output)?;
            crate::commands::report(&installed, everything.len(), &output, ui);
            (synthesis.manifest, chosen)
        };
        if !request.offline {
            let need = match request.artifacts {
                Need::Real if request.skip_synth => Need::AsTheyAre,
                need => need,
            };
            let stacks = manifest.stacks();
            let stacks: Vec<&Stack> = stacks.filter(|s| chosen.contains(&s.name)).collect();
            artifacts::ensure(&project, &scratch, &output, &stacks, need, ui)?;
        }
        let order = Order::of(&manifest)?;
        let lock = scratch.run_lock(stage.folder(), ui)?;
        // Others may synthesize while Terraform works.
        drop(scratch);
        let documents = documents(&manifest, &output)?;
        let reads: BTreeMap<String, Vec<RemoteState>> = documents
            .iter()
            .map(|(name, document)| {
                let of = |stack: &Stack| documents.get(&stack.name).map(Document::value);
                (
                    name.clone(),
                    remote_state::find(document.value(), &manifest, of),
                )
            })
            .collect();
        let mut folders = BTreeMap::new();
        let mut mock = None;
        if request.offline {
            let root = request.mock_root.as_deref().unwrap_or(&project.root);
            mock = attach(&project, &stage, root, request.schema, &chosen, &documents)?;
        }
        for stack in manifest.stacks() {
            if !chosen.contains(&stack.name) {
                continue;
            }
            let folder = if request.offline {
                let copied = offline::Copied {
                    output: &output,
                    sources: request.sources_root.as_deref().unwrap_or(&project.root),
                    stack,
                    reads: &reads[&stack.name],
                };
                RunFolder::offline(&project, &stage, &copied, mock.as_ref())?
            } else {
                RunFolder::live(&output, stack)?
            };
            folders.insert(stack.name.clone(), folder);
        }
        Ok(Self {
            chosen: order.sorted(&chosen),
            order,
            folders,
            reads,
            runner: Runner {
                terraform,
                version,
                interrupts: Interrupts::listen(ui)?,
            },
            progress: Progress::new(ui, request.json),
            ui,
            offline: request.offline,
            raw: request.raw,
            parallelism: request.parallelism,
            init: Init {
                migrate_state: request.migrate_state,
                again: false,
            },
            project,
            stage,
            manifest,
            _mock: mock,
            _lock: lock,
        })
    }

    /// The arguments that choose the same stage and kind of run again.
    pub(crate) fn arguments(&self) -> String {
        let offline = if self.offline { " --offline" } else { "" };
        format!("{}{offline}", self.stage.arguments())
    }

    /// The stack of a name.
    pub(crate) fn stack(&self, name: &str) -> Option<&Stack> {
        self.manifest.stacks().find(|stack| stack.name == name)
    }

    /// Makes the folder of a stack ready. That of a preview takes its providers from
    /// the stack's own, which is ready then, and is no second thing to tell of.
    pub(crate) fn init(&self, run: &RunFolder) -> StackResult<()> {
        let init = match run.kind {
            Kind::Live => self.init,
            Kind::Offline | Kind::Preview => Init::default(),
        };
        let before = || {
            if run.kind != Kind::Preview {
                self.progress.phase(&run.stack, "init");
            }
        };
        self.runner
            .init(run, &self.project.root, init, &before)
            .map(|_| ())
    }

    /// Removes the plans that this run made.
    pub(crate) fn forget_plans(&self) {
        for folder in self.folders.values() {
            crate::terraform::operation::forget(&folder.plan_file());
        }
    }

    /// Tells whom AWS will be changed as, and refuses what contradicts the
    /// stacks or the stage. Comes before Terraform asks AWS anything: without
    /// credentials that takes minutes. Nobody is asked in a rehearsal.
    pub(crate) fn check_identity(&self) -> Result<()> {
        if self.offline {
            return Ok(());
        }
        let documents: Vec<(&str, &Document)> = self
            .chosen
            .iter()
            .filter_map(|name| Some((name.as_str(), &self.folders.get(name)?.document)))
            .collect();
        identity::check(&self.project, &self.stage, &documents, self.ui).map(drop)
    }

    /// What has to be told before anything real is changed. Rehearsals do not
    /// pass here.
    pub(crate) fn before_first_change(&self) -> Result<()> {
        for name in &self.chosen {
            let Some(file) = self.folders.get(name).and_then(RunFolder::state_file) else {
                continue;
            };
            if !file.try_exists().map_err(Error::io("look at", &file))? {
                self.ui.warn(&format!(
                    "{name}: its state will be a file on this machine, which nobody else can use"
                ));
                self.ui.hint(
                    "a team keeps state in a remote backend: `synth bootstrap` makes one and writes \
                     it into the configuration",
                );
                break;
            }
        }
        Ok(())
    }
}

/// The manifest of the last synthesis.
pub(crate) fn installed(output: &Path) -> Result<Manifest> {
    let file = output.join(manifest::FILE);
    let text = fs::read_to_string(&file).map_err(|error| Error::Config {
        what: format!("could not read {}: {error}", shown(&file)),
        hint: Some("without `--skip-synth` the app is run first".to_owned()),
    })?;
    Manifest::parse(&text).map_err(|what| Error::Unusable {
        what: format!("{}: {what}", shown(&file)),
        hint: None,
    })
}

fn choose(
    manifest: &Manifest,
    patterns: &[String],
    all: bool,
    command: &'static str,
) -> Result<Vec<String>> {
    let chosen = select(manifest, patterns)?;
    if patterns.is_empty() && !all && chosen.len() > 1 {
        return Err(Error::WhichStacks {
            stacks: chosen.iter().map(|stack| stack.name.clone()).collect(),
            command,
        });
    }
    Ok(chosen.iter().map(|stack| stack.name.clone()).collect())
}

/// The documents of all stacks by their names.
fn documents(manifest: &Manifest, output: &Path) -> Result<BTreeMap<String, Document>> {
    let read = |stack: &Stack| {
        let file = output.join(&stack.document);
        let document = Document::read(&file).ok_or_else(|| Error::Unusable {
            what: format!("{} is not JSON", shown(&file)),
            hint: None,
        })?;
        Ok((stack.name.clone(), document))
    };
    manifest.stacks().map(read).collect()
}

/// Starts the mock, if any of the stacks needs a provider.
fn attach(
    project: &Project,
    stage: &Stage,
    root: &Path,
    schema: Option<&Path>,
    chosen: &[String],
    documents: &BTreeMap<String, Document>,
) -> Result<Option<Mock>> {
    let documents = || {
        let chosen = chosen.iter().filter_map(|name| documents.get(name));
        chosen.map(Document::value)
    };
    if !documents().any(offline::needs_providers) {
        return Ok(None);
    }
    let Some(schema) = mock::schema(project, schema)? else {
        return Err(Error::Config {
            what: format!(
                "{} has no bindings whose schemas `--offline` could use",
                shown(&project.file)
            ),
            hint: Some(
                "write the output of `terraform providers schema -json` into a file, and name it \
                 with `--schema`"
                    .to_owned(),
            ),
        });
    };
    let states = chosen
        .iter()
        .map(|name| offline::folder(project, stage, name).join(offline::STATE));
    let types = offline::types(documents(), states);
    Mock::start(root, &schema, &types).map(Some)
}

/// What plans of a run are asked for, with files where the user means them.
pub(crate) fn absolute(files: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let absolute = |file: &PathBuf| {
        let found = file.canonicalize();
        found.map_err(Error::io("read", file))
    };
    files.iter().map(absolute).collect()
}
