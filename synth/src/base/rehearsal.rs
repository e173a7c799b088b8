//! Terraform at work on a mock: the base is applied, the head is planned.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::tree::{Side, Workshop};
use super::{BasePlan, Request};
use crate::artifacts::Need;
use crate::deployment::applying::Consent;
use crate::deployment::{self, Deployment};
use crate::document::Document;
use crate::error::Result;
use crate::glob;
use crate::reviewing::names::{self, Reads};
use crate::selection::select;
use crate::terraform::mock;
use crate::terraform::operation::PlanOptions;
use crate::ui::Ui;

/// How many stacks are worked on at once.
const PARALLELISM: usize = 4;

/// The plans of the stacks that are meant.
pub(super) fn run(
    request: &Request<'_>,
    workshop: &Workshop,
    base: &Side,
    head: &Side,
    ui: Ui,
) -> Result<Vec<BasePlan>> {
    let meant = meant(request.stacks, base, head)?;
    let bench = Bench {
        request,
        workshop,
        schema: mock::schema(request.project, request.schema)?,
        ui,
    };
    let names =
        |side: &Side| -> Vec<String> { side.stacks().map(|stack| stack.name.clone()).collect() };
    let (before, after) = (names(base), names(head));
    let gone: Vec<String> = before
        .iter()
        .filter(|name| !after.contains(name))
        .cloned()
        .collect();
    let mut removed = Vec::new();
    if !before.is_empty() {
        ui.status(&format!(
            "bringing a mock to the base: {}",
            before.join(", ")
        ));
        bench.apply(base, &before)?;
        if gone.iter().any(|name| meant.contains(name)) {
            let destroy = PlanOptions {
                destroy: true,
                ..PlanOptions::default()
            };
            removed = bench.plan(base, &gone, &destroy)?;
            for plan in &mut removed {
                plan.notes
                    .push("The app has no such stack any more.".to_owned());
            }
        }
    }
    ui.status(&format!("planning over it: {}", after.join(", ")));
    let mut plans = if after.is_empty() {
        Vec::new()
    } else {
        bench.plan(head, &after, &PlanOptions::default())?
    };
    for plan in &mut plans {
        if !before.contains(&plan.stack) && base.manifest.is_some() {
            plan.notes.push("The base has no such stack.".to_owned());
        }
    }
    plans.extend(removed);
    for plan in &mut plans {
        plan.documents = [base, head].map(|side| document(side, &plan.stack));
        plan.reads = Reads::agreed([base, head].map(|side| reads(side, &plan.stack)));
        plan.aside = !meant.contains(&plan.stack);
    }
    Ok(plans)
}

/// The stacks that are meant, of either side.
fn meant(patterns: &[String], base: &Side, head: &Side) -> Result<BTreeSet<String>> {
    let mut meant = BTreeSet::new();
    for pattern in patterns {
        let matching = |side: &Side| -> Vec<String> {
            let stacks = side.stacks().map(|stack| stack.name.clone());
            stacks.filter(|name| glob::matches(pattern, name)).collect()
        };
        let (before, after) = (matching(base), matching(head));
        if let Some(manifest) = &head.manifest
            && before.is_empty()
            && after.is_empty()
        {
            // Says which stacks there are.
            select(manifest, std::slice::from_ref(pattern))?;
        }
        meant.extend(before);
        meant.extend(after);
    }
    if patterns.is_empty() {
        let all = base.stacks().chain(head.stacks());
        meant.extend(all.map(|stack| stack.name.clone()));
    }
    Ok(meant)
}

/// Where the rehearsals take place.
struct Bench<'a> {
    request: &'a Request<'a>,
    workshop: &'a Workshop,
    schema: Option<PathBuf>,
    ui: Ui,
}

impl Bench<'_> {
    /// Terraform, ready for stacks of a side.
    fn open(&self, side: &Side, stacks: &[String]) -> Result<Deployment> {
        let root = self.workshop.path();
        let project = self.request.project;
        let request = deployment::Request {
            project: project.moved(root.to_owned(), side.output.clone()),
            stage: self.request.stage.whole(),
            stacks,
            all: true,
            command: "review",
            offline: true,
            schema: self.schema.as_deref(),
            skip_synth: true,
            terraform: self.request.terraform.clone(),
            parallelism: PARALLELISM,
            migrate_state: false,
            json: false,
            artifacts: Need::Any,
            raw: false,
            mock_root: Some(project.root.clone()),
            sources_root: side.sources.clone(),
        };
        Deployment::open(request, self.ui.hushed())
    }

    fn apply(&self, side: &Side, stacks: &[String]) -> Result<()> {
        let deployment = self.open(side, stacks)?;
        let options = PlanOptions::default();
        let plans = deployment.plan_all(&options);
        deployment.check_plans(&plans).inspect_err(|_| {
            self.ui
                .hint("this is about the base: its documents do not work on the mock");
        })?;
        let consent = Consent {
            auto_approve: true,
            allow_destroy: &[],
        };
        let applies = deployment.apply_all(plans, &options, consent);
        deployment
            .check_applies(&applies, "review")
            .inspect_err(|_| {
                self.ui
                    .hint("this is about the base: its documents do not work on the mock");
            })
    }

    fn plan(&self, side: &Side, stacks: &[String], options: &PlanOptions) -> Result<Vec<BasePlan>> {
        let deployment = self.open(side, stacks)?;
        let plans = deployment.plan_all(options);
        deployment.check_plans(&plans)?;
        let mut shown = Vec::new();
        for (name, plan) in deployment.planned(&plans) {
            let run = plan.preview.as_ref().unwrap_or(&deployment.folders[name]);
            let json = deployment.runner.show_json(run, &plan.planned.file);
            let json = json.map_err(|failure| deployment.failed(&failure))?;
            let waits = (!plan.waits_for.is_empty()).then(|| {
                format!(
                    "What it reads of {} is shown as known after apply: it changes there.",
                    plan.waits_for.join(", ")
                )
            });
            shown.push(BasePlan {
                stack: name.to_owned(),
                plan: json,
                documents: [None, None],
                reads: Reads::default(),
                notes: waits.into_iter().collect(),
                aside: false,
            });
        }
        deployment.forget_plans();
        Ok(shown)
    }
}

/// What a stack of a side reads of others.
fn reads(side: &Side, stack: &str) -> Reads {
    let Some(manifest) = &side.manifest else {
        return Reads::default();
    };
    let mut documents: BTreeMap<String, Document> = side
        .stacks()
        .filter_map(|stack| Some((stack.name.clone(), document(side, &stack.name)?)))
        .collect();
    match documents.remove(stack) {
        Some(document) => names::of(&document, manifest, &documents),
        None => Reads::default(),
    }
}

fn document(side: &Side, name: &str) -> Option<Document> {
    let stack = side.stacks().find(|stack| stack.name == name)?;
    Document::read(&side.output.join(&stack.document))
}
