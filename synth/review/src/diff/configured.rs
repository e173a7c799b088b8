//! What the configuration says about an attribute.

use serde_json::Value;

use crate::plan::{Path, Step};

/// What the argument at a path refers to; `None` if it is not configured.
/// Whatever a reference is a part of is left out: of `a.b.arn` and `a.b` the
/// first remains.
pub(super) fn references(expressions: Option<&Value>, path: &Path) -> Option<Vec<String>> {
    let expression = follow(expressions?, path)?;
    let list = expression.get("references").and_then(Value::as_array);
    let all: Vec<&str> = list
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let is_part = |one: &&&str| {
        !all.iter().any(|other| {
            other.len() > one.len()
                && other.starts_with(**one)
                && other[one.len()..].starts_with(['.', '['])
        })
    };
    Some(
        all.iter()
            .filter(is_part)
            .map(|one| (*one).to_owned())
            .collect(),
    )
}

/// Where a path leads in nested blocks. A block that may stand once is an
/// object in some places and a list in others.
pub(super) fn follow<'a>(value: &'a Value, path: &Path) -> Option<&'a Value> {
    let mut value = value;
    for step in &path.0 {
        // What an expression says is inside it is not told.
        if value.get("references").is_some() || value.get("constant_value").is_some() {
            return Some(value);
        }
        value = match (step, value) {
            (Step::Key(key), Value::Object(map)) => map.get(key)?,
            (Step::Key(key), Value::Array(list)) => list.first()?.get(key)?,
            (Step::Index(index), Value::Array(list)) => list.get(usize::try_from(*index).ok()?)?,
            // An object in place of a list of one.
            (Step::Index(_), Value::Object(_)) => value,
            _ => return None,
        };
    }
    Some(value)
}
