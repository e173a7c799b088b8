//! What no schema tells, as data: what forces replacement, what changes with
//! what, how identifiers are made of names, and which values are refused.

use super::rules::{Argument, Case};
use super::{Drift, Fault};
use crate::aws;
use crate::error::Error;
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::sync::LazyLock;

/// What resources and data sources do beyond their schema.
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
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Behaviors {
    /// Where the facts of this table come from: a repository and its version.
    pub source: String,
    /// The configuration of providers, by the last part of their address.
    pub providers: BTreeMap<String, TypeBehavior>,
    /// By resource type.
    pub resources: BTreeMap<String, TypeBehavior>,
    /// By type of data source.
    pub data_sources: BTreeMap<String, TypeBehavior>,
    /// What goes wrong.
    pub faults: Vec<Fault>,
    /// What changes behind Terraform's back.
    pub drift: Vec<Drift>,
}

/// What one type does beyond its schema.
///
/// Paths name attributes, or lead through blocks and objects
/// (`network.subnet`), and so through every element of a collection.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TypeBehavior {
    /// Where the facts come from: a file of the table's source.
    pub source: String,
    /// What cannot change without replacing the resource: attribute names, or
    /// paths such as `network.subnet`, which reach into every block `network`.
    pub replace: Vec<String>,
    /// What changes by itself when something else does.
    pub recompute: Vec<Recompute>,
    /// What the provider plans for what the configuration does not say, by path.
    pub defaults: BTreeMap<String, Json>,
    /// What computed values are once applied. Texts are made of other values:
    /// `arn:aws:s3:::{bucket}`. Beside attributes there are `{region}`,
    /// `{account}`, `{hash:16}`, `{upper:13}` and `{uuid}`. `{kind:network=net}`
    /// replaces parts of an attribute's text, `{name:^/=}` its beginning.
    pub values: BTreeMap<String, Json>,
    /// What is asked of arguments, by path.
    pub arguments: BTreeMap<String, Argument>,
    /// Paths of which at most one can be set.
    pub conflicts: Vec<Vec<String>>,
    /// Paths of which one has to be set, and no other.
    pub exactly_one_of: Vec<Vec<String>>,
    /// Paths of which at least one has to be set.
    pub at_least_one_of: Vec<Vec<String>>,
    /// Paths that have to be set where another is.
    pub required_with: BTreeMap<String, Vec<String>>,
    /// Pairs of lists of paths that have to lead to the same values: what is
    /// defined in one place is used in the other, and nothing else.
    pub same_values: Vec<(Vec<String>, Vec<String>)>,
    /// What is asked in some cases only.
    pub cases: Vec<Case>,
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
    /// The built-in table for common types of `hashicorp/aws`.
    #[must_use]
    pub fn aws() -> Self {
        static TABLE: LazyLock<Behaviors> = LazyLock::new(|| {
            let tables = aws::SERVICES.iter().filter_map(|(_, table)| {
                // A test holds that every table can be read, patterns and all.
                Behaviors::read(table.as_bytes()).ok()
            });
            tables.fold(Behaviors::default(), Behaviors::merge)
        });
        TABLE.clone()
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
        let table = match Self::read(bytes) {
            Ok(table) => table,
            Err(source) => {
                return Err(Error::Parse {
                    origin,
                    expected: "a table of behaviours",
                    source,
                });
            }
        };
        match table.bad_pattern() {
            None => Ok(table),
            Some((pattern, error)) => Err(Error::Pattern {
                origin,
                pattern,
                problem: error.to_string(),
            }),
        }
    }

    /// Reads a table whose patterns are known to be good.
    fn read(bytes: &[u8]) -> serde_json::Result<Self> {
        let mut table: Self = serde_json::from_slice(bytes)?;
        let types = table.resources.values_mut();
        let types = types.chain(table.data_sources.values_mut());
        for behavior in types.chain(table.providers.values_mut()) {
            behavior.source = match (&*behavior.source, &*table.source) {
                (own, "") => own.to_owned(),
                ("", of_table) => of_table.to_owned(),
                (own, of_table) => format!("{own} of {of_table}"),
            };
        }
        Ok(table)
    }

    /// Both tables in one. Rules add up; of two facts about the same path, or
    /// two templates for the same value, the other table's is taken.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (mine, others) in [
            (&mut self.providers, other.providers),
            (&mut self.resources, other.resources),
            (&mut self.data_sources, other.data_sources),
        ] {
            for (name, behavior) in others {
                mine.entry(name).or_default().add(behavior);
            }
        }
        self.faults.extend(other.faults);
        self.drift.extend(other.drift);
        self
    }
}

impl TypeBehavior {
    /// The values that are made of others, and nothing else.
    pub(super) fn templates(&self) -> Self {
        let is_template = |value: &Json| value.as_str().is_some_and(|text| text.contains('{'));
        let values = self.values.iter();
        let templates = values.filter(|(_, value)| is_template(value));
        Self {
            values: templates
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            ..Self::default()
        }
    }

    fn add(&mut self, other: Self) {
        if self.source.is_empty() {
            self.source = other.source;
        } else if !other.source.is_empty() && other.source != self.source {
            self.source = format!("{}; {}", self.source, other.source);
        }
        self.replace.extend(other.replace);
        self.recompute.extend(other.recompute);
        self.defaults.extend(other.defaults);
        self.values.extend(other.values);
        self.arguments.extend(other.arguments);
        self.conflicts.extend(other.conflicts);
        self.exactly_one_of.extend(other.exactly_one_of);
        self.at_least_one_of.extend(other.at_least_one_of);
        for (path, others) in other.required_with {
            self.required_with.entry(path).or_default().extend(others);
        }
        self.same_values.extend(other.same_values);
        self.cases.extend(other.cases);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_fact_can_be_corrected() {
        let one = br#"{"data_sources": {"a": {"arguments": {"x": {"one_of": ["1"]}}}}}"#;
        let two = br#"{"data_sources": {"a": {"arguments": {"x": {}}}}}"#;
        let merged = Behaviors::from_slice(one)
            .unwrap()
            .merge(Behaviors::from_slice(two).unwrap());
        assert_eq!(merged.data_sources["a"].arguments["x"], Argument::default());
    }

    #[test]
    fn a_type_knows_the_source_of_its_table() {
        let table = br#"{"source": "acme/toys", "resources": {"a": {"source": "a.go"}, "b": {}}}"#;
        let table = Behaviors::from_slice(table).unwrap();
        assert_eq!(table.resources["a"].source, "a.go of acme/toys");
        assert_eq!(table.resources["b"].source, "acme/toys");
    }

    #[test]
    fn a_misspelled_rule_is_refused() {
        let error = Behaviors::from_slice(br#"{"resources": {"a": {"replaces": []}}}"#);
        assert!(error.unwrap_err().to_string().contains("replaces"));
    }
}
