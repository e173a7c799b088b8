//! Things that go wrong on purpose, the same way in every run.

use super::duration;
use super::replace::holds;
use super::{Engine, Problem};
use crate::value::Value;
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// Something a provider does with a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Planning any change of it.
    Plan,
    /// Creating it.
    Create,
    /// Changing it in place.
    Update,
    /// Destroying it.
    Delete,
    /// Refreshing it; reading a data source, or opening an ephemeral resource.
    Read,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Action::Plan => "plan",
            Action::Create => "create",
            Action::Update => "update",
            Action::Delete => "delete",
            Action::Read => "read",
        })
    }
}

/// Something that fails, or takes its time.
///
/// A fault that is not slow fails, if need be without a message of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fault {
    /// The type of the resource, data source or ephemeral resource.
    #[serde(rename = "type")]
    pub type_name: String,
    /// On which actions; on all of them, if there are none.
    pub on: Vec<Action>,
    /// But only where these attributes, or paths through blocks, have these values.
    pub when: BTreeMap<String, Json>,
    /// What it fails with.
    pub fail: Option<String>,
    /// How long it takes, in milliseconds.
    pub delay_ms: u64,
}

/// What a call has to go through before it is answered.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Ordeal {
    pub(crate) delay: Duration,
    /// What it fails with after that, if it does.
    pub(crate) problem: Option<Problem>,
}

impl Engine {
    /// Whether anything can go wrong with a type: most calls need not look.
    pub(crate) fn has_faults(&self, type_name: &str) -> bool {
        let faults = &self.behaviors.faults;
        faults.iter().any(|fault| fault.type_name == type_name)
    }

    /// All that goes wrong with an action: delays add up, the first failure is
    /// the one that counts.
    pub(crate) fn ordeal(&self, action: Action, type_name: &str, value: &Value) -> Ordeal {
        let mut ordeal = Ordeal::default();
        let faults = self.behaviors.faults.iter().filter(|fault| {
            fault.type_name == type_name
                && (fault.on.is_empty() || fault.on.contains(&action))
                && holds(&fault.when, value)
        });
        for fault in faults {
            ordeal.delay += Duration::from_millis(fault.delay_ms);
            if ordeal.problem.is_none() && (fault.fail.is_some() || fault.delay_ms == 0) {
                let summary = fault.fail.as_deref().unwrap_or("Injected fault");
                let detail =
                    format!("the mock provider was told to fail to {action} `{type_name}`");
                ordeal.problem = Some(Problem::new(summary, detail));
            }
        }
        // As with a real provider, a configured timeout ends what is too slow.
        let timeouts = value.get("timeouts");
        if let Some(text) = timeouts.get(&action.to_string()).as_str()
            && let Some(limit) = duration::parse(text)
            && limit < ordeal.delay
        {
            ordeal.delay = limit;
            ordeal.problem = Some(Problem::new(
                "Timeout",
                format!("timeout while waiting to {action} `{type_name}` (timeout: {text})"),
            ));
        }
        ordeal
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Behaviors;
    use crate::schema::ProviderSchema;
    use crate::value::{JsonMode, Type, from_json};
    use serde_json::json;

    fn engine(faults: &Json) -> Engine {
        let table = json!({ "faults": faults }).to_string();
        let behaviors = Behaviors::from_slice(table.as_bytes()).unwrap();
        Engine::new(String::new(), ProviderSchema::default(), behaviors)
    }

    fn value(json: &Json) -> Value {
        let of = Type::from_json(&json!(["object", {
            "name": "string", "timeouts": ["object", {"create": "string"}]}]));
        from_json(json, &of.unwrap(), JsonMode::Strict).unwrap()
    }

    #[test]
    fn a_fault_has_its_actions_and_conditions() {
        let engine = engine(&json!([{"type": "a", "on": ["create"], "when": {"name": "x"}}]));
        let fails = |action, type_name, name| {
            let ordeal = engine.ordeal(action, type_name, &value(&json!({ "name": name })));
            ordeal.problem.is_some()
        };
        assert!(fails(Action::Create, "a", "x"));
        assert!(!fails(Action::Delete, "a", "x"));
        assert!(!fails(Action::Create, "b", "x"));
        assert!(!fails(Action::Create, "a", "y"));
    }

    #[test]
    fn what_is_only_slow_does_not_fail() {
        let engine = engine(&json!([{"type": "a", "delay_ms": 5}, {"type": "a", "delay_ms": 2}]));
        let ordeal = engine.ordeal(Action::Plan, "a", &Value::Null);
        assert_eq!(ordeal.delay, Duration::from_millis(7));
        assert_eq!(ordeal.problem, None);
    }

    #[test]
    fn a_configured_timeout_ends_what_is_too_slow() {
        let engine = engine(&json!([{"type": "a", "delay_ms": 5000}]));
        let slow = value(&json!({"timeouts": {"create": "1.5s"}}));
        let ordeal = engine.ordeal(Action::Create, "a", &slow);
        assert_eq!(ordeal.delay, Duration::from_millis(1500));
        assert!(ordeal.problem.unwrap().detail.contains("(timeout: 1.5s)"));
    }
}
