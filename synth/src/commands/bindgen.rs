//! `synth bindgen`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use synth_bindgen::{Bindings, Change, ChangeKind, Config, Options, Outcome};

use crate::cli::Global;
use crate::error::{Error, Result, plural};
use crate::paths::shown;
use crate::project::Project;
use crate::schemas;
use crate::terraform::Terraform;
use crate::ui::Ui;

/// Generate the typed bindings of providers
///
/// Reads the `[bindings.PROVIDER]` tables of synth.toml: which resources, data
/// sources and ephemeral resources to bind, of which version of the provider,
/// and where the Rust files go. Terraform or OpenTofu is asked for the schema,
/// which downloads the provider, unless a file has it. Files are rewritten only
/// when they change; generated files of what is not bound any more are removed.
#[derive(Args, Debug)]
pub(crate) struct Bindgen {
    /// Only these providers, by the names of their tables
    #[arg(value_name = "PROVIDER")]
    providers: Vec<String>,
    /// A file with the output of `terraform providers schema -json`, instead
    /// of asking Terraform
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// Write nothing; print what would change, and fail if anything would
    ///
    /// Without `--schema` this works offline: bindings carry their schema, and
    /// are generated anew from it. Cargo builds and runs the program
    /// `provider-schema` of their package, which prints it.
    #[arg(long)]
    check: bool,
}

impl Bindgen {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let project = global.project(None)?;
        let bindings = self.choose(&project)?;
        let tool = if self.check || self.schema.is_some() {
            None
        } else {
            Some(Terraform::locate()?.program().to_owned())
        };
        let own = if self.offline() {
            schemas::carried(&project.root, &bindings)?
        } else {
            BTreeMap::new()
        };
        let outcome = synth_bindgen::run(&Options {
            root: project.root.clone(),
            config: Config { bindings },
            schema: self.schema.clone(),
            own,
            tool,
            check: self.check,
        })
        .map_err(|error| self.explain(error, &project))?;
        if self.check {
            self.judge(&outcome, &project, ui)
        } else {
            tell(&outcome, &project.root, ui);
            Ok(())
        }
    }

    /// The tables that the command line names, or all of them.
    fn choose(&self, project: &Project) -> Result<BTreeMap<String, Bindings>> {
        let mut chosen = BTreeMap::new();
        for name in &self.providers {
            let Some(bindings) = project.bindings.get(name) else {
                return Err(Error::UnknownProvider {
                    provider: name.clone(),
                    file: project.file.clone(),
                    providers: project.bindings.keys().cloned().collect(),
                });
            };
            chosen.insert(name.clone(), bindings.clone());
        }
        if self.providers.is_empty() {
            chosen.clone_from(&project.bindings);
        }
        Ok(chosen)
    }

    fn judge(&self, outcome: &Outcome, project: &Project, ui: Ui) -> Result<()> {
        if outcome.is_current() {
            ui.status(&up_to_date(outcome.files));
            return Ok(());
        }
        let diffs: String = outcome.changes.iter().map(|c| c.diff.as_str()).collect();
        Ui::data(&diffs)?;
        let folder = |change: &Change| project.root.join(&change.path).parent().map(shown);
        let folders: BTreeSet<String> = outcome.changes.iter().filter_map(folder).collect();
        let mut command = String::from("synth bindgen");
        for provider in &self.providers {
            command.push(' ');
            command.push_str(provider);
        }
        Err(Error::Stale {
            what: "bindings",
            folders: folders.into_iter().collect(),
            command,
        })
    }

    /// The generator's error as one of ours: whose fault it is depends on
    /// where the schema came from.
    fn explain(&self, error: synth_bindgen::Error, project: &Project) -> Error {
        use synth_bindgen::Error as Theirs;
        let (what, hint) = (error.to_string(), error.hint());
        match error {
            Theirs::Io {
                action,
                path,
                source,
            } => Error::Io {
                action,
                path,
                source,
            },
            Theirs::Json { source, .. } => {
                let what = format!("{what}: {source}");
                match self.schema {
                    Some(_) => Error::Config { what, hint },
                    None => Error::ToolFailed { what },
                }
            }
            Theirs::Malformed { .. } | Theirs::Format { .. } if self.schema.is_none() => {
                Error::ToolFailed { what }
            }
            Theirs::ToolMissing { tried, .. } => Error::MissingTool {
                tool: tried.join(" or "),
                hint: hint.unwrap_or_default(),
            },
            Theirs::ToolFailed { .. } => Error::ToolFailed { what },
            Theirs::UnknownProvider { .. } | Theirs::UnknownType { .. } if self.offline() => {
                Error::Config {
                    what,
                    hint: Some(
                        "without `--schema`, a check knows only what is bound already: run \
                         `synth bindgen`, or name a schema file"
                            .to_owned(),
                    ),
                }
            }
            Theirs::NothingConfigured => Error::Config {
                what: format!("{} has no `[bindings.PROVIDER]`", shown(&project.file)),
                hint: Some(
                    "add a table to synth.toml with `source`, `version`, `path` and what to bind"
                        .to_owned(),
                ),
            },
            _ => Error::Config { what, hint },
        }
    }

    /// Whether the schema is the one that our own bindings carry.
    fn offline(&self) -> bool {
        self.check && self.schema.is_none()
    }
}

fn tell(outcome: &Outcome, root: &Path, ui: Ui) {
    for Change { path, kind, .. } in &outcome.changes {
        let verb = match kind {
            ChangeKind::Created => "created",
            ChangeKind::Updated => "updated",
            ChangeKind::Removed => "removed",
        };
        ui.status(&format!("{verb} {}", shown(&root.join(path))));
    }
    ui.status(&up_to_date(outcome.files));
}

fn up_to_date(files: usize) -> String {
    let verb = if files == 1 { "is" } else { "are" };
    format!("{files} {} {verb} up to date", plural(files, "file"))
}
