//! What a change does to stacks, found without credentials.
//!
//! The base is a commit whose `out/` git has. Terraform applies it to a mock of
//! the providers, in a scratch folder, and then plans what the app writes now
//! over that state. So the plan is Terraform's own, and is about the change
//! alone.
//!
//! `git` asks git, `revision` finds the commit, `tree` gets its documents,
//! `rehearsal` lets Terraform work.

use std::path::Path;

use serde_json::Value;

use crate::document::Document;
use crate::error::Result;
use crate::project::{Project, Stage};
use crate::reviewing::names::Reads;
use crate::terraform::Terraform;
use crate::ui::Ui;

mod git;
mod inputs;
mod rehearsal;
mod revision;
mod tree;

pub(crate) use git::way_to;

/// What no plan on a mock can know.
const UNKNOWN: &str = "Planned without credentials: Terraform's own plan over a mock of the \
    providers, which starts from the base's documents. It knows no drift, no values that AWS \
    computes, and what forces a replacement or is computed anew only as far as the mock's tables \
    say so.";

/// What to compare.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) project: &'a Project,
    pub(crate) stage: &'a Stage,
    /// The commit, branch or tag to compare with.
    pub(crate) base: &'a str,
    /// Patterns for stacks; none for all.
    pub(crate) stacks: &'a [String],
    /// A file with the providers' schemas, instead of the bindings' own.
    pub(crate) schema: Option<&'a Path>,
    /// Work on what the last synthesis wrote, instead of running the app.
    pub(crate) skip_synth: bool,
    /// What plans.
    pub(crate) terraform: Terraform,
}

/// The plans of a change.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// In the order in which stacks are deployed; those that go away come last.
    pub(crate) plans: Vec<BasePlan>,
    /// What applies to all of them.
    pub(crate) notes: Vec<String>,
}

/// The plan of a stack.
#[derive(Debug)]
pub(crate) struct BasePlan {
    pub(crate) stack: String,
    /// What `terraform show -json` prints of it. Values are in clear.
    pub(crate) plan: Value,
    /// Its documents at the base and now.
    pub(crate) documents: [Option<Document>; 2],
    /// What it reads of other stacks.
    pub(crate) reads: Reads,
    pub(crate) notes: Vec<String>,
    /// Whether nobody asked for it: it tells what is sensitive in the others.
    pub(crate) aside: bool,
}

/// Plans what the project is now over what it was at the base.
pub(crate) fn compare(request: &Request<'_>, ui: Ui) -> Result<Comparison> {
    let repository = git::Repository::of(&request.project.root)?;
    let revision = revision::find(&repository, request.base)?;
    let mut notes = vec![UNKNOWN.to_owned(), revision.sentence()];
    if repository.is_dirty()? {
        notes.push(
            "There are changes that are not committed: this is about the files as they are, not \
             about the last commit."
                .to_owned(),
        );
    }
    let workshop = tree::Workshop::open(&request.project.root)?;
    let base = tree::base(request, &repository, &revision, &workshop, ui)?;
    let head = tree::head(request, &workshop, ui)?;
    notes.extend(base.notes.iter().cloned());
    let plans = rehearsal::run(request, &workshop, &base, &head, ui)?;
    Ok(Comparison { plans, notes })
}
