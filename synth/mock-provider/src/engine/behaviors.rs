//! What no schema tells, as data: what forces replacement, what changes with
//! what, and how identifiers are made of names.

use super::{Drift, Fault};
use crate::error::Error;
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

/// What resource types do beyond their schema.
///
/// ```
/// use terraform_provider_mock::Behaviors;
///
/// # fn main() -> Result<(), terraform_provider_mock::Error> {
/// let mine = Behaviors::from_slice(br#"{"resources": {
///     "toy_box": {"replace": ["label"], "values": {"id": "box/{label}"}}}}"#)?;
/// let both = Behaviors::aws().merge(mine);
/// assert_eq!(both.resources["toy_box"].replace, ["label"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behaviors {
    /// By resource type.
    #[serde(default)]
    pub resources: BTreeMap<String, ResourceBehavior>,
    /// What goes wrong.
    #[serde(default)]
    pub faults: Vec<Fault>,
    /// What changes behind Terraform's back.
    #[serde(default)]
    pub drift: Vec<Drift>,
}

/// What one resource type does beyond its schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ResourceBehavior {
    /// What cannot change without replacing the resource: attribute names, or
    /// paths such as `network.subnet`, which reach into every block `network`.
    pub replace: Vec<String>,
    /// What changes by itself when something else does.
    pub recompute: Vec<Recompute>,
    /// How values are made of other values: `arn:aws:s3:::{bucket}`. Beside
    /// attributes there are `{region}`, `{account}` and `{hash:16}`.
    pub values: BTreeMap<String, String>,
}

/// Computed attributes that change when something else does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recompute {
    /// What changes.
    pub attributes: Vec<String>,
    /// When one of these does; when anything does, if there are none.
    pub on: Vec<String>,
    /// But only while these attributes have these values.
    pub when: BTreeMap<String, Json>,
}

impl Behaviors {
    /// The built-in table for common resource types of `hashicorp/aws`.
    #[must_use]
    pub fn aws() -> Self {
        // A test holds that the table can be read.
        serde_json::from_str(include_str!("../aws/behaviors.json")).unwrap_or_default()
    }

    /// Reads a table from a JSON file.
    ///
    /// # Errors
    /// If the file cannot be read, or is no such table.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&bytes, format!("`{}`", path.display()))
    }

    /// Reads a table from JSON.
    ///
    /// # Errors
    /// If it is no such table.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, Error> {
        Self::parse(bytes, "the input".to_owned())
    }

    /// The environment variable that holds a table, for the time of a test:
    /// `{"faults": [...], "drift": [...]}`.
    pub const ENV: &str = "MOCK_PROVIDER_FAULTS";

    /// Reads a table from [`Behaviors::ENV`]; an empty one if it is not set.
    ///
    /// # Errors
    /// If it is no such table.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variable(std::env::var_os(Self::ENV))
    }

    pub(crate) fn from_variable(value: Option<OsString>) -> Result<Self, Error> {
        match value {
            Some(value) => Self::parse(value.as_encoded_bytes(), Self::ENV.to_owned()),
            None => Ok(Self::default()),
        }
    }

    /// The types that something goes wrong with.
    pub(crate) fn troubled(&self) -> impl Iterator<Item = &str> {
        let faults = self.faults.iter().map(|fault| &*fault.type_name);
        faults.chain(self.drift.iter().map(|drift| &*drift.type_name))
    }

    fn parse(bytes: &[u8], origin: String) -> Result<Self, Error> {
        serde_json::from_slice(bytes).map_err(|source| Error::Parse {
            origin,
            expected: "a table of behaviours",
            source,
        })
    }

    /// Both tables in one. Rules add up; of two templates for the same value
    /// the other table's is taken.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (name, behavior) in other.resources {
            let mine = self.resources.entry(name).or_default();
            mine.replace.extend(behavior.replace);
            mine.recompute.extend(behavior.recompute);
            mine.values.extend(behavior.values);
        }
        self.faults.extend(other.faults);
        self.drift.extend(other.drift);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_table_can_be_read() {
        let json = include_str!("../aws/behaviors.json");
        let table: Behaviors = serde_json::from_str(json).unwrap();
        assert_eq!(table, Behaviors::aws());
        assert!(table.resources.contains_key("aws_s3_bucket"));
    }

    #[test]
    fn rules_add_up() {
        let one = br#"{"resources": {"a": {"replace": ["x"], "values": {"id": "1"}}}}"#;
        let two = br#"{"resources": {"a": {"replace": ["y"], "values": {"id": "2"}}}}"#;
        let merged = Behaviors::from_slice(one)
            .unwrap()
            .merge(Behaviors::from_slice(two).unwrap());
        assert_eq!(merged.resources["a"].replace, ["x", "y"]);
        assert_eq!(merged.resources["a"].values["id"], "2");
    }

    #[test]
    fn a_misspelled_rule_is_refused() {
        let error = Behaviors::from_slice(br#"{"resources": {"a": {"replaces": []}}}"#);
        assert!(error.unwrap_err().to_string().contains("replaces"));
    }
}
