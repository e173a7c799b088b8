//! What can go wrong before Terraform is even there.

use std::fmt;
use std::path::PathBuf;

/// A failure to load what is to be served, or to serve it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be read.
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Something is not the JSON it should be.
    Parse {
        /// What was read: a file, or a description of the input.
        origin: String,
        /// What was expected there.
        expected: &'static str,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A table of behaviours has a pattern that is no regular expression.
    Pattern {
        /// What was read: a file, or a description of the input.
        origin: String,
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The schema has a format this program does not know.
    Format {
        /// What was read.
        origin: String,
        /// The version it claims.
        version: String,
    },
    /// The schema has no such provider.
    NoSuchProvider {
        /// The provider asked for; nothing if any would have done.
        wanted: Option<String>,
        /// The providers there are.
        available: Vec<String>,
    },
    /// The schema has several providers where there can be but one.
    WhichProvider {
        /// The providers there are.
        available: Vec<String>,
    },
    /// The schema has no such resource, data source or ephemeral resource.
    NoSuchType {
        /// The type asked for.
        name: String,
    },
    /// A setting, an argument or an environment variable, that makes no sense.
    Setting {
        /// What it is called.
        name: &'static str,
        /// What it is set to.
        value: String,
        /// What would make sense.
        expected: &'static str,
    },
    /// A file or folder cannot be written.
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Where a provider is to be installed there is one that is no mock.
    Occupied {
        /// The folder.
        folder: PathBuf,
    },
    /// No loopback address can be listened on, or no thread be started.
    Serve(std::io::Error),
}

impl Error {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Error::Read { .. } | Error::Write { .. } => {
                "check the path and its permissions".to_owned()
            }
            Error::Parse { expected, .. } => match *expected {
                "a provider schema" => {
                    "write the schema with `terraform providers schema -json`".to_owned()
                }
                _ => "see \"Behaviours\" in the README of terraform-provider-mock".to_owned(),
            },
            Error::Pattern { .. } => {
                "write the pattern as Go or the regex crate take it; JSON doubles each backslash"
                    .to_owned()
            }
            Error::Format { .. } => {
                "format 1.x is understood: write it with Terraform 1.x or OpenTofu".to_owned()
            }
            Error::NoSuchProvider { available, .. } if available.is_empty() => {
                "run `terraform providers schema -json` where the provider is installed".to_owned()
            }
            Error::NoSuchProvider { available, .. } => {
                format!("the schema has {}", available.join(", "))
            }
            Error::WhichProvider { available } => {
                format!(
                    "set MOCK_PROVIDER_ADDRESS to one of {}",
                    available.join(", ")
                )
            }
            Error::NoSuchType { .. } => {
                "check the spelling in the list of types, the faults and the drift".to_owned()
            }
            Error::Setting { expected, .. } => format!("it has to be {expected}"),
            Error::Occupied { .. } => {
                "choose another version, or a mirror for mocks only".to_owned()
            }
            Error::Serve(_) => "a free TCP port on 127.0.0.1 is needed".to_owned(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Read { path, source } => {
                write!(f, "cannot read `{}`: {source}", path.display())
            }
            Error::Parse {
                origin,
                expected,
                source,
            } => write!(f, "{origin} is not {expected}: {source}"),
            Error::Pattern {
                origin,
                pattern,
                problem,
            } => write!(f, "{origin} has the pattern `{pattern}`: {problem}"),
            Error::Format { origin, version } => {
                write!(f, "{origin} has the unknown schema format `{version}`")
            }
            Error::NoSuchProvider {
                wanted: Some(wanted),
                ..
            } => write!(f, "the schema has no provider `{wanted}`"),
            Error::NoSuchProvider { wanted: None, .. } => {
                f.write_str("the schema has no provider to serve")
            }
            Error::WhichProvider { available } => {
                write!(
                    f,
                    "the schema has {} providers, of which one can be served",
                    available.len()
                )
            }
            Error::NoSuchType { name } => write!(
                f,
                "the schema has no resource, data source or ephemeral resource `{name}`"
            ),
            Error::Setting { name, value, .. } => write!(f, "{name} makes no sense: `{value}`"),
            Error::Write { path, source } => {
                write!(f, "cannot write `{}`: {source}", path.display())
            }
            Error::Occupied { folder } => {
                write!(f, "`{}` holds something that is no mock", folder.display())
            }
            Error::Serve(source) => write!(f, "cannot serve: {source}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Read { source, .. } | Error::Write { source, .. } | Error::Serve(source) => {
                Some(source)
            }
            Error::Parse { source, .. } => Some(source),
            Error::Pattern { .. }
            | Error::Format { .. }
            | Error::NoSuchProvider { .. }
            | Error::WhichProvider { .. }
            | Error::NoSuchType { .. }
            | Error::Setting { .. }
            | Error::Occupied { .. } => None,
        }
    }
}
