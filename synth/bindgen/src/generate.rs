//! From configuration and schema to the text of files.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use synth_core::schema::BindingKind;

use crate::config::{Bindings, kind_name};
use crate::error::Error;
use crate::file::{BindingFile, binding_file};
use crate::module::module_file;
use crate::parse::ProviderSchema;
use crate::similar_name::similar_name;

/// Generates the bindings of one provider, by file name.
///
/// `name` is the provider's local name, `schema` what `terraform providers
/// schema -json` prints. The same arguments give the same text.
///
/// # Errors
///
/// If the schema is malformed, or lacks a configured type; if a type is listed
/// twice, or a feature's name is none.
pub fn generate(
    name: &str,
    bindings: &Bindings,
    schema: &Value,
) -> Result<BTreeMap<String, String>, Error> {
    let provider = ProviderSchema::find(schema, &bindings.source)?;
    let mut files = vec![bind(&provider, BindingKind::Provider, name, None)?];
    for ((kind, type_name), feature) in bindings.listed()? {
        files.push(bind(&provider, kind, type_name, feature)?);
    }
    files.sort_by(|left, right| left.name.module.cmp(&right.name.module));
    let module = module_file(name, &bindings.source, &bindings.version, &files)?;
    let files = files
        .into_iter()
        .map(|file| (format!("{}.rs", file.name.module), file.text));
    Ok(files.chain([("mod.rs".to_owned(), module)]).collect())
}

/// Everything a provider has, as if all of it were configured.
///
/// # Errors
///
/// If the schema is malformed or lacks the provider.
pub fn everything(source: &str, version: &str, schema: &Value) -> Result<Bindings, Error> {
    let provider = ProviderSchema::find(schema, source)?;
    let names = |kind| -> Result<BTreeSet<String>, Error> {
        let names = provider.names(kind)?;
        Ok(names.into_iter().map(str::to_owned).collect())
    };
    Ok(Bindings {
        source: source.into(),
        version: version.into(),
        path: "bindings".into(),
        resources: names(BindingKind::Resource)?,
        data_sources: names(BindingKind::DataSource)?,
        ephemeral_resources: names(BindingKind::Ephemeral)?,
        features: BTreeMap::new(),
    })
}

fn bind(
    provider: &ProviderSchema,
    kind: BindingKind,
    type_name: &str,
    feature: Option<&str>,
) -> Result<BindingFile, Error> {
    if let Some(schema) = provider.top_level(kind, type_name)? {
        return Ok(binding_file(kind, type_name, feature, &schema));
    }
    let names = match kind {
        BindingKind::Provider => Vec::new(),
        _ => provider.names(kind)?,
    };
    Err(Error::UnknownType {
        kind: kind_name(kind),
        name: type_name.into(),
        suggestion: similar_name(type_name, &names),
    })
}
