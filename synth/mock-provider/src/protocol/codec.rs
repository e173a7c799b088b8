//! Between messages and what the engine understands.

use super::messages::{AttributePath, Diagnostic, DynamicValue, Selector, Severity, Step};
use crate::engine::{self, Problem};
use crate::schema::Schema;
use crate::value::{JsonMode, Value, from_json, from_msgpack, to_msgpack};

/// Reads a value that conforms to a schema; a value that was not sent is null.
pub(super) fn decode(message: Option<&DynamicValue>, schema: &Schema) -> Result<Value, Problem> {
    let of = schema.implied_type();
    match message {
        Some(message) if !message.msgpack.is_empty() => Ok(from_msgpack(&message.msgpack, of)?),
        Some(message) if !message.json.is_empty() => {
            let json = serde_json::from_slice(&message.json).map_err(|error| {
                Problem::new("Value is not JSON", format!("Terraform sent: {error}"))
            })?;
            Ok(from_json(&json, of, JsonMode::Strict)?)
        }
        _ => Ok(Value::Null),
    }
}

pub(super) fn encode(value: &Value) -> DynamicValue {
    DynamicValue {
        msgpack: to_msgpack(value),
        json: Vec::new(),
    }
}

/// A path to an attribute or block of the resource itself.
pub(super) fn path(name: String) -> AttributePath {
    AttributePath {
        steps: vec![Step {
            selector: Some(Selector::AttributeName(name)),
        }],
    }
}

pub(super) fn diagnostic(problem: Problem) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error.into(),
        summary: problem.summary,
        detail: problem.detail,
        attribute: (!problem.at.is_empty()).then(|| AttributePath {
            steps: problem.at.into_iter().map(step).collect(),
        }),
    }
}

fn step(step: engine::Step) -> Step {
    let selector = match step {
        engine::Step::Attribute(name) => Selector::AttributeName(name),
        engine::Step::Key(key) => Selector::ElementKeyString(key),
        engine::Step::Index(index) => Selector::ElementKeyInt(index),
    };
    Step {
        selector: Some(selector),
    }
}

/// What came of it, and the diagnostics if nothing did.
pub(super) fn split<T>(result: Result<T, Problem>) -> (Option<T>, Vec<Diagnostic>) {
    match result {
        Ok(value) => (Some(value), Vec::new()),
        Err(problem) => (None, vec![diagnostic(problem)]),
    }
}
