//! The JSON form of values, the one states are stored in.

use super::{Number, Type, Value, ValueError};
use serde_json::{Map, Value as Json, json};

/// What to do with an attribute its type does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonMode {
    /// Refuse it.
    Strict,
    /// Drop it: an older schema had it.
    Lenient,
}

/// Reads a value of a type.
///
/// # Errors
/// If the JSON does not fit the type.
pub fn from_json(json: &Json, of: &Type, mode: JsonMode) -> Result<Value, ValueError> {
    let mismatch = || ValueError::new(format!("{} is wanted", of.noun()));
    let sequence = |items: &[Json], of: &Type| -> Result<Vec<Value>, ValueError> {
        let decoded = items
            .iter()
            .enumerate()
            .map(|(index, item)| from_json(item, of, mode).map_err(|error| error.inside(&index)));
        decoded.collect()
    };
    match (of, json) {
        (_, Json::Null) => Ok(Value::Null),
        (Type::Bool, Json::Bool(value)) => Ok(Value::Bool(*value)),
        (Type::Bool, Json::String(text)) => match text.as_str() {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(mismatch()),
        },
        (Type::String, Json::String(text)) => Ok(Value::String(text.clone())),
        (Type::String, Json::Bool(_) | Json::Number(_)) => Ok(Value::String(json.to_string())),
        (Type::Number, Json::Number(number)) => Number::from_text(&number.to_string())
            .map(Value::Number)
            .ok_or_else(mismatch),
        (Type::Number, Json::String(text)) => Number::from_text(text)
            .map(Value::Number)
            .ok_or_else(mismatch),
        (Type::List(of), Json::Array(items)) => sequence(items, of).map(Value::List),
        (Type::Set(of), Json::Array(items)) => sequence(items, of).map(Value::set),
        (Type::Tuple(types), Json::Array(items)) if types.len() == items.len() => {
            let decoded = types.iter().zip(items).enumerate();
            let decoded = decoded.map(|(index, (of, item))| {
                from_json(item, of, mode).map_err(|error| error.inside(&index))
            });
            decoded.collect::<Result<_, _>>().map(Value::List)
        }
        (Type::Map(of), Json::Object(entries)) => {
            let decoded = entries.iter().map(|(key, item)| {
                from_json(item, of, mode)
                    .map(|value| (key.clone(), value))
                    .map_err(|error| error.inside(key))
            });
            decoded.collect::<Result<_, _>>().map(Value::Map)
        }
        (Type::Object(types), Json::Object(entries)) => {
            if mode == JsonMode::Strict
                && let Some(name) = entries.keys().find(|name| !types.contains_key(*name))
            {
                return Err(ValueError::new(format!("unexpected attribute `{name}`")));
            }
            let decoded = types.iter().map(|(name, of)| {
                let item = entries.get(name).unwrap_or(&Json::Null);
                from_json(item, of, mode)
                    .map(|value| (name.clone(), value))
                    .map_err(|error| error.inside(name))
            });
            decoded.collect::<Result<_, _>>().map(Value::Object)
        }
        (Type::Dynamic, Json::Object(pair)) => {
            let (Some(of), Some(value)) = (pair.get("type"), pair.get("value")) else {
                return Err(mismatch());
            };
            let of = Type::from_json(of)?;
            let value = from_json(value, &of, mode)?;
            Ok(Value::Dynamic(Box::new(of), Box::new(value)))
        }
        _ => Err(mismatch()),
    }
}

/// Writes a value.
///
/// # Errors
/// If something in it is unknown: JSON has no form for that.
pub fn to_json(value: &Value) -> Result<Json, ValueError> {
    Ok(match value {
        Value::Null => Json::Null,
        Value::Unknown => return Err(ValueError::new("an unknown value has no JSON form")),
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(Number::Int(int)) => json!(int),
        Value::Number(number) => number_json(number),
        Value::String(text) => Json::String(text.clone()),
        Value::List(items) | Value::Set(items) => {
            Json::Array(items.iter().map(to_json).collect::<Result<_, _>>()?)
        }
        Value::Map(entries) | Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| Ok((key.clone(), to_json(value)?)));
            Json::Object(entries.collect::<Result<Map<_, _>, ValueError>>()?)
        }
        Value::Dynamic(of, value) => json!({ "type": of.to_json(), "value": to_json(value)? }),
    })
}

/// A JSON number where it is the same number, else its text, which
/// [`from_json`] reads where a number is wanted.
fn number_json(number: &Number) -> Json {
    let text = number.to_string();
    match text.parse::<serde_json::Number>() {
        Ok(json) if Number::from_text(&json.to_string()).as_ref() == Some(number) => {
            Json::Number(json)
        }
        _ => Json::String(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object() -> Type {
        Type::Object([("a".to_owned(), Type::String), ("b".to_owned(), Type::Bool)].into())
    }

    #[test]
    fn missing_attributes_are_null() {
        let value = from_json(&json!({"a": "x"}), &object(), JsonMode::Strict).unwrap();
        assert_eq!(value.get("a"), &Value::from("x"));
        assert_eq!(value.get("b"), &Value::Null);
    }

    #[test]
    fn superfluous_attributes_are_dropped_only_on_request() {
        let json = json!({"a": "x", "old": 1});
        assert!(from_json(&json, &object(), JsonMode::Lenient).is_ok());
        let error = from_json(&json, &object(), JsonMode::Strict).unwrap_err();
        assert_eq!(error.to_string(), "unexpected attribute `old`");
    }

    #[test]
    fn unknown_has_no_json() {
        assert!(to_json(&Value::List(vec![Value::Unknown])).is_err());
    }
}
