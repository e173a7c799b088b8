//! Lays a known value beside the template that it was made of.

use std::collections::BTreeMap;

use serde_json::Value;

use super::references;
use super::scan::{self, Piece};

/// What the expressions of a template are in a value: pairs of a piece and
/// what it became, in their order. `None` if the value is not made of the
/// template.
pub(crate) fn pieces<'t, 'v>(template: &'t str, value: &'v str) -> Option<Vec<Aligned<'t, 'v>>> {
    let pieces = scan::pieces(template)?;
    let mut aligned = Vec::new();
    let mut rest = value;
    let mut waiting: Option<&str> = None;
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Expression(expression) => {
                // Where one of two ends is not told.
                if waiting.replace(expression).is_some() {
                    return None;
                }
            }
            Piece::Literal(written) => {
                let meant = scan::meant(written);
                let is_last = at + 1 == pieces.len();
                let start = match waiting {
                    None => rest.starts_with(&meant).then_some(0)?,
                    Some(_) if is_last => rest.len().checked_sub(meant.len())?,
                    Some(_) => rest.find(&meant)?,
                };
                let end = start + meant.len();
                if let Some(expression) = waiting.take() {
                    aligned.push(Aligned {
                        expression: Some(expression),
                        value: rest.get(..start)?,
                    });
                }
                let literal = rest.get(start..end)?;
                if literal != meant {
                    return None;
                }
                aligned.push(Aligned {
                    expression: None,
                    value: literal,
                });
                rest = rest.get(end..)?;
            }
        }
    }
    match waiting {
        Some(expression) => aligned.push(Aligned {
            expression: Some(expression),
            value: rest,
        }),
        None if !rest.is_empty() => return None,
        None => {}
    }
    Some(aligned)
}

/// A part of a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Aligned<'t, 'v> {
    /// What it was made of; none if it stands in the template.
    pub(crate) expression: Option<&'t str>,
    pub(crate) value: &'v str,
}

impl Aligned<'_, '_> {
    /// What stands for it if it is not to be shown.
    pub(crate) fn label(&self) -> Option<String> {
        let expression = Value::String(format!("${{{}}}", self.expression?));
        let references = references::of_value(&expression);
        (!references.is_empty()).then(|| references::label(&references))
    }
}

/// The texts of a document that are made of expressions, by their value, with
/// the way they are written. `None` if the document is not made of this one.
pub(crate) fn leaves(written: &Value, value: &Value) -> Option<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    add(written, value, &mut found)?;
    Some(found)
}

fn add(written: &Value, value: &Value, found: &mut BTreeMap<String, String>) -> Option<()> {
    match (written, value) {
        (Value::String(template), Value::String(text)) => {
            let aligned = pieces(template, text)?;
            if aligned.iter().any(|part| part.expression.is_some()) {
                found.insert(text.clone(), template.clone());
            }
        }
        // A single expression may become a number, or a list.
        (Value::String(template), _) => {
            let whole = scan::pieces(template)?;
            if !matches!(whole.as_slice(), [Piece::Expression(_)]) {
                return None;
            }
        }
        (Value::Array(written), Value::Array(values)) if written.len() == values.len() => {
            for (written, value) in written.iter().zip(values) {
                add(written, value, found)?;
            }
        }
        (Value::Object(written), Value::Object(values)) if written.len() == values.len() => {
            for (key, written) in written {
                add(written, values.get(key)?, found)?;
            }
        }
        _ if written == value => {}
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(template: &str, value: &str, expected: Option<&str>) {
        let shown = pieces(template, value).map(|parts| {
            let shown = |part: &Aligned<'_, '_>| match part.expression {
                Some(expression) => format!("<{expression}={}>", part.value),
                None => part.value.to_owned(),
            };
            parts.iter().map(shown).collect::<String>()
        });
        assert_eq!(shown.as_deref(), expected, "{template} {value}");
    }

    #[test]
    fn values_beside_templates() {
        check("a", "a", Some("a"));
        check("a", "b", None);
        check("${x.y}", "anything", Some("<x.y=anything>"));
        check("${x.y}/*", "arn/*", Some("<x.y=arn>/*"));
        check("${x.y}/*", "arn/?", None);
        check("<${a.b}-${c.d}>", "<1-2>", Some("<<a.b=1>-<c.d=2>>"));
        check("${a.b}${c.d}", "12", None);
        check("$${v}${a.b}", "${v}1", Some("${v}<a.b=1>"));
        check("${a.b}ab", "b", None);
        check("${a.b}é", "xx", None);
        check("", "a", None);
    }

    #[test]
    fn documents_beside_templates() {
        let written = json!({"A": ["${x.y}/*", "s3:Get"], "n": "${x.n}"});
        let value = json!({"A": ["arn/*", "s3:Get"], "n": 1});
        let found = leaves(&written, &value).unwrap();
        assert_eq!(found, BTreeMap::from([("arn/*".into(), "${x.y}/*".into())]));
        for other in [
            json!({"A": ["arn/*"], "n": 1}),
            json!({"A": ["arn/*", "s3:Put"], "n": 1}),
            json!({"A": ["arn/*", "s3:Get"]}),
            json!([]),
        ] {
            assert_eq!(leaves(&written, &other), None, "{other}");
        }
    }
}
