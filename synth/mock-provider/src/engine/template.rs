//! Values made of other values.

use super::{Context, Seed};
use crate::value::{Number, Value};

/// Fills in a template such as `arn:aws:s3:::{bucket}`; nothing if a value it
/// needs is not there.
pub(super) fn render(
    template: &str,
    object: &Value,
    context: &Context,
    seed: Seed,
) -> Option<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        text.push_str(before);
        text.push_str(&placeholder(name, object, context, seed)?);
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

fn placeholder(name: &str, object: &Value, context: &Context, seed: Seed) -> Option<String> {
    if let Some(digits) = name.strip_prefix("hash:") {
        return Some(seed.hex(digits.parse().ok()?));
    }
    match (name, object.get(name)) {
        (_, Value::String(text)) => Some(text.clone()),
        (_, Value::Number(number @ Number::Int(_))) => Some(number.to_string()),
        (_, Value::Bool(value)) => Some(value.to_string()),
        ("region", _) => Some(context.region().to_owned()),
        ("account", _) => Some(Context::ACCOUNT.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
