//! A plan as `terraform show -json` prints it.
//!
//! The model is tolerant: what a newer Terraform adds is ignored, what an
//! older one leaves out is empty, and what has another type than expected
//! counts as left out. Only what is no plan at all is refused.

mod action;
mod change;
mod check;
mod configuration;
mod error;
mod fields;
mod parse;
mod path;
mod prior;

use std::collections::BTreeMap;

use serde_json::Value;

pub use action::{Action, Mode, Reason};
pub(crate) use change::without_keys;
pub use change::{
    ActionInvocation, Change, DeferredChange, Importing, RelevantAttribute, ResourceChange,
};
pub use check::{Check, CheckInstance, CheckStatus};
pub use configuration::{Configuration, ConfiguredOutput, ConfiguredResource, ConfiguredVariable};
pub use error::ParseError;
pub use path::{Path, Step};
pub use prior::PriorResource;

/// A plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The version of the format, such as `1.2`.
    pub format_version: String,
    /// The version of the program that made the plan. OpenTofu writes its own
    /// here.
    pub terraform_version: Option<String>,
    /// When it was made, as RFC 3339 in UTC. Since Terraform 1.5.
    pub timestamp: Option<String>,
    /// Whether Terraform would apply it; `None` where it does not say, which
    /// is before 1.7.
    pub applyable: Option<bool>,
    /// Whether nothing is left for a further plan; `None` before Terraform
    /// 1.8.
    pub complete: Option<bool>,
    /// Whether planning failed half-way.
    pub errored: bool,
    /// What is to happen, and what is left as it is.
    pub resource_changes: Vec<ResourceChange>,
    /// What was changed outside Terraform since the last run.
    pub resource_drift: Vec<ResourceChange>,
    /// What has to wait for a further plan.
    pub deferred_changes: Vec<DeferredChange>,
    /// Actions of providers that are going to be called. Since Terraform 1.14.
    pub action_invocations: Vec<ActionInvocation>,
    /// Outputs of the root module, by name.
    pub output_changes: BTreeMap<String, Change>,
    /// The results of checks, preconditions and postconditions.
    pub checks: Vec<Check>,
    /// Which attributes of other resources the plan relies on.
    pub relevant_attributes: Vec<RelevantAttribute>,
    /// The values of the root module's variables, sensitive ones in clear.
    pub variables: BTreeMap<String, Value>,
    /// What the configuration says.
    pub configuration: Configuration,
    /// The resources and data sources of the state that the plan starts from.
    pub prior_state: Vec<PriorResource>,
    /// Outputs and resources of the states before and after, for their marks.
    pub(crate) marked: Vec<Marked>,
}

/// A value and what of it is sensitive.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Marked {
    pub(crate) place: Place,
    pub(crate) value: Value,
    pub(crate) sensitive: Value,
}

/// What a marked value is of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    /// An output of the root module, by name.
    Output(String),
    /// A resource or data source, by address.
    Resource(String),
}

impl Place {
    /// Whether it is the resource of this address.
    pub(crate) fn is_resource(&self, address: &str) -> bool {
        matches!(self, Self::Resource(of) if of == address)
    }
}

impl Plan {
    /// Reads a plan.
    ///
    /// # Errors
    ///
    /// When it is no JSON, no plan, or of a format that is not known. The
    /// message never has a part of the input, which may be secret.
    pub fn parse(json: &[u8]) -> Result<Self, ParseError> {
        parse::plan(json)
    }

    /// The same, of JSON that is parsed already.
    ///
    /// # Errors
    ///
    /// When it is no plan, or of a format that is not known.
    pub fn from_value(json: Value) -> Result<Self, ParseError> {
        parse::from_value(json)
    }

    /// Whether anything is going to happen: to resources, outputs, or by
    /// actions. A move or an import alone counts.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        self.resource_changes.iter().any(ResourceChange::happens)
            || self
                .output_changes
                .values()
                .any(|change| change.action != Action::NoOp)
            || !self.deferred_changes.is_empty()
            || !self.action_invocations.is_empty()
    }

    /// The text that a reference led to in the state that the plan starts from.
    pub(crate) fn prior_text(&self, reference: &str) -> Option<&str> {
        self.prior_value(reference)?.as_str()
    }

    /// The value that a reference led to in the state that the plan starts from.
    pub(crate) fn prior_value(&self, reference: &str) -> Option<&Value> {
        let resource = self.prior_state.iter().find(|resource| {
            reference
                .strip_prefix(resource.address.as_str())
                .is_some_and(|rest| rest.starts_with('.'))
        })?;
        let path = reference.get(resource.address.len() + 1..)?;
        let mut value = &resource.values;
        for key in path.split('.') {
            value = value.get(key)?;
        }
        Some(value)
    }

    /// The managed resources that are destroyed or replaced and hold what
    /// cannot be made again.
    pub fn lost_data(&self) -> impl Iterator<Item = &ResourceChange> {
        self.resource_changes.iter().filter(|change| {
            change.mode == Mode::Managed
                && change.change.action.destroys()
                && crate::loses(&change.resource_type, &change.change.before, None).is_some()
        })
    }
}
