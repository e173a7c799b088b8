//! Values of one stack used in another.
//!
//! The producer gets an output, the consumer a `terraform_remote_state` that
//! reads it, and the consumer comes after the producer: as CDKTF does it, with
//! the same names.

use std::collections::{BTreeMap, BTreeSet};

use crate::element::ElementKind;
use crate::expr::Step;
use crate::logical_id::{allowed, hash8};
use crate::node::Node;
use crate::reference::{ElementId, Instances, Reference};
use crate::render::Renderer;

/// What the stacks of an app need from one another.
#[derive(Debug, Default)]
pub(crate) struct CrossStack {
    /// Consumer and producer.
    pub(crate) reads: BTreeSet<(u32, u32)>,
    /// Consumer and producer of an order without a value.
    pub(crate) orders: BTreeSet<(u32, u32)>,
    /// Producer and logical id of the output.
    pub(crate) outputs: BTreeMap<(u32, String), CrossStackOutput>,
}

impl CrossStack {
    /// How much is wired, to notice that something was added too late.
    pub(crate) fn size(&self) -> usize {
        self.reads.len() + self.outputs.len()
    }
}

#[derive(Debug)]
pub(crate) struct CrossStackOutput {
    /// The construct id, as CDKTF's metadata has it.
    pub(crate) id: String,
    /// What it gives out, in HCL.
    pub(crate) expression: String,
}

/// The name of the data source that reads a producer's state.
pub(crate) fn remote_state_name(producer: &str) -> String {
    allowed(&format!("cross-stack-reference-input-{producer}"))
}

impl Renderer<'_> {
    pub(crate) fn cross_stack_reference(&mut self, text: &mut String, reference: &Reference) {
        let element = self.element(reference.element);
        if element.kind() == ElementKind::Ephemeral {
            self.problem(
                "uses an ephemeral value of another stack, which no state may keep",
                Some("open the ephemeral resource in this stack too"),
            );
            return;
        }
        let (exported, rest, index) = split(reference);
        let output = self.export(&exported);
        let sensitive = reference.sensitive || self.is_sensitive_variable(reference.element);
        if sensitive {
            text.push_str("sensitive(");
        }
        let producer = &self.stack(reference.element).name;
        text.push_str("data.terraform_remote_state.");
        text.push_str(&remote_state_name(producer));
        text.push_str(".outputs.");
        text.push_str(&output);
        if let Some(index) = index {
            self.hcl_step(text, &Step::Index(index));
        }
        for step in rest {
            self.hcl_step(text, step);
        }
        if sensitive {
            text.push(')');
        }
        let pair = (self.current.stack, reference.element.stack);
        self.cross.reads.insert(pair);
    }

    /// Makes sure that the producer gives this out, and says under which name.
    fn export(&mut self, exported: &Reference) -> String {
        let producer = exported.element.stack;
        // Written as the producer would write it.
        let consumer = std::mem::replace(&mut self.current, exported.element);
        let outer_loops = std::mem::take(&mut self.loops);
        let address = self.address(exported.element);
        let mut expression = String::new();
        self.hcl_instances(&mut expression, &address, exported);
        self.loops = outer_loops;
        self.current = consumer;

        let id = format!("cross-stack-output-{expression}");
        let mut name = allowed(&id);
        if !is_plain(exported) {
            name.push('_');
            name.push_str(&hash8(&expression));
        }
        let key = (producer, name.clone());
        if let Some(taken) = self.cross.outputs.get(&key) {
            if taken.expression != expression {
                let message = format!(
                    "`{}` and `{expression}` would both be given out as `{name}`",
                    taken.expression
                );
                self.problem(message, Some("give one of the two another id"));
            }
        } else {
            self.cross
                .outputs
                .insert(key, CrossStackOutput { id, expression });
        }
        name
    }

    fn is_sensitive_variable(&self, id: ElementId) -> bool {
        let element = self.element(id);
        let sensitive = element.definition.body.get("sensitive");
        element.kind() == ElementKind::Variable && matches!(sensitive, Some(Node::Bool(true)))
    }
}

/// Splits a reference into what the producer can give out and what the
/// consumer has to do with it: an index that is only known there stays there.
fn split(reference: &Reference) -> (Reference, &[Step], Option<Node>) {
    let mut exported = reference.clone();
    if let Instances::At(index) = &reference.instances
        && matches!(index, Node::Expr(_))
    {
        exported.instances = Instances::One;
        exported.path.clear();
        return (exported, &reference.path, Some(index.clone()));
    }
    let known = |step: &Step| !matches!(step, Step::Index(Node::Expr(_)));
    let length = reference.path.iter().take_while(|step| known(step)).count();
    exported.path.truncate(length);
    let rest = reference.path.get(length..).unwrap_or_default();
    (exported, rest, None)
}

/// Whether CDKTF has the same reference, and so the name is its name.
fn is_plain(reference: &Reference) -> bool {
    matches!(reference.instances, Instances::One)
        && reference.path.iter().all(|step| match step {
            Step::Attribute(_) => true,
            Step::Index(index) => matches!(index, Node::Number(_)),
            Step::Splat => false,
        })
}
