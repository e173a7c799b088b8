//! The `[bindings.<provider>]` sections of `synth.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use synth_core::schema::BindingKind;

use crate::error::Error;
use crate::package::check_name;

/// Which bindings to generate, by the local name of their provider.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The sections, by provider.
    pub bindings: BTreeMap<String, Bindings>,
}

/// What to generate of one provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Bindings {
    /// The provider's source address: `hashicorp/aws`.
    pub source: String,
    /// Its exact version: `6.47.0`.
    pub version: String,
    /// Where the generated files go, from the root of the workspace.
    pub path: PathBuf,
    /// Managed resources that are always compiled.
    #[serde(default, deserialize_with = "each_once")]
    pub resources: BTreeSet<String>,
    /// Data sources that are always compiled.
    #[serde(default, deserialize_with = "each_once")]
    pub data_sources: BTreeSet<String>,
    /// Ephemeral resources that are always compiled.
    #[serde(default, deserialize_with = "each_once")]
    pub ephemeral_resources: BTreeSet<String>,
    /// What is compiled only with a cargo feature, by the feature's name.
    #[serde(default)]
    pub features: BTreeMap<String, Feature>,
}

/// What one cargo feature of the bindings' package compiles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Feature {
    /// Managed resources.
    #[serde(default, deserialize_with = "each_once")]
    pub resources: BTreeSet<String>,
    /// Data sources.
    #[serde(default, deserialize_with = "each_once")]
    pub data_sources: BTreeSet<String>,
    /// Ephemeral resources.
    #[serde(default, deserialize_with = "each_once")]
    pub ephemeral_resources: BTreeSet<String>,
}

impl Bindings {
    /// Everything listed, with the feature that compiles it, if one does.
    ///
    /// # Errors
    ///
    /// A name that no feature can have, or a type that is listed twice.
    pub(crate) fn listed(&self) -> Result<BTreeMap<(BindingKind, &str), Option<&str>>, Error> {
        let mut listed = BTreeMap::new();
        let always = [
            &self.resources,
            &self.data_sources,
            &self.ephemeral_resources,
        ];
        let features = self.features.iter().map(|(name, feature)| {
            let lists = [
                &feature.resources,
                &feature.data_sources,
                &feature.ephemeral_resources,
            ];
            (Some(name.as_str()), lists)
        });
        for (feature, lists) in [(None, always)].into_iter().chain(features) {
            feature.map_or(Ok(()), check_name)?;
            for (kind, types) in KINDS.into_iter().zip(lists) {
                for name in types {
                    if let Some(other) = listed.insert((kind, name.as_str()), feature) {
                        return Err(Error::ListedTwice {
                            kind: kind_name(kind),
                            name: name.clone(),
                            features: [other, feature].map(|one| one.map(str::to_owned)),
                        });
                    }
                }
            }
        }
        Ok(listed)
    }
}

/// What can be listed, in the order of the lists.
const KINDS: [BindingKind; 3] = [
    BindingKind::Resource,
    BindingKind::DataSource,
    BindingKind::Ephemeral,
];

/// What a message calls one of a kind.
pub(crate) fn kind_name(kind: BindingKind) -> &'static str {
    match kind {
        BindingKind::Resource => "resource",
        BindingKind::DataSource => "data source",
        BindingKind::Ephemeral => "ephemeral resource",
        BindingKind::Provider => "configuration for",
    }
}

/// A list without repetitions.
fn each_once<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<String>, D::Error> {
    let mut names = BTreeSet::new();
    for name in Vec::<String>::deserialize(deserializer)? {
        if let Some(name) = names.replace(name) {
            return Err(D::Error::custom(format!("`{name}` is listed twice")));
        }
    }
    Ok(names)
}

/// The file as far as this crate reads it; its other sections are others'.
#[derive(Deserialize)]
struct File {
    #[serde(default)]
    bindings: BTreeMap<String, Bindings>,
}

impl Config {
    /// Reads the text of `synth.toml`, whose other sections are ignored.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if it is not TOML or a section is wrong.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let file: File = toml::from_str(text).map_err(|error| Error::Config {
            message: error.to_string(),
        })?;
        Ok(Self {
            bindings: file.bindings,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_sections_are_ignored() {
        let config = Config::from_toml(
            r#"
            app = "cargo run -p stacks"
            [output]
            path = "out"
            [bindings.aws]
            source = "hashicorp/aws"
            version = "6.47.0"
            path = "aws/src/bindings"
            data-sources = ["aws_vpc", "aws_region"]
            "#,
        )
        .unwrap();
        let aws = &config.bindings["aws"];
        assert_eq!(aws.version, "6.47.0");
        assert_eq!(aws.data_sources.len(), 2);
        assert_eq!(aws.resources.len(), 0);
    }

    #[test]
    fn a_misspelt_key_is_an_error() {
        let error = Config::from_toml(
            "[bindings.aws]\nsource = \"a/b\"\nversion = \"1\"\npath = \"p\"\nresource = []\n",
        )
        .unwrap_err();
        assert!(error.to_string().contains("unknown field `resource`"));
    }

    const TOY: &str = "[bindings.toy]\nsource = \"a/b\"\nversion = \"1\"\npath = \"p\"\n";

    #[track_caller]
    fn listing(text: &str) -> String {
        let config = match Config::from_toml(&format!("{TOY}{text}")) {
            Ok(config) => config,
            Err(error) => return error.to_string(),
        };
        match config.bindings["toy"].listed() {
            Ok(listed) => format!("{listed:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn features_group_what_is_listed() {
        assert_eq!(
            listing(
                "data-sources = [\"b\"]\n[bindings.toy.features.z]\nresources = [\"b\", \"a\"]\n\
                 ephemeral-resources = [\"b\"]\n[bindings.toy.features.none]\n"
            ),
            "{(Resource, \"a\"): Some(\"z\"), (Resource, \"b\"): Some(\"z\"), \
             (DataSource, \"b\"): None, (Ephemeral, \"b\"): Some(\"z\")}"
        );
    }

    #[test]
    fn nothing_is_listed_twice() {
        let message = listing("resources = [\"b\", \"a\", \"b\"]\n");
        assert!(message.contains("`b` is listed twice"), "{message}");
        assert_eq!(
            listing(
                "[bindings.toy.features.y]\nresources = [\"a\"]\n\
                 [bindings.toy.features.z]\nresources = [\"a\"]\n"
            ),
            "resource `a` is listed twice: in feature `y` and in feature `z`"
        );
        assert_eq!(
            listing("data-sources = [\"a\"]\n[bindings.toy.features.y]\ndata-sources = [\"a\"]\n"),
            "data source `a` is listed twice: outside of the features and in feature `y`"
        );
    }

    #[test]
    fn features_have_names_that_cargo_takes() {
        assert_eq!(
            listing("[bindings.toy.features.full]\n"),
            "`full` cannot be the name of a feature: it is the feature that holds all others"
        );
        let message = listing("[bindings.toy.features.\"a b\"]\n");
        assert!(message.starts_with("`a b` cannot be the name"), "{message}");
        let message = listing("[bindings.toy.features.x]\nresource = []\n");
        assert!(message.contains("unknown field `resource`"), "{message}");
    }
}
