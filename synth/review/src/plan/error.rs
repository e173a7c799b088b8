//! Why something is not a plan.

use std::fmt;

/// Why a plan could not be read. Displays as a lower-case fragment that never
/// has a part of the input.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ParseError {
    /// There is nothing in it.
    Empty,
    /// It is not JSON; the place where it stops being it.
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// It is nested deeper than any plan.
    TooDeep,
    /// It is a plan file, which only Terraform can read.
    PlanFile,
    /// It is the stream of messages of `terraform plan -json`.
    MessageStream,
    /// It is a state.
    State,
    /// It is JSON, but nothing of Terraform's.
    NotAPlan,
    /// The format has a version that is not known.
    Format {
        /// Which one; `None` if it is not written like a version.
        version: Option<String>,
    },
}

impl ParseError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::PlanFile => {
                "hand a plan file over as one, or print it: terraform show -json FILE"
            }
            Self::Format { .. } => "a newer version of this program may know it",
            _ => {
                "a plan is what `terraform show -json FILE` prints, after `terraform plan -out FILE`"
            }
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is nothing in it"),
            Self::NotJson { line, column } => {
                write!(f, "it is no JSON from line {line}, column {column} on")
            }
            Self::TooDeep => f.write_str("it is nested deeper than a plan can be"),
            Self::PlanFile => f.write_str("it is a plan file, and no JSON"),
            Self::MessageStream => {
                f.write_str("it is what `terraform plan -json` says while it works, and no plan")
            }
            Self::State => f.write_str("it is a state, and no plan"),
            Self::NotAPlan => f.write_str("it is JSON, but no plan"),
            Self::Format {
                version: Some(version),
            } => {
                write!(f, "it is a plan of format {version}; known is 1.x")
            }
            Self::Format { version: None } => {
                f.write_str("it does not say in which version of the format it is")
            }
        }
    }
}

impl std::error::Error for ParseError {}
