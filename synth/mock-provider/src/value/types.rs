//! Type constraints, in the JSON form schemas use.

use super::ValueError;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// A type constraint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// `"bool"`
    Bool,
    /// `"number"`
    Number,
    /// `"string"`
    String,
    /// `"dynamic"`: the value says.
    Dynamic,
    /// `["list", T]`
    List(Box<Type>),
    /// `["set", T]`
    Set(Box<Type>),
    /// `["map", T]`
    Map(Box<Type>),
    /// `["object", {"name": T}]`
    Object(BTreeMap<String, Type>),
    /// `["tuple", [T]]`
    Tuple(Vec<Type>),
}

impl Type {
    /// Reads a type from its JSON form.
    ///
    /// # Errors
    /// If the JSON is not a type constraint.
    pub fn from_json(json: &Json) -> Result<Self, ValueError> {
        let wrong = || ValueError::new(format!("`{json}` is not a type constraint"));
        match json {
            Json::String(name) => match name.as_str() {
                "bool" => Ok(Type::Bool),
                "number" => Ok(Type::Number),
                "string" => Ok(Type::String),
                "dynamic" => Ok(Type::Dynamic),
                _ => Err(wrong()),
            },
            Json::Array(parts) => {
                let (Some(kind), Some(of)) = (parts.first().and_then(Json::as_str), parts.get(1))
                else {
                    return Err(wrong());
                };
                match (kind, of) {
                    ("list", of) => Ok(Type::List(Box::new(Type::from_json(of)?))),
                    ("set", of) => Ok(Type::Set(Box::new(Type::from_json(of)?))),
                    ("map", of) => Ok(Type::Map(Box::new(Type::from_json(of)?))),
                    ("object", Json::Object(attributes)) => attributes
                        .iter()
                        .map(|(name, of)| Ok((name.clone(), Type::from_json(of)?)))
                        .collect::<Result<_, _>>()
                        .map(Type::Object),
                    ("tuple", Json::Array(items)) => items
                        .iter()
                        .map(Type::from_json)
                        .collect::<Result<_, _>>()
                        .map(Type::Tuple),
                    _ => Err(wrong()),
                }
            }
            _ => Err(wrong()),
        }
    }

    /// The JSON form of the type.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match self {
            Type::Bool => json!("bool"),
            Type::Number => json!("number"),
            Type::String => json!("string"),
            Type::Dynamic => json!("dynamic"),
            Type::List(of) => json!(["list", of.to_json()]),
            Type::Set(of) => json!(["set", of.to_json()]),
            Type::Map(of) => json!(["map", of.to_json()]),
            Type::Object(attributes) => {
                let attributes: serde_json::Map<_, _> = attributes
                    .iter()
                    .map(|(name, of)| (name.clone(), of.to_json()))
                    .collect();
                json!(["object", attributes])
            }
            Type::Tuple(items) => {
                json!(["tuple", items.iter().map(Type::to_json).collect::<Vec<_>>()])
            }
        }
    }

    /// Whether any part of the type is left to the value.
    #[must_use]
    pub fn has_dynamic(&self) -> bool {
        match self {
            Type::Dynamic => true,
            Type::Bool | Type::Number | Type::String => false,
            Type::List(of) | Type::Set(of) | Type::Map(of) => of.has_dynamic(),
            Type::Object(attributes) => attributes.values().any(Type::has_dynamic),
            Type::Tuple(items) => items.iter().any(Type::has_dynamic),
        }
    }

    /// Whether a dotted path through attributes of objects leads anywhere,
    /// through the elements of collections as well.
    pub(crate) fn leads(&self, path: &str) -> bool {
        match self {
            Type::List(of) | Type::Set(of) | Type::Map(of) => of.leads(path),
            Type::Object(attributes) => {
                let (first, rest) = path.split_once('.').unwrap_or((path, ""));
                let of = attributes.get(first);
                of.is_some_and(|of| rest.is_empty() || of.leads(rest))
            }
            _ => false,
        }
    }

    /// What to call the type in an error.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Type::Bool => "a bool",
            Type::Number => "a number",
            Type::String => "a string",
            Type::Dynamic => "a value with its type",
            Type::List(_) => "a list",
            Type::Set(_) => "a set",
            Type::Map(_) => "a map",
            Type::Object(_) => "an object",
            Type::Tuple(_) => "a tuple",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_round_trip() {
        for text in [
            r#""bool""#,
            r#"["list","string"]"#,
            r#"["map",["set","number"]]"#,
            r#"["object",{"a":"dynamic","b":["tuple",["string","bool"]]}]"#,
        ] {
            let json: Json = serde_json::from_str(text).unwrap();
            assert_eq!(Type::from_json(&json).unwrap().to_json(), json);
        }
    }

    #[test]
    fn optional_attributes_of_an_object_are_attributes() {
        let json = json!(["object", {"a": "string"}, ["a"]]);
        let expected = Type::Object([("a".to_owned(), Type::String)].into());
        assert_eq!(Type::from_json(&json), Ok(expected));
    }

    #[test]
    fn nonsense_is_named() {
        let error = Type::from_json(&json!(["bag", "string"])).unwrap_err();
        assert_eq!(
            error.to_string(),
            r#"`["bag","string"]` is not a type constraint"#
        );
    }
}
