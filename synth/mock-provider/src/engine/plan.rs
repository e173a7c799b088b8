//! Planning: what Terraform proposes, completed by what the provider knows.

use super::complete;
use super::replace::{differs, required};
use super::{Context, Engine, Problem, defaults, recognize};
use crate::aws;
use crate::value::{Value, to_json};

/// What Terraform wants planned.
#[derive(Debug)]
pub(crate) struct PlanRequest<'a> {
    pub(crate) type_name: &'a str,
    pub(crate) prior: &'a Value,
    pub(crate) proposed: &'a Value,
    pub(crate) config: &'a Value,
    /// Whether the prior state was imported: most of it is not known then, so
    /// a difference does not mean that anything has to be replaced.
    pub(crate) imported: bool,
}

/// What will come of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) planned: Value,
    /// The attributes and blocks that force replacement.
    pub(crate) requires_replace: Vec<String>,
}

impl Engine {
    pub(crate) fn plan(
        &self,
        request: &PlanRequest<'_>,
        context: &Context,
    ) -> Result<Plan, Problem> {
        let schema = self.resource(request.type_name)?;
        let (prior, config) = (request.prior, request.config);
        let mut planned = complete::block(&schema.block, prior, request.proposed);
        if planned.is_null() {
            return Ok(Plan {
                planned,
                requires_replace: Vec::new(),
            });
        }
        let behavior = self.behaviors.resources.get(request.type_name);
        if let Some(behavior) = behavior {
            defaults::plan(behavior, schema.implied_type(), config, &mut planned);
            if !prior.is_null() {
                recognize::block(&schema.block, config, prior, &mut planned);
            }
        }
        if aws::is_aws(&self.address) {
            let name = request.type_name;
            aws::derive(name, &schema.block, config, prior, context, &mut planned);
        }
        let mut requires_replace = Vec::new();
        if !prior.is_null()
            && let Some(behavior) = behavior
        {
            let proposed = planned.clone();
            for rule in &behavior.recompute {
                let triggered = if rule.on.is_empty() {
                    proposed != *prior
                } else {
                    rule.on.iter().any(|path| differs(path, prior, &proposed))
                };
                let applies = rule
                    .when
                    .iter()
                    .all(|(name, wanted)| to_json(proposed.get(name)).as_ref() == Ok(wanted));
                if !(triggered && applies) {
                    continue;
                }
                for name in &rule.attributes {
                    let computed = schema
                        .block
                        .attributes
                        .get(name)
                        .is_some_and(|a| a.computed);
                    if computed && config.get(name).is_null() {
                        planned.insert(name, Value::Unknown);
                    }
                }
            }
            if !request.imported {
                requires_replace = required(behavior, prior, &planned);
            }
        }
        Ok(Plan {
            planned,
            requires_replace,
        })
    }
}
