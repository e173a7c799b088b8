//! `.synth/sources.json`: where in the code of the app constructs are defined.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

/// The constructs of a stack, with their places.
#[derive(Debug, Default)]
pub(crate) struct Sources(BTreeMap<String, Place>);

#[derive(Debug, Deserialize)]
struct Place {
    file: String,
    line: u64,
    column: u64,
}

impl Sources {
    /// What the file says of a stack. An app that does not write it has no
    /// places to tell.
    pub(crate) fn of(root: &Path, stack: &str) -> Self {
        let read = || {
            let text = std::fs::read(root.join(".synth/sources.json")).ok()?;
            let json: Value = serde_json::from_slice(&text).ok()?;
            Some(Self::read(json.get("stacks")?.get(stack)?))
        };
        read().unwrap_or_default()
    }

    fn read(constructs: &Value) -> Self {
        let place = |(path, place): (&String, &Value)| {
            Some((path.clone(), Place::deserialize(place).ok()?))
        };
        let constructs = constructs.as_object().into_iter().flatten();
        Self(constructs.filter_map(place).collect())
    }

    /// The place of a construct, or of the nearest one around it.
    pub(crate) fn place(&self, construct_path: &str) -> Option<String> {
        let mut path = construct_path;
        loop {
            if let Some(Place { file, line, column }) = self.0.get(path) {
                return Some(format!("{file}:{line}:{column}"));
            }
            path = path.rsplit_once('/')?.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_nearest_place() {
        let sources = Sources::read(&json!({
            "s/a": {"file": "src/main.rs", "line": 3, "column": 5, "new": true},
            "s/b": "unknown",
        }));
        assert_eq!(sources.place("s/a").unwrap(), "src/main.rs:3:5");
        assert_eq!(sources.place("s/a/inner").unwrap(), "src/main.rs:3:5");
        assert_eq!(sources.place("s/b"), None);
        assert_eq!(sources.place("s"), None);
    }
}
