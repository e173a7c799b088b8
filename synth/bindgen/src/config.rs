//! The `[bindings.<provider>]` sections of `synth.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Deserialize;

use crate::error::Error;

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
    /// Managed resources.
    #[serde(default)]
    pub resources: BTreeSet<String>,
    /// Data sources.
    #[serde(default)]
    pub data_sources: BTreeSet<String>,
    /// Ephemeral resources.
    #[serde(default)]
    pub ephemeral_resources: BTreeSet<String>,
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
}
