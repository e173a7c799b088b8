//! From bytes to a plan.

use serde_json::Value;

use super::fields::Fields;
use super::{
    ActionInvocation, Change, Check, Configuration, DeferredChange, Marked, ParseError, Place,
    Plan, PriorResource, RelevantAttribute, ResourceChange,
};

/// How a zip file begins, which a plan file is.
const ZIP: &[u8] = b"PK\x03\x04";
/// What some shells write in front of text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

pub(super) fn plan(json: &[u8]) -> Result<Plan, ParseError> {
    if json.starts_with(ZIP) {
        return Err(ParseError::PlanFile);
    }
    let json = json.strip_prefix(BYTE_ORDER_MARK).unwrap_or(json);
    if json.trim_ascii().is_empty() {
        return Err(ParseError::Empty);
    }
    match serde_json::from_slice(json) {
        Ok(value) => from_value(value),
        Err(_) if is_message_stream(json) => Err(ParseError::MessageStream),
        Err(error) => Err(not_json(&error)),
    }
}

/// The message of the parser may quote the input, so only the place is kept.
fn not_json(error: &serde_json::Error) -> ParseError {
    if error.to_string().starts_with("recursion limit exceeded") {
        return ParseError::TooDeep;
    }
    ParseError::NotJson {
        line: error.line(),
        column: error.column(),
    }
}

/// Whether the first line is a message of Terraform's.
fn is_message_stream(json: &[u8]) -> bool {
    let mut values = serde_json::Deserializer::from_slice(json).into_iter::<Value>();
    matches!(values.next(), Some(Ok(value)) if is_message(&value))
}

fn is_message(value: &Value) -> bool {
    value.get("@level").is_some()
}

pub(super) fn from_value(value: Value) -> Result<Plan, ParseError> {
    if is_message(&value) {
        return Err(ParseError::MessageStream);
    }
    let mut fields = Fields::of(value);
    let is_plan = [
        "resource_changes",
        "planned_values",
        "output_changes",
        "configuration",
    ]
    .iter()
    .any(|key| fields.has(key));
    if !is_plan {
        let is_state = fields.has("values") || fields.has("lineage");
        if is_state {
            return Err(ParseError::State);
        }
        // A plan without anything in it has little more than its version.
        if !fields.has("format_version") || !fields.has("terraform_version") {
            return Err(ParseError::NotAPlan);
        }
    }
    let format_version = format_version(fields.text("format_version"))?;
    let mut marked = Vec::new();
    let prior_state = states(&mut fields, &mut marked);
    let (variables, configuration) = (
        fields.map("variables"),
        Configuration::from_json(fields.value("configuration")),
    );
    Ok(Plan {
        format_version,
        terraform_version: fields.text("terraform_version"),
        timestamp: fields.text("timestamp"),
        applyable: fields.flag("applyable"),
        complete: fields.flag("complete"),
        errored: fields.flag("errored").unwrap_or(false),
        resource_changes: all(fields.list("resource_changes"), ResourceChange::from_json),
        resource_drift: all(fields.list("resource_drift"), ResourceChange::from_json),
        deferred_changes: all(fields.list("deferred_changes"), DeferredChange::from_json),
        action_invocations: all(
            fields.list("action_invocations"),
            ActionInvocation::from_json,
        ),
        output_changes: fields
            .map("output_changes")
            .into_iter()
            .map(|(name, change)| (name, Change::from_json(change)))
            .collect(),
        checks: all(fields.list("checks"), Check::from_json),
        relevant_attributes: all(
            fields.list("relevant_attributes"),
            RelevantAttribute::from_json,
        ),
        variables: variables
            .into_iter()
            .map(|(name, variable)| (name, Fields::of(variable).value("value")))
            .collect(),
        configuration,
        prior_state,
        marked,
    })
}

fn all<T>(values: Vec<Value>, one: impl Fn(Value) -> Option<T>) -> Vec<T> {
    values.into_iter().filter_map(one).collect()
}

/// Only a major version may break its readers.
fn format_version(version: Option<String>) -> Result<String, ParseError> {
    let version = version.ok_or(ParseError::Format { version: None })?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match version.split_once('.') {
        Some(("1", minor)) if digits(minor) => Ok(version),
        Some((major, minor)) if digits(major) && digits(minor) => Err(ParseError::Format {
            version: Some(version),
        }),
        _ => Err(ParseError::Format { version: None }),
    }
}

/// The resources before, and the marks before and after.
fn states(fields: &mut Fields, marked: &mut Vec<Marked>) -> Vec<PriorResource> {
    let mut before = fields.fields("prior_state").fields("values");
    let mut after = fields.fields("planned_values");
    for outputs in [before.map("outputs"), after.map("outputs")] {
        for (name, output) in outputs {
            let mut output = Fields::of(output);
            let sensitive = output.value("sensitive");
            let value = output.value("value");
            if sensitive == Value::Bool(true) {
                marked.push(Marked {
                    place: Place::Output(name),
                    value,
                    sensitive,
                });
            }
        }
    }
    let resources = PriorResource::of_module(before.value("root_module"));
    for resource in PriorResource::of_module(after.value("root_module")) {
        if resource.has_sensitive() {
            marked.push(Marked {
                place: Place::Resource(resource.address),
                value: resource.values,
                sensitive: resource.sensitive,
            });
        }
    }
    resources
}
