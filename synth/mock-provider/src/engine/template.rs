//! Values made of other values.

use super::{Context, Seed};
use crate::aws;
use crate::value::{Number, Value};
use serde_json::Value as Json;

/// Fills in every text of a constant; nothing if a value it needs is not there.
pub(super) fn fill(json: &Json, object: &Value, context: &Context, seed: Seed) -> Option<Json> {
    Some(match json {
        Json::String(text) => Json::String(render(text, object, context, seed)?),
        Json::Array(items) => Json::Array(
            items
                .iter()
                .map(|item| fill(item, object, context, seed))
                .collect::<Option<_>>()?,
        ),
        Json::Object(items) => {
            let items = items.iter().map(|(key, item)| {
                let filled = fill(item, object, context, seed)?;
                Some((key.clone(), filled))
            });
            Json::Object(items.collect::<Option<_>>()?)
        }
        other => other.clone(),
    })
}

/// Fills in a template such as `arn:aws:s3:::{bucket}`; nothing if a value it
/// needs is not there.
fn render(template: &str, object: &Value, context: &Context, seed: Seed) -> Option<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        text.push_str(before);
        text.push_str(&placeholder(name, object, context, seed)?);
        rest = after;
    }
    text.push_str(rest);
    // Tables are written for the partition most accounts are in.
    let partition = aws::partition(context.region());
    if partition != "aws"
        && let Some(rest) = text.strip_prefix("arn:aws:")
    {
        text = format!("arn:{partition}:{rest}");
    }
    Some(text)
}

fn placeholder(name: &str, object: &Value, context: &Context, seed: Seed) -> Option<String> {
    if let Some(digits) = name.strip_prefix("hash:") {
        return Some(seed.hex(digits.parse().ok()?));
    }
    if let Some(digits) = name.strip_prefix("upper:") {
        return Some(seed.upper(digits.parse().ok()?));
    }
    if let Some((name, changes)) = name.split_once(':') {
        let text = placeholder(name, object, context, seed)?;
        return changes.split(',').try_fold(text, replaced);
    }
    match (name, object.get(name)) {
        ("uuid", _) => Some(seed.uuid()),
        (_, Value::String(text)) => Some(text.clone()),
        (_, Value::Number(number @ Number::Int(_))) => Some(number.to_string()),
        (_, Value::Bool(value)) => Some(value.to_string()),
        ("region", _) => Some(context.region().to_owned()),
        ("account", _) => Some(context.account().to_owned()),
        _ => None,
    }
}

/// A text after a change such as `loadbalancer=listener`: each occurrence, or
/// with `^` only one at the beginning.
fn replaced(text: String, change: &str) -> Option<String> {
    let (from, to) = change.split_once('=')?;
    Some(match from.strip_prefix('^') {
        Some(start) => match text.strip_prefix(start) {
            Some(rest) => format!("{to}{rest}"),
            None => text,
        },
        None => text.replace(from, to),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn placeholders_are_attributes_or_surroundings() {
        let object = Value::Object([("name".to_owned(), Value::from("x"))].into());
        let seed = Seed::new(&[b"s"]);
        let render = |template| render(template, &object, &Context::default(), seed);
        assert_eq!(
            render("{region}:{account}:{name}").as_deref(),
            Some("us-east-1:123456789012:x")
        );
        assert_eq!(render("{missing}"), None);
        assert_eq!(render("{hash:4}").map(|hash| hash.len()), Some(4));
        assert_eq!(render("{open"), None);
        assert_eq!(render("{name:y=z,x=ab}").as_deref(), Some("ab"));
        assert_eq!(
            render("{name:^x=}{region:^e=}").as_deref(),
            Some("us-east-1")
        );
        assert_eq!(render("{name:x}"), None);
        assert_eq!(render("{upper:3}").map(|text| text.len()), Some(3));
        assert_eq!(render("{uuid}").map(|text| text.len()), Some(36));
    }

    #[test]
    fn constants_are_filled_in_wherever_they_have_text() {
        let object = Value::Object([("name".to_owned(), Value::from("x"))].into());
        let seed = Seed::new(&[b"s"]);
        let fill = |json| fill(&json, &object, &Context::default(), seed);
        let constant = json!([{"a": "{name}", "b": 1}]);
        assert_eq!(fill(constant), Some(json!([{"a": "x", "b": 1}])));
        assert_eq!(fill(json!(["{missing}"])), None);
    }
}
