//! A comparison as a review takes it.

use serde_json::Value;
use synth_review::model::{Note, NoteKind};
use synth_review::{Documents, Origins, Plan};

use super::{BasePlan, Comparison};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::reviewing::{Input, names};
use crate::sources::Sources;

impl Comparison {
    /// What is reviewed, and what is said about all of it.
    pub(crate) fn inputs(self, sources: &Sources) -> Result<(Vec<Input>, Vec<Note>)> {
        let inputs = self.plans.into_iter().map(|plan| input(plan, sources));
        let inputs: Result<Vec<Input>> = inputs.collect();
        Ok((inputs?, self.notes.into_iter().map(unknown).collect()))
    }
}

fn input(planned: BasePlan, sources: &Sources) -> Result<Input> {
    let BasePlan {
        stack,
        plan,
        documents: [before, after],
        reads,
        notes,
        aside,
    } = planned;
    let plan = Plan::from_value(plan).map_err(|error| Error::NoPlan {
        what: format!("the plan of {stack} cannot be reviewed: {error}"),
        hint: error.hint().to_owned(),
    })?;
    let mut input = Input::new(stack.clone(), plan);
    // What goes away is in the base alone.
    if let Some(document) = after.as_ref().or(before.as_ref()) {
        input.origins = Origins::new(document.value(), &sources.of_stack(&stack));
    }
    let value = |document: Document| document.value().clone();
    let sides: Vec<&Value> = [&before, &after]
        .into_iter()
        .flatten()
        .map(Document::value)
        .collect();
    input.attributes = names::attributes(&sides);
    input.documents = Documents {
        before: before.map(value),
        after: after.map(value),
    };
    input.reads = reads;
    input.rehearsal = true;
    input.aside = aside;
    input.notes = notes.into_iter().map(unknown).collect();
    Ok(input)
}

fn unknown(text: String) -> Note {
    Note {
        kind: NoteKind::Unknown,
        text,
    }
}
