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

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } | Self::ToolMissing { source, .. } => Some(source),
            Self::Json { source, .. } => Some(source),
            _ => None,
        }
    }
}
