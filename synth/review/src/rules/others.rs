//! What rules about one resource ask about the others. Each answer is put
//! together once for a plan, so that a plan of thousands is read once and not
//! once for each of its resources.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::case::is_on;
use crate::plan::{Plan, ResourceChange};

/// The other resources of a plan.
pub(super) struct Others<'a> {
    plan: &'a Plan,
    buckets_gone: OnceCell<HashSet<&'a str>>,
    internal: OnceCell<HashSet<String>>,
    groups: OnceCell<HashMap<&'a str, Vec<&'a ResourceChange>>>,
}

impl<'a> Others<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            buckets_gone: OnceCell::new(),
            internal: OnceCell::new(),
            groups: OnceCell::new(),
        }
    }

    /// Whether the bucket with this name is destroyed or replaced by the plan.
    pub(super) fn bucket_goes(&self, name: &Value) -> bool {
        let gone = self.buckets_gone.get_or_init(|| {
            let all = self.plan.resource_changes.iter();
            all.filter(|change| {
                change.resource_type == "aws_s3_bucket" && change.change.action.destroys()
            })
            .filter_map(|change| change.change.before.get("id")?.as_str())
            .collect()
        });
        name.as_str().is_some_and(|name| gone.contains(name))
    }

    /// Whether the load balancer with this address, without keys, is known to
    /// be none of the internet's.
    pub(super) fn is_internal(&self, address: &str) -> bool {
        let internal = self.internal.get_or_init(|| {
            let all = self.plan.resource_changes.iter();
            all.filter(|change| change.change.after.get("internal").is_some_and(is_on))
                .map(ResourceChange::configured_address)
                .collect()
        });
        internal.contains(address)
    }

    /// The groups of instances that refer to the resource with this address,
    /// without keys.
    pub(super) fn groups_of(&self, address: &str) -> &[&'a ResourceChange] {
        let groups = self.groups.get_or_init(|| {
            let mut groups: HashMap<&str, Vec<&ResourceChange>> = HashMap::new();
            let all = self.plan.resource_changes.iter();
            for group in all.filter(|change| change.resource_type == "aws_autoscaling_group") {
                let configured = &self.plan.configuration.resources;
                let configured = configured.get(&group.configured_address());
                for target in configured.iter().flat_map(|it| &it.references) {
                    groups.entry(target.as_str()).or_default().push(group);
                }
            }
            groups
        });
        groups.get(address).map_or(&[], Vec::as_slice)
    }
}
