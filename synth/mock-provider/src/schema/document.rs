//! The whole document: providers, and what each of them has.

use super::{Attribute, AttributeType, Block};
use crate::error::Error;
use crate::value::Type;
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

/// The schemas of one or more providers.
///
/// ```
/// # fn main() -> Result<(), terraform_provider_mock::Error> {
/// let schemas = terraform_provider_mock::Schemas::from_slice(
///     br#"{"format_version": "1.0", "provider_schemas": {
///         "registry.terraform.io/acme/toy": {"provider": {"version": 0}}}}"#,
/// )?;
/// assert_eq!(schemas.providers.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Schemas {
    format_version: String,
    /// By full address, such as `registry.terraform.io/hashicorp/aws`.
    #[serde(rename = "provider_schemas", default)]
    pub providers: BTreeMap<String, ProviderSchema>,
}

impl Schemas {
    /// Reads the output of `terraform providers schema -json`.
    ///
    /// # Errors
    /// If the file cannot be read, or is no schema in format 1.x.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::checked(
            serde_json::from_slice(&bytes),
            format!("`{}`", path.display()),
        )
    }

    /// Like [`Schemas::from_file`], from bytes.
    ///
    /// # Errors
    /// If it is no schema in format 1.x.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, Error> {
        Self::checked(serde_json::from_slice(bytes), "the input".to_owned())
    }

    /// Like [`Schemas::from_file`], from parsed JSON.
    ///
    /// # Errors
    /// If it is no schema in format 1.x.
    pub fn from_value(json: Json) -> Result<Self, Error> {
        Self::checked(serde_json::from_value(json), "the input".to_owned())
    }

    /// Like [`Schemas::from_file`], from JSON that is needed later on.
    #[cfg(feature = "plugin")]
    pub(crate) fn from_document(json: &Json, origin: String) -> Result<Self, Error> {
        Self::checked(Self::deserialize(json), origin)
    }

    /// The addresses of the providers that end in what is wanted, of all if
    /// nothing is. What is built into Terraform is not among them.
    pub(crate) fn choose(&self, wanted: Option<&str>) -> Result<Vec<String>, Error> {
        let addresses = self.providers.keys();
        let external = addresses.filter(|address| !address.starts_with("terraform.io/builtin/"));
        let mut chosen: Vec<String> = external.cloned().collect();
        let available = chosen.clone();
        if let Some(wanted) = wanted {
            chosen.retain(|address| {
                let rest = address.strip_suffix(wanted);
                rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
            });
        }
        if chosen.is_empty() {
            return Err(Error::NoSuchProvider {
                wanted: wanted.map(ToOwned::to_owned),
                available,
            });
        }
        Ok(chosen)
    }

    fn checked(parsed: serde_json::Result<Self>, origin: String) -> Result<Self, Error> {
        let schemas = parsed.map_err(|source| Error::Parse {
            origin: origin.clone(),
            expected: "a provider schema",
            source,
        })?;
        if !schemas.format_version.starts_with("1.") {
            return Err(Error::Format {
                origin,
                version: schemas.format_version,
            });
        }
        Ok(schemas)
    }

    /// Whether any provider has a resource, data source or ephemeral resource
    /// of this type.
    #[must_use]
    pub fn has_type(&self, name: &str) -> bool {
        self.providers.values().any(|provider| {
            provider.resources.contains_key(name)
                || provider.data_sources.contains_key(name)
                || provider.ephemeral_resources.contains_key(name)
        })
    }
}

/// Everything one provider has.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ProviderSchema {
    /// The provider's own configuration.
    #[serde(default)]
    pub provider: Schema,
    /// The managed resources, by type.
    #[serde(rename = "resource_schemas", default)]
    pub resources: BTreeMap<String, Schema>,
    /// The data sources, by type.
    #[serde(rename = "data_source_schemas", default)]
    pub data_sources: BTreeMap<String, Schema>,
    /// The ephemeral resources, by type.
    #[serde(rename = "ephemeral_resource_schemas", default)]
    pub ephemeral_resources: BTreeMap<String, Schema>,
}

impl ProviderSchema {
    /// Forgets every type that is not in the list.
    pub fn retain_types(&mut self, types: &BTreeSet<String>) {
        self.resources.retain(|name, _| types.contains(name));
        self.data_sources.retain(|name, _| types.contains(name));
        self.ephemeral_resources
            .retain(|name, _| types.contains(name));
    }

    /// Whether anything in it can only be said in protocol 6.
    #[must_use]
    pub fn needs_protocol_6(&self) -> bool {
        let all = [
            &self.resources,
            &self.data_sources,
            &self.ephemeral_resources,
        ];
        all.into_iter()
            .flat_map(BTreeMap::values)
            .chain([&self.provider])
            .any(|schema| has_nested_attributes(&schema.block))
    }
}

fn has_nested_attributes(block: &Block) -> bool {
    let nested = |attribute: &Attribute| matches!(attribute.of, AttributeType::Nested(_));
    block.attributes.values().any(nested)
        || block
            .blocks
            .values()
            .any(|nested| has_nested_attributes(&nested.block))
}

/// The schema of one resource, data source or provider configuration.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Schema {
    /// The version stored in states.
    #[serde(default)]
    pub version: i64,
    /// What is in it.
    #[serde(default)]
    pub block: Block,
    #[serde(skip)]
    implied: OnceLock<Type>,
}

impl Schema {
    /// The type of a value that conforms to the schema.
    pub fn implied_type(&self) -> &Type {
        self.implied.get_or_init(|| self.block.implied_type())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn another_format_is_refused() {
        let error = Schemas::from_value(json!({"format_version": "2.0"})).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the input has the unknown schema format `2.0`"
        );
    }

    #[test]
    fn an_attribute_without_type_is_refused() {
        let error = Schemas::from_value(json!({
            "format_version": "1.0",
            "provider_schemas": {"x/y/z": {"resource_schemas": {"z_a": {
                "version": 0, "block": {"attributes": {"name": {"optional": true}}}}}}},
        }))
        .unwrap_err();
        assert!(
            error.to_string().contains("`type` or `nested_type`"),
            "{error}"
        );
    }

    #[test]
    fn types_can_be_left_out() {
        let mut schemas = Schemas::from_value(json!({
            "format_version": "1.0",
            "provider_schemas": {"x/y/z": {
                "resource_schemas": {"z_a": {}, "z_b": {}},
                "data_source_schemas": {"z_b": {}, "z_c": {}},
            }},
        }))
        .unwrap();
        let provider = schemas.providers.get_mut("x/y/z").unwrap();
        provider.retain_types(&["z_b".to_owned()].into());
        assert_eq!(provider.resources.keys().collect::<Vec<_>>(), ["z_b"]);
        assert_eq!(provider.data_sources.keys().collect::<Vec<_>>(), ["z_b"]);
        assert!(schemas.has_type("z_b") && !schemas.has_type("z_a"));
    }
}
