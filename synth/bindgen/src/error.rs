//! What can go wrong.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why bindings could not be generated.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    Io {
        /// What was tried: `read`, `write`, `remove`, `create`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// The schema file is not JSON.
    Json {
        /// Where the text came from.
        origin: String,
        /// What the parser says.
        source: serde_json::Error,
    },
    /// The schema JSON is not what Terraform writes.
    Malformed {
        /// Where, from the outermost key: `provider_schemas.x.resource_schemas`.
        path: String,
        /// What should be there.
        expected: &'static str,
    },
    /// The schema JSON is of a format this version does not know.
    Format {
        /// What its `format_version` says.
        found: String,
    },
    /// The `[bindings]` section of the configuration is wrong.
    Config {
        /// The parser's message, with the position.
        message: String,
    },
    /// No `[bindings.<name>]` section is configured.
    NothingConfigured,
    /// The schema does not hold the provider that is configured.
    UnknownProvider {
        /// The configured source: `hashicorp/aws`.
        source: String,
        /// What the schema holds.
        present: Vec<String>,
    },
    /// The provider has no such type.
    UnknownType {
        /// `resource`, `data source` or `ephemeral resource`.
        kind: &'static str,
        /// The configured name.
        name: String,
        /// A type of the provider with a similar name.
        suggestion: Option<String>,
    },
    /// A type is listed in two places.
    ListedTwice {
        /// `resource`, `data source` or `ephemeral resource`.
        kind: &'static str,
        /// The type.
        name: String,
        /// The features that list it; `None` is the list outside of features.
        features: [Option<String>; 2],
    },
    /// A feature cannot have its name.
    FeatureName {
        /// The name.
        name: String,
        /// Why not.
        reason: &'static str,
    },
    /// Bindings with features are not part of a cargo package.
    NoPackage {
        /// Where they are.
        path: PathBuf,
    },
    /// The manifest of the bindings' package cannot be read as one.
    Manifest {
        /// The manifest, from the root of the workspace.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The bindings' package does not declare their features.
    MissingFeatures {
        /// The package's manifest, from the root of the workspace.
        manifest: PathBuf,
        /// The features that it lacks.
        features: Vec<String>,
        /// What the feature `full` there does not hold.
        full: Vec<String>,
    },
    /// Two types would be the same Rust type or module.
    NameClash {
        /// The Rust name.
        name: String,
        /// The types that want it.
        types: [String; 2],
    },
    /// A check without a schema needs the schema of the bindings themselves.
    NoOwnSchema,
    /// Neither Terraform nor OpenTofu could be started.
    ToolMissing {
        /// The programs that were tried.
        tried: Vec<String>,
        /// The operating system's reason for the last.
        source: io::Error,
    },
    /// Terraform or OpenTofu failed.
    ToolFailed {
        /// The command line.
        command: String,
        /// Its exit code; `None` when a signal ended it.
        code: Option<i32>,
        /// What it wrote to standard error.
        stderr: String,
    },
}

impl Error {
    /// What to do next, where there is advice to give.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Format { .. } => Some("formats 1.x are understood".into()),
            Self::NothingConfigured => {
                Some("add a [bindings.<provider>] section to synth.toml".into())
            }
            Self::UnknownType {
                suggestion: Some(suggestion),
                ..
            } => Some(format!("did you mean `{suggestion}`?")),
            Self::ListedTwice { .. } => Some("list it once: in one feature, or in none".into()),
            Self::NoPackage { .. } => Some(
                "features are cargo's: write a Cargo.toml above the bindings, or list everything \
                 outside of features"
                    .into(),
            ),
            Self::MissingFeatures { features, full, .. } => Some(what_to_add(features, full)),
            Self::NoOwnSchema => Some("pass a schema with --schema".into()),
            Self::ToolMissing { .. } => Some(
                "install Terraform or OpenTofu, set TERRAFORM_BINARY_NAME, or pass --schema".into(),
            ),
            _ => None,
        }
    }

    pub(crate) fn io(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io {
            action,
            path,
            source,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { action, path, .. } => {
                write!(formatter, "could not {action} {}", path.display())
            }
            Self::Json { origin, .. } => write!(formatter, "{origin} is not valid JSON"),
            Self::Malformed { path, expected } => {
                write!(
                    formatter,
                    "malformed provider schema: {path}: expected {expected}"
                )
            }
            Self::Format { found } => {
                write!(formatter, "provider schema of unknown format {found}")
            }
            Self::Config { message } => write!(formatter, "bindings configuration: {message}"),
            Self::NothingConfigured => formatter.write_str("no bindings are configured"),
            Self::UnknownProvider { source, present } => write!(
                formatter,
                "the schema does not hold provider `{source}`, only: {}",
                present.join(", ")
            ),
            Self::UnknownType { kind, name, .. } => {
                write!(formatter, "the provider has no {kind} `{name}`")
            }
            Self::ListedTwice {
                kind,
                name,
                features,
            } => {
                let [one, other] = features.each_ref().map(|feature| match feature {
                    Some(feature) => format!("in feature `{feature}`"),
                    None => "outside of the features".to_owned(),
                });
                write!(
                    formatter,
                    "{kind} `{name}` is listed twice: {one} and {other}"
                )
            }
            Self::FeatureName { name, reason } => {
                write!(
                    formatter,
                    "`{name}` cannot be the name of a feature: {reason}"
                )
            }
            Self::NoPackage { path } => {
                write!(
                    formatter,
                    "{} is not part of a cargo package",
                    path.display()
                )
            }
            Self::Manifest { path, message } => {
                write!(formatter, "{}: {message}", path.display())
            }
            Self::MissingFeatures {
                manifest, features, ..
            } => {
                let manifest = manifest.display();
                if features.is_empty() {
                    write!(
                        formatter,
                        "the feature `full` in {manifest} does not hold all features"
                    )
                } else {
                    let features = quoted(features, '`', ", ");
                    write!(
                        formatter,
                        "{manifest} lacks features of the bindings: {features}"
                    )
                }
            }
            Self::NameClash { name, types } => write!(
                formatter,
                "`{}` and `{}` would both be called `{name}`",
                types[0], types[1]
            ),
            Self::NoOwnSchema => formatter
                .write_str("nothing to check against: no schema, and no bindings were passed"),
            Self::ToolMissing { tried, .. } => {
                write!(formatter, "could not start {}", tried.join(" or "))
            }
            Self::ToolFailed {
                command,
                code,
                stderr,
            } => {
                match code {
                    Some(code) => write!(formatter, "`{command}` failed with exit code {code}")?,
                    None => write!(formatter, "`{command}` was ended by a signal")?,
                }
                write!(formatter, ": {}", stderr.trim())
            }
        }
    }
}

/// The lines that a manifest lacks.
fn what_to_add(features: &[String], full: &[String]) -> String {
    let mut parts = Vec::new();
    if !features.is_empty() {
        let lines = features.iter().map(|feature| format!("{feature} = []"));
        parts.push(format!(
            "{} to `[features]`",
            quoted(&lines.collect::<Vec<_>>(), '`', ", ")
        ));
    }
    if !full.is_empty() {
        let names = quoted(full, '"', ", ");
        parts.push(format!("{names} to `full = [...]` in `[features]`"));
    }
    format!("add {}", parts.join(", and "))
}

fn quoted(words: &[String], quote: char, between: &str) -> String {
    let words = words.iter().map(|word| format!("{quote}{word}{quote}"));
    words.collect::<Vec<_>>().join(between)
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } | Self::ToolMissing { source, .. } => Some(source),
            Self::Json { source, .. } => Some(source),
            _ => None,
        }
    }
}
