//! Keys of a stage that are set on the command line.

use std::str::FromStr;

use serde_json::{Map, Value};

use super::synth_toml::json;

/// `KEY=VALUE`: where in the stage's table, and what.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Setting {
    path: Vec<String>,
    value: Value,
}

impl FromStr for Setting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((key, value)) = text.split_once('=') else {
            return Err("it is not written as KEY=VALUE".to_owned());
        };
        let path: Vec<String> = key.split('.').map(|part| part.trim().to_owned()).collect();
        if path.iter().any(String::is_empty) {
            return Err(format!("`{key}` is no key"));
        }
        Ok(Self {
            path,
            value: read(value.trim()),
        })
    }
}

/// What is no TOML is a string, so that a shell needs no second quotes.
fn read(text: &str) -> Value {
    let line = format!("value = {text}");
    let mut fields = toml::from_str::<toml::Table>(&line).unwrap_or_default();
    match fields.remove("value") {
        Some(value) if fields.is_empty() => json(value),
        _ => Value::String(text.to_owned()),
    }
}

impl Setting {
    /// Puts it into a table. What is no table on the way is replaced by one.
    pub(super) fn apply(&self, table: &mut Value) {
        let mut place = table;
        for part in &self.path {
            if !place.is_object() {
                *place = Value::Object(Map::new());
            }
            place = &mut place[part.as_str()];
        }
        *place = self.value.clone();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_toml_or_text() {
        for (text, expected) in [
            ("a=1", json!({"a": 1})),
            ("a = true", json!({"a": true})),
            ("a=eu-west-1", json!({"a": "eu-west-1"})),
            ("a=2020-01-02", json!({"a": "2020-01-02"})),
            ("a=\"1\"", json!({"a": "1"})),
            ("a=[\"x\", \"y\"]", json!({"a": ["x", "y"]})),
            ("a.b.c=2", json!({"a": {"b": {"c": 2}}})),
            ("a=b=c", json!({"a": "b=c"})),
            ("a=", json!({"a": ""})),
            ("a=1\nb=2", json!({"a": "1\nb=2"})),
        ] {
            let mut table = json!({"a": 0});
            text.parse::<Setting>().unwrap().apply(&mut table);
            assert_eq!(table, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_setting_is_refused() {
        for text in ["a", "=1", "a..b=1"] {
            assert!(text.parse::<Setting>().is_err(), "{text}");
        }
    }
}
