//! The schemas that bindings carry, printed by a program of their package.
//!
//! The command line does not link bindings: it would be built with all of them,
//! and bindings that do not compile could not be generated anew.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};
use synth_bindgen::{Bindings, Package};

use crate::app::cargo;
use crate::error::{Error, Result};
use crate::program;

/// What every package of bindings calls the program.
const PROGRAM: &str = "provider-schema";

/// The schemas of bindings, by the local names of their providers.
///
/// Cargo builds and runs the program of each package, with all features.
pub(crate) fn carried(
    root: &Path,
    bindings: &BTreeMap<String, Bindings>,
) -> Result<BTreeMap<String, Value>> {
    let mut printed: BTreeMap<PathBuf, Value> = BTreeMap::new();
    let mut schemas = BTreeMap::new();
    for (provider, bindings) in bindings {
        let package = Package::of(root, &bindings.path).map_err(|error| Error::Config {
            what: error.to_string(),
            hint: Some("without a package, name a schema file with `--schema`".to_owned()),
        })?;
        let schema = match printed.get(&package.manifest) {
            Some(schema) => schema.clone(),
            None => print(root, &package)?,
        };
        printed.insert(package.manifest, schema.clone());
        schemas.insert(provider.clone(), schema);
    }
    Ok(schemas)
}

/// All of them as one, as Terraform prints several providers.
pub(crate) fn merged(schemas: &BTreeMap<String, Value>) -> Value {
    let mut version = &Value::Null;
    let mut providers = Map::new();
    for schema in schemas.values() {
        version = schema.get("format_version").unwrap_or(version);
        let own = schema.get("provider_schemas").and_then(Value::as_object);
        providers.extend(own.cloned().unwrap_or_default());
    }
    json!({ "format_version": version, "provider_schemas": providers })
}

fn print(root: &Path, package: &Package) -> Result<Value> {
    let manifest = root.join(&package.manifest);
    let mut command = Command::new(cargo());
    command
        .args(["run", "--quiet", "--all-features", "--bin", PROGRAM])
        .arg("--manifest-path")
        .arg(manifest)
        .current_dir(root);
    let (status, printed) = program::job(&command).map_err(|error| not_started(&error))??;
    let failed = |how| Error::NoSchema {
        package: package.name.clone(),
        program: PROGRAM,
        how,
    };
    if !status.success() {
        let how = match status.code() {
            Some(code) => format!("failed with exit code {code}"),
            None => "was ended by a signal".to_owned(),
        };
        return Err(failed(how));
    }
    serde_json::from_slice(&printed)
        .map_err(|error| failed(format!("printed what is not JSON: {error}")))
}

fn not_started(error: &io::Error) -> Error {
    let program = cargo().to_string_lossy().into_owned();
    if error.kind() == io::ErrorKind::NotFound {
        return Error::MissingTool {
            tool: program,
            hint: "cargo runs the program that prints the bindings' schema: install Rust, or name \
                   a schema file with `--schema`"
                .to_owned(),
        };
    }
    Error::ToolFailed {
        what: format!("could not start `{program}`: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_providers_become_one_schema() {
        let schema =
            |name: &str| json!({ "format_version": "1.0", "provider_schemas": { name: {} } });
        let schemas = [("a", schema("x/a")), ("b", schema("x/b"))];
        assert_eq!(
            merged(
                &schemas
                    .map(|(name, schema)| (name.to_owned(), schema))
                    .into()
            ),
            json!({ "format_version": "1.0", "provider_schemas": { "x/a": {}, "x/b": {} } })
        );
    }
}
