//! What Terraform says while it works: the lines of its machine-readable user
//! interface (`-json`). A line of a newer version that is not known is no
//! error.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::diagnostic::Raw;

/// A line.
#[derive(Debug)]
pub(crate) enum Event {
    /// A resource will be changed.
    PlannedChange(Change),
    /// A resource is not as Terraform left it.
    Drift(Change),
    /// Something begins, goes on or ends.
    Hook(Hook),
    /// How many changes there are.
    Summary(Summary),
    /// What the outputs are, or what is planned for them.
    Outputs(BTreeMap<String, Output>),
    /// A warning or an error.
    Diagnostic(Raw),
    /// The state, as a last resort: it could be saved nowhere.
    State(String),
    /// Something else in JSON.
    Other,
    /// What is no JSON at all.
    Text,
}

/// A change that is planned.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
pub(crate) struct Change {
    pub(crate) resource: Resource,
    pub(crate) action: String,
    #[serde(default)]
    pub(crate) reason: Option<String>,
}

/// What a message is about.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
pub(crate) struct Resource {
    pub(crate) addr: String,
    #[serde(default)]
    pub(crate) resource_type: String,
}

/// A resource under way.
#[derive(Clone, Debug)]
pub(crate) struct Hook {
    pub(crate) step: Step,
    pub(crate) resource: Resource,
    /// `create`, `update`, `delete`, `read`; none where it only refreshes.
    pub(crate) action: Option<String>,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    RefreshStart,
    RefreshEnd,
    Start,
    Progress,
    Complete,
    Errored,
    /// A provisioner's, or another that Terraform announces.
    Other,
}

/// How many changes.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
pub(crate) struct Summary {
    #[serde(default)]
    pub(crate) add: usize,
    #[serde(default)]
    pub(crate) change: usize,
    #[serde(default)]
    pub(crate) remove: usize,
    #[serde(default)]
    pub(crate) import: usize,
}

/// An output: of a plan what will be done to it, of an apply its value.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Output {
    #[serde(default)]
    pub(crate) sensitive: bool,
    #[serde(default)]
    pub(crate) action: Option<String>,
    /// None if it is sensitive.
    #[serde(default)]
    pub(crate) value: Option<Value>,
}

#[derive(Deserialize)]
struct RawHook {
    resource: Resource,
    #[serde(default)]
    action: Option<String>,
}

/// A line, and what Terraform would print for it.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) event: Event,
    pub(crate) text: String,
}

/// Reads a line.
pub(crate) fn parse(line: &str) -> Message {
    let Ok(Value::Object(mut fields)) = serde_json::from_str(line) else {
        return Message {
            event: Event::Text,
            text: line.to_owned(),
        };
    };
    let mut take = |name: &str| fields.remove(name).unwrap_or(Value::Null);
    let text = take("@message").as_str().unwrap_or_default().to_owned();
    let kind = take("type");
    let state = take("state");
    if state.get("lineage").is_some() {
        return Message {
            event: Event::State(literally(line, &state)),
            text,
        };
    }
    let event = match kind.as_str().unwrap_or_default() {
        "planned_change" => read(take("change")).map(Event::PlannedChange),
        "resource_drift" => read(take("change")).map(Event::Drift),
        "change_summary" => read(take("changes")).map(Event::Summary),
        "outputs" => read(take("outputs")).map(Event::Outputs),
        "diagnostic" => read(take("diagnostic")).map(Event::Diagnostic),
        kind => step(kind).and_then(|step| {
            let hook: RawHook = read(take("hook"))?;
            Some(Event::Hook(Hook {
                step,
                resource: hook.resource,
                action: hook.action,
            }))
        }),
    };
    Message {
        event: event.unwrap_or(Event::Other),
        text,
    }
}

/// The state as it stands in a line, so that no number in it becomes another.
fn literally(line: &str, state: &Value) -> String {
    let rest = line.split_once("\"state\":").map_or("", |(_, rest)| rest);
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    let is_it = matches!(values.next(), Some(Ok(value)) if value == *state);
    let text = rest.get(..values.byte_offset()).filter(|_| is_it);
    text.map_or_else(|| state.to_string(), |text| text.trim().to_owned())
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> Option<T> {
    serde_json::from_value(value).ok()
}

fn step(kind: &str) -> Option<Step> {
    Some(match kind {
        "refresh_start" => Step::RefreshStart,
        "refresh_complete" => Step::RefreshEnd,
        "apply_start" | "ephemeral_op_start" => Step::Start,
        "apply_progress" | "ephemeral_op_progress" => Step::Progress,
        "apply_complete" | "ephemeral_op_complete" => Step::Complete,
        "apply_errored" | "ephemeral_op_errored" => Step::Errored,
        "provision_start" | "provision_progress" | "provision_complete" | "provision_errored" => {
            Step::Other
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_lines() {
        let line = r#"{"@level":"info","@message":"terraform_data.x: Plan to create","change":{"resource":{"addr":"terraform_data.x","module":"","resource_type":"terraform_data"},"action":"create"},"type":"planned_change"}"#;
        let message = parse(line);
        assert_eq!(message.text, "terraform_data.x: Plan to create");
        let Event::PlannedChange(change) = message.event else {
            panic!("{:?}", message.event)
        };
        assert_eq!(change.resource.addr, "terraform_data.x");
        assert_eq!((change.action.as_str(), change.reason), ("create", None));

        let line = r#"{"hook":{"resource":{"addr":"a.b"},"action":"create","elapsed_seconds":3},"type":"apply_errored"}"#;
        let Event::Hook(hook) = parse(line).event else {
            panic!("no hook")
        };
        assert_eq!(hook.step, Step::Errored);
    }

    #[test]
    fn a_state_is_taken_as_it_stands() {
        let state = r#"{"version":4,"lineage":"x","n":123456789012345678901234567890.5}"#;
        let line = format!(r#"{{"@message":"Emergency state dump","state":{state},"type":"log"}}"#);
        let Event::State(text) = parse(&line).event else {
            panic!("no state")
        };
        assert_eq!(text, state);
        let line = r#"{"state":{"lineage":"x"},"@message":"in another order"}"#;
        let Event::State(text) = parse(line).event else {
            panic!("no state")
        };
        assert_eq!(text, r#"{"lineage":"x"}"#);
    }

    #[test]
    fn unknown_lines_are_no_errors() {
        for line in [
            r#"{"type":"something_new","x":1}"#,
            r#"{"type":"planned_change","change":{"new":1}}"#,
            r#"{"type":3}"#,
            "{}",
        ] {
            assert!(matches!(parse(line).event, Event::Other), "{line}");
        }
        for line in ["Error: no", "[1]", ""] {
            let message = parse(line);
            assert!(matches!(message.event, Event::Text), "{line}");
            assert_eq!(message.text, line);
        }
    }
}
