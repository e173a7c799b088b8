//! What can go wrong and is expected to: the message, what to do next, and
//! the exit code.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::exit::Exit;
use crate::paths::shown;

/// The result of everything that can fail in an expected way.
pub(crate) type Result<T> = std::result::Result<T, Error>;

/// An expected failure. Displays as a lower-case fragment.
#[derive(Debug)]
pub(crate) enum Error {
    /// No configuration file in this folder or above it.
    NoProject { from: PathBuf },
    /// A configuration file is wrong. `what` starts with the file, and with
    /// line and column where they are known.
    Config { what: String, hint: Option<String> },
    /// `--stage` names a stage that is not configured.
    UnknownStage {
        stage: String,
        file: PathBuf,
        stages: Vec<String>,
    },
    /// A pattern on the command line matches no stack.
    UnknownStack {
        pattern: String,
        stacks: Vec<String>,
        similar: Option<String>,
    },
    /// The app ended with a failure.
    AppFailed { command: String, how: String },
    /// The app ended well, but what it wrote cannot be used.
    Unusable { what: String, hint: Option<String> },
    /// Somebody pressed Ctrl-C while the app ran.
    Interrupted,
    /// The app attached errors to its constructs.
    Annotations { errors: usize },
    /// `[bindings]` has no such provider.
    UnknownProvider {
        provider: String,
        file: PathBuf,
        providers: Vec<String>,
    },
    /// `--check` found differences in these folders; `what` is generated there.
    Stale {
        what: &'static str,
        folders: Vec<String>,
        command: String,
    },
    /// Terraform says that stacks are invalid.
    Invalid { invalid: usize, of: usize },
    /// A program that is needed is not installed.
    MissingTool { tool: String, hint: String },
    /// A program that is needed failed.
    ToolFailed { what: String },
    /// The package of bindings does not tell their schema.
    NoSchema {
        package: String,
        /// Which program of the package was to print it.
        program: &'static str,
        how: String,
    },
    /// A review could not be posted.
    NotPosted { what: String, hint: String },
    /// A program of the workspace cannot be built, or not so that it runs where
    /// it is to run.
    Unbuildable { what: String, hints: Vec<String> },
    /// The credentials, or the provider, lead to another account or region than
    /// the stacks are meant for.
    WrongPlace { what: String, hints: Vec<String> },
    /// AWS does not say who we are.
    NoAccess { what: String, hints: Vec<String> },
    /// A program that is needed is there, but will not do.
    OldTool { what: String, hint: String },
    /// Terraform failed for these stacks; why is told already.
    StacksFailed {
        stacks: Vec<String>,
        interrupted: bool,
    },
    /// Nothing was done, because nobody agreed to it.
    NotApproved { hint: Option<String> },
    /// A plan destroys what holds data: stacks, addresses, and what they hold.
    HoldsData {
        lost: Vec<(String, String, &'static str)>,
    },
    /// Stacks are not as they were deployed.
    Drift {
        stacks: Vec<String>,
        arguments: String,
    },
    /// Several stacks, and nothing says which are meant.
    WhichStacks {
        stacks: Vec<String>,
        command: &'static str,
    },
    /// All is said; only the exit code is left.
    Silent(Exit),
    /// What was given to `review` is no plan.
    NoPlan { what: String, hint: String },
    /// A review found something that is bad enough.
    Findings {
        count: usize,
        threshold: &'static str,
    },
    /// `doctor` found that these are missing.
    NotReady { missing: String },
    /// A file or folder could not be used.
    Io {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
}

/// What to do where there is no room for what has to be written.
pub(crate) const DISK_FULL: &str =
    "the disk is full: make room on it, and run the same command again";

impl Error {
    /// An input or output failure: `could not {action} {path}`.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            action,
            path,
            source,
        }
    }

    /// What the shell is told.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::NoProject { .. }
            | Self::Config { .. }
            | Self::UnknownStage { .. }
            | Self::UnknownProvider { .. }
            | Self::UnknownStack { .. }
            | Self::WhichStacks { .. } => Exit::Usage,
            Self::AppFailed { .. } | Self::Unusable { .. } => Exit::App,
            Self::Annotations { .. }
            | Self::Stale { .. }
            | Self::Invalid { .. }
            | Self::HoldsData { .. }
            | Self::Drift { .. }
            | Self::NotApproved { .. }
            | Self::WrongPlace { .. } => Exit::No,
            Self::Interrupted
            | Self::StacksFailed {
                interrupted: true, ..
            } => Exit::Interrupted,
            Self::StacksFailed { .. } => Exit::Terraform,
            Self::Silent(exit) => *exit,
            Self::NoPlan { .. } => Exit::UsageOfReview,
            Self::Findings { .. } => Exit::Findings,
            Self::MissingTool { .. }
            | Self::ToolFailed { .. }
            | Self::OldTool { .. }
            | Self::NoSchema { .. }
            | Self::NotPosted { .. }
            | Self::Unbuildable { .. }
            | Self::NoAccess { .. }
            | Self::NotReady { .. }
            | Self::Io { .. } => Exit::Environment,
        }
    }

    /// What to do next, one piece of advice a line.
    pub(crate) fn hints(&self) -> Vec<String> {
        match self {
            Self::NoProject { .. } => vec![
                "write a synth.toml with `[app]` and `package = \"...\"`, or name one with `--config`".to_owned(),
            ],
            Self::Config { hint, .. }
            | Self::Unusable { hint, .. }
            | Self::NotApproved { hint } => hint.iter().cloned().collect(),
            Self::UnknownStage { stages, file, .. } if stages.is_empty() => {
                vec![format!("{} has no stages; leave `--stage` out", shown(file))]
            }
            Self::UnknownStage { stages, .. } => vec![format!("the stages are: {}", stages.join(", "))],
            Self::UnknownProvider { providers, .. } => {
                vec![format!("the providers are: {}", providers.join(", "))]
            }
            Self::UnknownStack { stacks, similar, .. } => {
                let mut hints = Vec::new();
                hints.extend(similar.iter().map(|name| format!("did you mean `{name}`?")));
                hints.push(if stacks.is_empty() {
                    "the app has no stacks".to_owned()
                } else {
                    format!("the stacks are: {}", stacks.join(", "))
                });
                hints
            }
            Self::AppFailed { command, .. } => {
                vec![format!("what it said is above; the command was `{command}`")]
            }
            Self::Unbuildable { hints, .. }
            | Self::WrongPlace { hints, .. }
            | Self::NoAccess { hints, .. } => hints.clone(),
            Self::Stale { command, .. } => vec![format!("run `{command}` and commit the result")],
            Self::MissingTool { hint, .. }
            | Self::OldTool { hint, .. }
            | Self::NotPosted { hint, .. }
            | Self::NoPlan { hint, .. } => vec![hint.clone()],
            Self::HoldsData { lost } => {
                let flag = |(_, address, _): &(String, String, _)| {
                    format!("--allow-destroy '{address}'")
                };
                let flags: Vec<String> = lost.iter().map(flag).collect();
                vec![format!(
                    "if that is meant, run the same command with {}",
                    flags.join(" ")
                )]
            }
            Self::Drift { stacks, arguments } => {
                let stacks = stacks.join(" ");
                vec![format!(
                    "`synth deploy{arguments} {stacks}` makes it as the stacks say; with \
                     `--refresh-only` it is accepted into the state"
                )]
            }
            Self::WhichStacks { stacks, command } => vec![format!(
                "name them, or run `synth {command} --all`; the stacks are: {}",
                stacks.join(", ")
            )],
            Self::NoSchema { program, .. } => vec![
                format!(
                    "what it said is above; the package has to compile with all features, and to \
                     have a program `{program}` that prints its bindings' schema"
                ),
                "without it, name a schema file with `--schema`; `synth bindgen` writes bindings \
                 anew also when they do not compile"
                    .to_owned(),
            ],
            Self::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                vec![DISK_FULL.to_owned()]
            }
            Self::Io { path, source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                vec![format!("see who may do that: `ls -ld {}`", shown(path))]
            }
            Self::Interrupted
            | Self::Annotations { .. }
            | Self::Invalid { .. }
            | Self::ToolFailed { .. }
            | Self::StacksFailed { .. }
            | Self::Silent(_)
            | Self::Findings { .. }
            | Self::NotReady { .. }
            | Self::Io { .. } => Vec::new(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProject { from } => write!(
                f,
                "no synth.toml or cdktf.json in {} or in a folder above it",
                from.display()
            ),
            Self::Config { what, .. }
            | Self::Unusable { what, .. }
            | Self::Unbuildable { what, .. }
            | Self::WrongPlace { what, .. }
            | Self::NoAccess { what, .. }
            | Self::ToolFailed { what }
            | Self::NoPlan { what, .. }
            | Self::NotPosted { what, .. }
            | Self::OldTool { what, .. } => f.write_str(what),
            Self::Findings { count, threshold } => write!(
                f,
                "{count} {} of severity {threshold} or worse",
                plural(*count, "finding")
            ),
            Self::StacksFailed {
                stacks,
                interrupted,
            } => {
                let names = stacks.join(", ");
                if *interrupted {
                    write!(f, "interrupted; not finished: {names}")
                } else {
                    write!(f, "failed: {names}")
                }
            }
            Self::HoldsData { lost } => {
                f.write_str("nothing was changed: the plan destroys what holds data")?;
                for (stack, address, noun) in lost {
                    write!(f, "\n  {stack}: {address}, with {noun}")?;
                }
                Ok(())
            }
            Self::Drift { stacks, .. } => write!(f, "drift: {}", stacks.join(", ")),
            Self::WhichStacks { .. } => f.write_str("there are several stacks"),
            // Never shown.
            Self::Silent(_) => Ok(()),
            Self::UnknownStage { stage, file, .. } => {
                write!(f, "no stage `{stage}` in {}", shown(file))
            }
            Self::UnknownProvider { provider, file, .. } => {
                write!(f, "no bindings for `{provider}` in {}", shown(file))
            }
            Self::UnknownStack { pattern, .. } => write!(f, "no stack matches `{pattern}`"),
            Self::AppFailed { how, .. } => write!(f, "the app {how}"),
            Self::Interrupted => f.write_str("interrupted"),
            Self::NotApproved { .. } => f.write_str("nothing was changed: not approved"),
            Self::Annotations { errors } => {
                write!(
                    f,
                    "{errors} {}, so nothing was written",
                    plural(*errors, "error annotation")
                )
            }
            Self::Stale { what, folders, .. } => {
                write!(f, "stale {what}: {}", folders.join(", "))
            }
            Self::Invalid { invalid, of } => {
                let verb = if *invalid == 1 { "is" } else { "are" };
                write!(
                    f,
                    "{invalid} of {of} {} {verb} invalid",
                    plural(*of, "stack")
                )
            }
            Self::MissingTool { tool, .. } => write!(f, "`{tool}` is not installed"),
            Self::NoSchema {
                package,
                program,
                how,
            } => write!(f, "the program `{program}` of package `{package}` {how}"),
            Self::NotReady { missing } => write!(f, "missing: {missing}"),
            Self::Io {
                action,
                path,
                source,
            } => {
                write!(f, "could not {action} {}: {source}", shown(path))
            }
        }
    }
}

/// `1 file`, `2 files`: the noun for a count.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        noun.to_owned()
    } else {
        format!("{noun}s")
    }
}
