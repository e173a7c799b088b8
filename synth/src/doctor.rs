//! What this machine has, and what it lacks.
//!
//! Nothing here uses the network, and nothing of a credential is read but
//! whether it is there.

use serde::Serialize;

mod aws;
mod deployment;
mod project;
mod tools;

use crate::cli::Global;

/// What was found out about one thing.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) status: Status,
    /// What is there, or what is wrong.
    pub(crate) found: String,
    /// What needs it.
    pub(crate) needed_for: &'static str,
    /// How to get it; none where it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fix: Option<String>,
}

/// The verdict on one thing.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// It is there.
    Ok,
    /// It is not, and `synth synth` or `synth validate` needs it.
    Missing,
    /// It is not, and they do without.
    Optional,
}

/// What needs a thing, and how to get it.
#[derive(Clone, Copy, Debug)]
struct Need {
    name: &'static str,
    needed_for: &'static str,
    /// What it is when it is not there.
    otherwise: Status,
}

impl Need {
    fn ok(self, found: impl Into<String>) -> Check {
        Check {
            name: self.name,
            status: Status::Ok,
            found: found.into(),
            needed_for: self.needed_for,
            fix: None,
        }
    }

    fn lacking(self, found: impl Into<String>, fix: impl Into<String>) -> Check {
        Check {
            status: self.otherwise,
            fix: Some(fix.into()),
            ..self.ok(found)
        }
    }
}

/// Everything, in the order in which it is needed.
pub(crate) fn examine(global: &Global) -> Vec<Check> {
    let project = global.project(None);
    let mut checks = vec![
        project::file(&project),
        project::app(project.as_ref().ok()),
        project::local_folder(project.as_ref().ok()),
        tools::cargo(project.as_ref().ok()),
        tools::terraform(project.as_ref().ok()),
        tools::git(),
    ];
    checks.extend(deployment::examine());
    checks.push(aws::credentials());
    checks
}
