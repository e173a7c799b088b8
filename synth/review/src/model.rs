//! A review: plain data that every format is made of.
//!
//! Nothing in it is sensitive any more: where a plan marks a value, there is
//! only [`Shown::Sensitive`], or a placeholder inside a larger text. It can be
//! written as JSON and read back, so that another process can render it.

mod change;
mod counts;
mod difference;
mod finding;
mod graph;
mod severity;
mod visit;

use serde::{Deserialize, Serialize};

pub use change::{Change, Check, CheckStatus, Deferred, Invocation, OutputChange, Verb};
pub use counts::Counts;
pub use difference::{
    Attribute, Difference, Direction, Line, LineKind, PolicyChange, Shown, TextKind,
};
pub use finding::{Finding, Source};
pub use graph::{Edge, Graph, Node};
pub use severity::{Severity, UnknownSeverity};

/// The version of this model, in its JSON. It changes when a reader would
/// have to.
pub const VERSION: &str = "1";

/// What stands for a sensitive value inside a larger text.
pub const PLACEHOLDER: &str = "(sensitive value)";

/// A review of one or more plans.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// [`VERSION`].
    pub version: String,
    /// All stacks together.
    pub counts: Counts,
    /// In the order in which they are deployed.
    pub stacks: Vec<Stack>,
    /// What applies to all of it.
    pub notes: Vec<Note>,
    /// The folder that files of sources are relative to, from the root of the
    /// repository on, with `/` between names. Empty if it is the root, or there is no
    /// repository.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub folder: String,
}

/// A review of the plan of a stack.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stack {
    /// Its name; of a plan without a project, the name of its file.
    pub name: String,
    /// What made the plan, such as `1.11.4`.
    pub terraform_version: Option<String>,
    /// When the plan was made, as RFC 3339.
    pub timestamp: Option<String>,
    /// How much happens.
    pub counts: Counts,
    /// What deserves attention, worst first.
    pub findings: Vec<Finding>,
    /// What happens to resources and data sources, most dangerous first.
    pub changes: Vec<Change>,
    /// Changes of outputs, by name.
    pub outputs: Vec<OutputChange>,
    /// What was changed outside Terraform: from what it was to what it is.
    pub drift: Vec<Change>,
    /// What has to wait for a further plan.
    pub deferred: Vec<Deferred>,
    /// Results of checks; those that hold come last.
    pub checks: Vec<Check>,
    /// Actions of providers that will be called.
    pub actions: Vec<Invocation>,
    /// What refers to what.
    pub graph: Graph,
    /// What is missing here, or cannot be known.
    pub notes: Vec<Note>,
}

/// A remark about the review itself.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// A sentence or two.
    pub text: String,
}

/// What a remark is about.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// Something was left out for lack of room.
    Dropped,
    /// Something cannot be known from such a plan.
    Unknown,
    /// Something that should be known about the plan.
    Plan,
}

impl Review {
    /// Every finding with its stack, worst first, those of a rule together.
    #[must_use]
    pub fn findings(&self) -> Vec<(&Stack, &Finding)> {
        let mut all: Vec<_> = self
            .stacks
            .iter()
            .flat_map(|stack| stack.findings.iter().map(move |finding| (stack, finding)))
            .collect();
        all.sort_by(|(_, a), (_, b)| b.severity.cmp(&a.severity).then(a.rule.cmp(&b.rule)));
        all
    }

    /// The severity of the worst finding.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.stacks
            .iter()
            .flat_map(|stack| &stack.findings)
            .map(|finding| finding.severity)
            .max()
    }

    /// How many findings there are of each severity, worst first, without
    /// those that do not occur.
    #[must_use]
    pub fn tally(&self) -> Vec<(Severity, usize)> {
        Severity::ALL
            .iter()
            .rev()
            .map(|severity| {
                let of_it = |finding: &&Finding| finding.severity == *severity;
                let findings = self.stacks.iter().flat_map(|stack| &stack.findings);
                (*severity, findings.filter(of_it).count())
            })
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// Whether nothing happens anywhere.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stacks.iter().all(Stack::is_empty)
    }
}

impl Stack {
    /// Whether nothing happens in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.outputs.is_empty()
            && self.deferred.is_empty()
            && self.actions.is_empty()
    }
}
