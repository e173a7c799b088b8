//! A path to a part of a value, such as `ingress[0].cidr_blocks`.

use std::fmt;

use serde_json::Value;

/// A step of a path.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Step {
    /// An attribute, or a key of a map.
    Key(String),
    /// A place in a list.
    Index(u64),
}

/// A path, from the outside in. Paths of Terraform end where a set begins: its
/// elements have no place.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// From an array of the plan; `None` if it is something else.
    pub(super) fn from_json(value: &Value) -> Option<Self> {
        let steps = value.as_array()?.iter().map(|step| match step {
            Value::String(key) => Some(Step::Key(key.clone())),
            Value::Number(index) => index.as_u64().map(Step::Index),
            _ => None,
        });
        // What follows a step that is not understood is about a part of what
        // is before it.
        Some(Self(steps.map_while(|step| step).collect()))
    }

    /// The path that goes on with a key.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut path = self.clone();
        path.0.push(Step::Key(key.to_owned()));
        path
    }

    /// The path that goes on with a place in a list.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut path = self.clone();
        path.0.push(Step::Index(index as u64));
        path
    }

    /// Whether this path is the other one, or leads to something in it.
    #[must_use]
    pub fn starts_with(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }

    /// The attribute that it begins with.
    #[must_use]
    pub fn attribute(&self) -> Option<&str> {
        match self.0.first() {
            Some(Step::Key(key)) => Some(key),
            _ => None,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) if !is_identifier(key) => {
                    write!(f, "[{}]", Value::String(key.clone()))?;
                }
                Step::Key(key) if position == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
            }
        }
        Ok(())
    }
}

/// Whether a key can be written after a dot.
fn is_identifier(key: &str) -> bool {
    key.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_reads_like_an_expression() {
        for (steps, expected) in [
            (json!(["a"]), "a"),
            (json!(["a", 0, "b"]), "a[0].b"),
            (
                json!(["tags", "kubernetes.io/x"]),
                "tags[\"kubernetes.io/x\"]",
            ),
            (json!(["a", {"set": 1}, "b"]), "a"),
            (json!([]), ""),
        ] {
            assert_eq!(Path::from_json(&steps).unwrap().to_string(), expected);
        }
        assert_eq!(Path::from_json(&json!("a")), None);
    }
}
