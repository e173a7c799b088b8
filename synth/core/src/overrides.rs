//! Escape hatches: any place in the document, set or removed.

use serde_json::Value as Json;

use crate::node::Node;

/// Changes to a finished JSON tree, in the order they were asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overrides(Vec<Change>);

#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) path: Vec<String>,
    /// `None` removes.
    pub(crate) value: Option<Node>,
}

impl Overrides {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn push(&mut self, path: &str, value: Option<Node>) {
        self.0.push(Change {
            path: split(path),
            value,
        });
    }

    pub(crate) fn changes(&self) -> impl Iterator<Item = &Change> {
        self.0.iter()
    }

    /// The first names of the paths, as CDKTF's metadata lists them.
    pub(crate) fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = Vec::new();
        for change in &self.0 {
            let Some(first) = change.path.first() else {
                continue;
            };
            if !keys.contains(&first.as_str()) {
                keys.push(first);
            }
        }
        keys
    }
}

/// Splits a path at its dots; `\.` is a dot inside a name.
fn split(path: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut characters = path.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => extend(&mut parts, characters.next().unwrap_or('\\')),
            '.' => parts.push(String::new()),
            other => extend(&mut parts, other),
        }
    }
    parts
}

fn extend(parts: &mut [String], character: char) {
    if let Some(last) = parts.last_mut() {
        last.push(character);
    }
}

/// Sets or removes what is at `path`.
///
/// Missing objects on the way are made. A number names a place in an array;
/// the place right behind the last one appends.
///
/// # Errors
///
/// The part of the path that cannot be followed, and why.
pub(crate) fn apply(tree: &mut Json, path: &[String], value: Option<Json>) -> Result<(), String> {
    let Some((name, rest)) = path.split_first() else {
        if let Some(value) = value {
            *tree = value;
        }
        return Ok(());
    };
    match tree {
        Json::Array(items) => {
            let place: usize = name
                .parse()
                .map_err(|_| format!("`{name}` is no place in an array"))?;
            if rest.is_empty() && value.is_none() {
                if place < items.len() {
                    items.remove(place);
                }
                return Ok(());
            }
            if place == items.len() {
                items.push(Json::Null);
            }
            let length = items.len();
            let item = items
                .get_mut(place)
                .ok_or_else(|| format!("`{place}` is beyond the array's {length} entries"))?;
            apply(item, rest, value)
        }
        Json::Object(fields) => match (rest.is_empty(), value) {
            (true, None) => {
                fields.remove(name);
                Ok(())
            }
            (false, None) => match fields.get_mut(name) {
                Some(field) => apply(field, rest, None),
                // What is not there needs no removing.
                None => Ok(()),
            },
            (_, value) => apply(
                fields.entry(name.clone()).or_insert(Json::Null),
                rest,
                value,
            ),
        },
        Json::Null => {
            if value.is_none() {
                return Ok(());
            }
            *tree = Json::Object(serde_json::Map::new());
            apply(tree, path, value)
        }
        _ => Err(format!("`{name}` is inside a value that has no inside")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(path: &str, value: Option<Json>, expected: &Json) {
        let mut tree = json!({"tags": {"a.b": 1}, "rules": [{"port": 80}]});
        apply(&mut tree, &split(path), value).unwrap();
        assert_eq!(&tree, expected, "{path}");
    }

    #[test]
    fn sets_and_removes_at_any_depth() {
        check(
            "tags.Owner",
            Some(json!("me")),
            &json!({"tags": {"a.b": 1, "Owner": "me"}, "rules": [{"port": 80}]}),
        );
        check(
            "rules.0.port",
            Some(json!(81)),
            &json!({"tags": {"a.b": 1}, "rules": [{"port": 81}]}),
        );
        check(
            "rules.1.port",
            Some(json!(82)),
            &json!({"tags": {"a.b": 1}, "rules": [{"port": 80}, {"port": 82}]}),
        );
        check(
            "tags.a\\.b",
            None,
            &json!({"tags": {}, "rules": [{"port": 80}]}),
        );
        check("rules.0", None, &json!({"tags": {"a.b": 1}, "rules": []}));
        check(
            "new.deep.path",
            Some(json!(true)),
            &json!({"tags": {"a.b": 1}, "rules": [{"port": 80}], "new": {"deep": {"path": true}}}),
        );
    }

    #[test]
    fn a_path_through_a_leaf_is_an_error() {
        let mut tree = json!({"port": 80});
        let error = apply(&mut tree, &split("port.number"), Some(json!(1))).unwrap_err();
        assert_eq!(error, "`number` is inside a value that has no inside");
    }
}
