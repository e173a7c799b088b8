//! What holds data is not destroyed unless it is named.

use synth_review::Keeps;

use super::Deployment;
use super::applying::Consent;
use super::planning::Plans;
use crate::error::{Error, Result};
use crate::glob;
use crate::terraform::event::Change;
use crate::terraform::operation::Planned;

impl Deployment {
    /// Refuses plans that destroy or replace what holds data, but for what
    /// `--allow-destroy` names.
    pub(crate) fn guard_all(&self, plans: &Plans, consent: Consent<'_>) -> Result<()> {
        let mut lost = Vec::new();
        for (name, plan) in self.planned(plans) {
            lost.extend(refused(name, &plan.planned, consent));
        }
        if lost.is_empty() {
            return Ok(());
        }
        self.forget_plans();
        Err(Error::HoldsData { lost })
    }
}

/// What a plan of a stack would destroy and must not: stack, address, and what
/// would be lost.
pub(super) fn refused(
    stack: &str,
    planned: &Planned,
    consent: Consent<'_>,
) -> Vec<(String, String, &'static str)> {
    let allowed = |change: &Change| {
        let address = &change.resource.addr;
        let mut patterns = consent.allow_destroy.iter();
        patterns.any(|pattern| pattern == address || glob::matches(pattern, address))
    };
    planned
        .changes
        .acting()
        .filter(|change| matches!(change.action.as_str(), "delete" | "replace"))
        .filter(|change| !allowed(change))
        .filter_map(|change| {
            let noun = held(&change.resource.resource_type)?;
            Some((stack.to_owned(), change.resource.addr.clone(), noun))
        })
        .collect()
}

/// What a resource holds that nothing brings back. Logs, waiting messages and
/// names are lost more easily: a review tells of them, nothing stops for them.
fn held(resource_type: &str) -> Option<&'static str> {
    let keeps = synth_review::keeps(resource_type)?;
    match keeps {
        Keeps::Messages | Keeps::History | Keeps::Identity => None,
        _ => Some(keeps.noun()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changes::Changes;
    use crate::terraform::event::parse;

    fn planned(changes: &[(&str, &str, &str)]) -> Planned {
        let mut noted = Changes::default();
        for (address, kind, action) in changes {
            let line = serde_json::json!({"type": "planned_change", "change": {"action": action,
                "resource": {"addr": address, "resource_type": kind}}});
            noted.note(&parse(&line.to_string()).event);
        }
        Planned {
            changes: noted,
            file: "plan".into(),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn what_holds_data_has_to_be_named() {
        let planned = planned(&[
            ("aws_dynamodb_table.posts", "aws_dynamodb_table", "delete"),
            ("aws_s3_bucket.images", "aws_s3_bucket", "replace"),
            ("aws_s3_bucket.other", "aws_s3_bucket", "update"),
            ("aws_lambda_function.f", "aws_lambda_function", "delete"),
            (
                "aws_cloudwatch_log_group.l",
                "aws_cloudwatch_log_group",
                "delete",
            ),
        ]);
        for (allowed, refused_ones) in [
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
            let refused = refused("s", &planned, consent);
            let addresses: Vec<&str> = refused.iter().map(|(_, one, _)| one.as_str()).collect();
            assert_eq!(addresses, refused_ones);
        }
    }
}
