//! What holds data is not destroyed unless it is named.

use serde_json::Value;
use synth_review::Keeps;

use super::Deployment;
use super::applying::Consent;
use super::planning::Plans;
use crate::changes::Changes;
use crate::error::{Error, Result};
use crate::glob;
use crate::run_folder::RunFolder;
use crate::terraform::event::{Change, Resource};
use crate::terraform::operation::Planned;
use crate::terraform::runner::StackResult;

impl Deployment {
    /// Refuses plans that destroy or replace what holds data, but for what
    /// `--allow-destroy` names.
    pub(crate) fn guard_all(&self, plans: &Plans, consent: Consent<'_>) -> Result<()> {
        let mut lost = Vec::new();
        for (name, plan) in self.planned(plans) {
            let run = plan.preview.as_ref().unwrap_or(&self.folders[name]);
            let refused = self.refused(run, &plan.planned, consent);
            lost.extend(refused.map_err(|failure| self.failed(&failure))?);
        }
        if lost.is_empty() {
            return Ok(());
        }
        self.forget_plans();
        Err(Error::HoldsData { lost })
    }

    /// What a plan would destroy and must not: stack, address, and what would
    /// be lost.
    pub(super) fn refused(
        &self,
        run: &RunFolder,
        planned: &Planned,
        consent: Consent<'_>,
    ) -> StackResult<Vec<(String, String, &'static str)>> {
        let candidates: Vec<&Change> = candidates(&planned.changes, consent).collect();
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let json = self.runner.json(run, planned)?;
        let document = run.document.value();
        let refused = candidates.into_iter().filter_map(|change| {
            let noun = held(change, &json, document)?;
            Some((run.stack.clone(), change.resource.addr.clone(), noun))
        });
        Ok(refused.collect())
    }
}

/// What is destroyed, is not allowed to be, and is of a type that holds
/// something.
fn candidates<'a>(changes: &'a Changes, consent: Consent<'a>) -> impl Iterator<Item = &'a Change> {
    let allowed = move |change: &Change| {
        let address = &change.resource.addr;
        let mut patterns = consent.allow_destroy.iter();
        patterns.any(|pattern| pattern == address || glob::matches(pattern, address))
    };
    changes
        .acting()
        .filter(|change| matches!(change.action.as_str(), "delete" | "replace"))
        .filter(|change| synth_review::is_stateful(&change.resource.resource_type))
        .filter(move |change| !allowed(change))
}

/// What a resource holds that nothing brings back. Logs, waiting messages and
/// names are lost more easily: a review tells of them, nothing stops for them.
fn held(change: &Change, plan: &Value, document: &Value) -> Option<&'static str> {
    let Resource {
        addr: address,
        resource_type,
    } = &change.resource;
    let planned = plan["resource_changes"].as_array();
    let planned = planned
        .into_iter()
        .flatten()
        .find(|planned| planned["address"] == **address && planned["deposed"].is_null());
    let before = planned.map_or(&Value::Null, |planned| &planned["change"]["before"]);
    let name = planned.and_then(|planned| planned["name"].as_str());
    // Of a module's resource there is no block here.
    let is_root = planned.is_some_and(|planned| planned["module_address"].is_null());
    let block = name
        .filter(|_| is_root)
        .and_then(|name| document.get("resource")?.get(resource_type)?.get(name));
    let keeps = synth_review::loses(resource_type, before, block)?;
    match keeps {
        Keeps::Messages | Keeps::History | Keeps::Identity => None,
        _ => Some(keeps.noun()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::terraform::event::parse;

    fn changes(changes: &[(&str, &str)]) -> Changes {
        let mut noted = Changes::default();
        for (address, action) in changes {
            let kind = address.split('.').next();
            let line = json!({"type": "planned_change", "change": {"action": action,
                "resource": {"addr": address, "resource_type": kind}}});
            noted.note(&parse(&line.to_string()).event);
        }
        noted
    }

    #[test]
    fn what_holds_data_has_to_be_named() {
        let changes = changes(&[
            ("aws_dynamodb_table.posts", "delete"),
            ("aws_s3_bucket.images", "replace"),
            ("aws_s3_bucket.other", "update"),
            ("aws_lambda_function.f", "delete"),
        ]);
        for (allowed, expected) in [
            (
                vec![],
                vec!["aws_dynamodb_table.posts", "aws_s3_bucket.images"],
            ),
            (
                vec!["aws_s3_bucket.images"],
                vec!["aws_dynamodb_table.posts"],
            ),
            (vec!["aws_s3_*"], vec!["aws_dynamodb_table.posts"]),
            (vec!["*"], vec![]),
        ] {
            let allowed: Vec<String> = allowed.into_iter().map(str::to_owned).collect();
            let consent = Consent {
                auto_approve: true,
                allow_destroy: &allowed,
            };
            let addresses: Vec<&str> = candidates(&changes, consent)
                .map(|change| change.resource.addr.as_str())
                .collect();
            assert_eq!(addresses, expected);
        }
    }

    #[test]
    fn what_the_configuration_can_make_again_is_not_data() {
        let ignoring = json!({"lifecycle": {"ignore_changes": ["value"]}});
        for (kind, before, block, expected) in [
            ("aws_dynamodb_table", json!({}), None, true),
            ("aws_cloudwatch_log_group", json!({}), None, false),
            ("aws_s3_object", json!({"source": "a.zip"}), None, false),
            ("aws_s3_object", json!({"content": null}), None, true),
            ("aws_ssm_parameter", json!({"type": "String"}), None, false),
            (
                "aws_ssm_parameter",
                json!({"type": "String"}),
                Some(ignoring),
                true,
            ),
        ] {
            let address = format!("{kind}.x");
            let plan = json!({"resource_changes": [
                {"address": address, "name": "x", "deposed": "1", "change": {"before": {}}},
                {"address": address, "name": "x", "change": {"before": before}},
            ]});
            let document = json!({"resource": {kind: block.map(|block| json!({"x": block}))}});
            let changes = changes(&[(&address, "delete")]);
            let held = held(&changes.resources[0], &plan, &document);
            assert_eq!(held.is_some(), expected, "{kind} {before}");
        }
    }
}
