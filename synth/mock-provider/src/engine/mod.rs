//! What a provider does, on values, whatever the protocol version.

mod apply;
mod behaviors;
mod complete;
mod context;
mod data;
mod defaults;
mod describe;
mod drift;
mod duration;
mod faults;
mod formats;
mod groups;
mod import;
mod invent;
mod judge;
mod mistakes;
mod places;
mod plan;
mod recognize;
mod replace;
mod rules;
mod seed;
mod template;
mod validate;
mod words;

pub use behaviors::{Behaviors, Recompute, TypeBehavior};
pub(crate) use context::Context;
pub(crate) use data::DataRequest;
pub use drift::Drift;
pub(crate) use faults::Ordeal;
pub use faults::{Action, Fault};
pub use formats::Format;
pub(crate) use invent::{Inventor, Purpose};
pub(crate) use places::Step;
pub(crate) use plan::PlanRequest;
pub use rules::{Argument, Case, Ends};
pub(crate) use seed::Seed;

use crate::schema::{ProviderSchema, Schema};
use crate::value::{JsonMode, Value, ValueError, from_json};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

/// Something to tell the user as an error diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) summary: String,
    pub(crate) detail: String,
    /// The place it is about; the whole resource, if there are no steps.
    pub(crate) at: Vec<Step>,
}

impl Problem {
    pub(crate) fn new(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            summary: summary.into(),
            detail: detail.into(),
            at: Vec::new(),
        }
    }

    /// The same problem, of a certain place.
    pub(crate) fn at(self, at: Vec<Step>) -> Self {
        Self { at, ..self }
    }
}

impl From<ValueError> for Problem {
    fn from(error: ValueError) -> Self {
        Problem::new(
            "Value does not conform to the schema",
            format!("the mock provider cannot read a value Terraform sent: {error}"),
        )
    }
}

/// One provider: its schema, what it is known to do beyond that, and how often
/// it made each thing.
#[derive(Debug)]
pub(crate) struct Engine {
    pub(crate) address: String,
    pub(crate) schema: ProviderSchema,
    pub(crate) behaviors: Behaviors,
    made: Mutex<HashMap<Seed, u64>>,
}

impl Engine {
    pub(crate) fn new(address: String, schema: ProviderSchema, behaviors: Behaviors) -> Self {
        Self {
            address,
            schema,
            behaviors,
            made: Mutex::new(HashMap::new()),
        }
    }

    pub(crate) fn resource(&self, type_name: &str) -> Result<&Schema, Problem> {
        self.find(&self.schema.resources, "resource type", type_name)
    }

    pub(crate) fn data_source(&self, type_name: &str) -> Result<&Schema, Problem> {
        self.find(&self.schema.data_sources, "data source", type_name)
    }

    pub(crate) fn ephemeral(&self, type_name: &str) -> Result<&Schema, Problem> {
        let schemas = &self.schema.ephemeral_resources;
        self.find(schemas, "ephemeral resource type", type_name)
    }

    fn find<'a>(
        &self,
        schemas: &'a BTreeMap<String, Schema>,
        kind: &str,
        type_name: &str,
    ) -> Result<&'a Schema, Problem> {
        schemas.get(type_name).ok_or_else(|| {
            Problem::new(
                format!("Unknown {kind}"),
                format!(
                    "the mock of {} does not serve `{type_name}`: \
                     its schema, or the list of types to serve, lacks it",
                    self.address
                ),
            )
        })
    }

    /// Brings a stored state to the current schema: what the schema no longer
    /// has is dropped, what it has since gained is null.
    pub(crate) fn upgrade(&self, type_name: &str, state: &[u8]) -> Result<Value, Problem> {
        let schema = self.resource(type_name)?;
        let json = serde_json::from_slice(state).map_err(|error| {
            Problem::new(
                "State is not JSON",
                format!(
                    "the stored state of a `{type_name}` cannot be read: {error}; \
                     states written by Terraform 0.11 and older are not supported"
                ),
            )
        })?;
        let state = from_json(&json, schema.implied_type(), JsonMode::Lenient)?;
        Ok(complete::fill_missing_blocks(&schema.block, state))
    }

    /// Tells apart things made from the same seed: the first keeps it, later
    /// ones get others.
    fn distinct(&self, seed: Seed) -> Seed {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let count = made.entry(seed).or_default();
        let distinct = match *count {
            0 => seed,
            n => seed.with(&n.to_string()),
        };
        *count += 1;
        distinct
    }
}
