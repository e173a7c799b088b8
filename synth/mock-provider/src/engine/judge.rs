//! Whether one value is what an argument asks for.

use super::formats::Format;
use super::rules::{Argument, Ends};
use crate::value::{Value, to_json};
use regex::Regex;
use serde_json::Value as Json;
use std::fmt::Display;

impl Argument {
    /// What is wrong with a value, as the end of a sentence about it: `has to
    /// be from 0 to 900`. Nothing if it is right, or not known yet.
    pub(super) fn complaint(&self, value: &Value) -> Option<String> {
        if value.is_null() || value.is_unknown() {
            return None;
        }
        let text = match value {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        };
        if self.misses(value) {
            return self.choice();
        }
        if let Some(ends) = self.range
            && let Some(complaint) = out_of_range(ends, value)
        {
            return Some(complaint);
        }
        let text = text?;
        if self.length.is_some_and(|ends| outside(ends, &text.len())) {
            return self.extent();
        }
        // What is no regular expression is found when a table is loaded.
        let matches = |pattern: &str| Regex::new(pattern).is_ok_and(|regex| regex.is_match(text));
        if self.pattern.as_deref().is_some_and(|of| !matches(of)) {
            return self.likeness();
        }
        if self.not_pattern.as_deref().is_some_and(matches) {
            return self.unlikeness();
        }
        let format = self.format.filter(|format| !format.accepts(text))?;
        Some(has_format(format))
    }

    /// The same of the number of elements of a collection.
    pub(super) fn miscount(&self, value: &Value) -> Option<String> {
        let count = match value {
            Value::List(items) | Value::Set(items) => items.len(),
            Value::Map(items) => items.len(),
            _ => return None,
        };
        // Elements of a set that are not known yet may turn out to be the same.
        if matches!(value, Value::Set(_)) && !value.is_wholly_known() {
            return None;
        }
        let wrong = outside(self.items?, &count);
        wrong.then(|| self.number()).flatten()
    }

    /// All that is asked, as ends of sentences.
    pub(super) fn demands(&self) -> impl Iterator<Item = String> {
        let range = self.range.map(|ends| format!("has to be {}", span(ends)));
        let demands = [
            self.choice(),
            range,
            self.number(),
            self.extent(),
            self.likeness(),
            // One message stands for both patterns.
            self.unlikeness()
                .filter(|_| self.message.is_none() || self.pattern.is_none()),
            self.format.map(has_format),
        ];
        demands.into_iter().flatten()
    }

    fn misses(&self, value: &Value) -> bool {
        let Ok(given) = to_json(value) else {
            return false;
        };
        let same = |allowed: &Json| match (allowed, &given) {
            (Json::String(a), Json::String(b)) if self.ignore_case => a.eq_ignore_ascii_case(b),
            (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
            (a, b) => a == b,
        };
        !self.one_of.is_empty() && !self.one_of.iter().any(same)
    }

    fn choice(&self) -> Option<String> {
        let allowed: Vec<String> = self.one_of.iter().map(Json::to_string).collect();
        (!allowed.is_empty()).then(|| format!("has to be one of {}", allowed.join(", ")))
    }

    fn number(&self) -> Option<String> {
        let elements = |ends| format!("has to have {} elements", span(ends));
        self.items.map(elements)
    }

    fn extent(&self) -> Option<String> {
        let bytes = |ends| format!("has to have {} bytes", span(ends));
        self.length.map(bytes)
    }

    fn likeness(&self) -> Option<String> {
        let pattern = self.pattern.as_ref()?;
        Some(match &self.message {
            Some(message) => format!("has to be {message}"),
            None => format!("has to match `{pattern}`"),
        })
    }

    fn unlikeness(&self) -> Option<String> {
        let pattern = self.not_pattern.as_ref()?;
        Some(match &self.message {
            Some(message) => format!("has to be {message}"),
            None => format!("must not match `{pattern}`"),
        })
    }
}

fn has_format(format: Format) -> String {
    format!("has to be {}", format.noun())
}

fn out_of_range(ends: Ends<f64>, value: &Value) -> Option<String> {
    let number: f64 = match value {
        Value::Number(number) => number.to_string().parse().ok()?,
        // The AWS provider writes a number that is not set as an empty text.
        Value::String(text) if text.is_empty() => return None,
        Value::String(text) => match text.parse() {
            Ok(number) => number,
            Err(_) => return Some(format!("has to be a number, {}", span(ends))),
        },
        _ => return None,
    };
    outside(ends, &number).then(|| format!("has to be {}", span(ends)))
}

fn outside<T: PartialOrd>((low, high): Ends<T>, value: &T) -> bool {
    low.is_some_and(|low| *value < low) || high.is_some_and(|high| *value > high)
}

fn span<T: Display + PartialEq>(ends: Ends<T>) -> String {
    match ends {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("from {low} to {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) => "any number of".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Number;
    use serde_json::json;

    fn complaint(rule: &Json, value: &Value) -> Option<String> {
        let rule: Argument = serde_json::from_value(rule.clone()).unwrap();
        rule.complaint(value).or_else(|| rule.miscount(value))
    }

    fn number(number: i64) -> Value {
        Value::Number(Number::Int(number))
    }

    fn texts(texts: &[&str]) -> Value {
        Value::List(texts.iter().map(|text| Value::from(*text)).collect())
    }

    #[test]
    fn each_kind_of_rule_takes_and_refuses() {
        for (rule, good, bad, says) in [
            (
                json!({"one_of": ["a", "b"]}),
                Value::from("b"),
                Value::from("B"),
                r#"has to be one of "a", "b""#,
            ),
            (
                json!({"one_of": ["Allow"], "ignore_case": true}),
                Value::from("ALLOW"),
                Value::from("deny"),
                r#"has to be one of "Allow""#,
            ),
            (
                json!({"one_of": [1, 7]}),
                number(7),
                number(2),
                "has to be one of 1, 7",
            ),
            (
                json!({"range": [0, 900]}),
                number(900),
                number(901),
                "has to be from 0 to 900",
            ),
            (
                json!({"range": [1.5, null]}),
                number(2),
                number(1),
                "has to be at least 1.5",
            ),
            (
                json!({"range": [null, 3]}),
                Value::from("3"),
                Value::from("x"),
                "has to be a number, at most 3",
            ),
            (
                json!({"length": [2, 3]}),
                Value::from("é"),
                Value::from("ééé"),
                "has to have from 2 to 3 bytes",
            ),
            (
                json!({"items": [1, null]}),
                texts(&["a"]),
                texts(&[]),
                "has to have at least 1 elements",
            ),
            (
                json!({"pattern": "^[a-z]+$"}),
                Value::from("abc"),
                Value::from("a1"),
                "has to match `^[a-z]+$`",
            ),
            (
                json!({"pattern": "^[\\p{L}]+$", "message": "letters only"}),
                Value::from("çé"),
                Value::from("1"),
                "has to be letters only",
            ),
            (
                json!({"not_pattern": "^aws-"}),
                Value::from("my"),
                Value::from("aws-my"),
                "must not match `^aws-`",
            ),
            (
                json!({"format": "json"}),
                Value::from("{}"),
                Value::from("{"),
                "has to be JSON",
            ),
        ] {
            assert_eq!(complaint(&rule, &good), None, "{rule}");
            assert_eq!(complaint(&rule, &bad).as_deref(), Some(says), "{rule}");
            assert_eq!(complaint(&rule, &Value::Null), None, "{rule}");
            assert_eq!(complaint(&rule, &Value::Unknown), None, "{rule}");
        }
    }

    #[test]
    fn an_empty_text_is_a_number_that_is_not_set() {
        assert_eq!(complaint(&json!({"range": [1, 2]}), &Value::from("")), None);
    }

    #[test]
    fn elements_of_a_set_that_may_be_the_same_are_not_counted() {
        let rule = json!({"items": [null, 1]});
        let two = Value::Set(vec![Value::Unknown, Value::Unknown]);
        assert_eq!(complaint(&rule, &two), None);
        let two = Value::set([Value::from("a"), Value::from("b")]);
        assert!(complaint(&rule, &two).is_some());
    }
}
