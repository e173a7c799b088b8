//! What to serve when there is no command line: Terraform passes none.

use crate::builder::Builder;
use crate::engine::Behaviors;
use crate::error::Error;
use crate::protocol::Protocol;
use crate::schema::Schemas;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The schema, if it is not beside the executable.
const SCHEMA: &str = "MOCK_PROVIDER_SCHEMA";
/// The provider, if the schema has several.
const ADDRESS: &str = "MOCK_PROVIDER_ADDRESS";
/// The only types to serve, separated by commas.
const TYPES: &str = "MOCK_PROVIDER_TYPES";
/// A table of behaviours, if it is not beside the executable.
const BEHAVIORS: &str = "MOCK_PROVIDER_BEHAVIORS";
/// The version of the protocol.
const PROTOCOL: &str = "MOCK_PROVIDER_PROTOCOL";

/// The names of the files beside the executable.
pub(super) const SCHEMA_FILE: &str = "schema.json";
pub(super) const BEHAVIORS_FILE: &str = "behaviors.json";

/// What the environment and the files beside the executable say.
pub(super) fn builder(
    executable: &Path,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Builder, Error> {
    let text = |name| variable(name).map(|value| value.to_string_lossy().into_owned());
    let schema =
        variable(SCHEMA).map_or_else(|| executable.with_file_name(SCHEMA_FILE), PathBuf::from);
    let schemas = Schemas::from_file(schema)?;

    let mut behaviors = Behaviors::aws();
    let beside = executable.with_file_name(BEHAVIORS_FILE);
    if let Some(path) = variable(BEHAVIORS) {
        behaviors = behaviors.merge(Behaviors::from_file(PathBuf::from(path))?);
    } else if beside.exists() {
        behaviors = behaviors.merge(Behaviors::from_file(beside)?);
    }
    behaviors = behaviors.merge(Behaviors::from_variable(variable(Behaviors::ENV))?);

    let address = text(ADDRESS).or_else(|| by_name(executable, &schemas));
    let mut builder = Builder::new(schemas).behaviors(behaviors);
    if let Some(address) = address {
        builder = builder.provider(address);
    }
    if let Some(types) = text(TYPES) {
        builder = builder.types(types.split(',').map(str::trim));
    }
    builder = match text(PROTOCOL).as_deref() {
        None => builder,
        Some("5") => builder.protocol(Protocol::V5),
        Some("6") => builder.protocol(Protocol::V6),
        Some(value) => {
            return Err(Error::Setting {
                name: PROTOCOL,
                value: value.to_owned(),
                expected: "5 or 6",
            });
        }
    };
    Ok(builder)
}

/// The provider that an executable called `terraform-provider-NAME_vVERSION`
/// is to be, if the schema has one of that name.
fn by_name(executable: &Path, schemas: &Schemas) -> Option<String> {
    let name = executable.file_name()?.to_str()?;
    let name = name
        .strip_prefix("terraform-provider-")?
        .split('_')
        .next()?;
    let chosen = schemas.choose(Some(name)).ok()?;
    <[String; 1]>::try_from(chosen)
        .ok()
        .map(|[address]| address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A folder with a schema of these providers.
    fn folder(providers: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let providers: serde_json::Map<_, _> = providers
            .iter()
            .map(|address| ((*address).to_owned(), json!({})))
            .collect();
        let schema = json!({"format_version": "1.0", "provider_schemas": providers});
        std::fs::write(folder.path().join(SCHEMA_FILE), schema.to_string()).unwrap();
        folder
    }

    fn serve(
        folder: &tempfile::TempDir,
        executable: &str,
        variables: &[(&str, &str)],
    ) -> Result<Protocol, Error> {
        let executable = folder.path().join(executable);
        let variable = |name: &str| {
            let set = variables.iter().find(|(key, _)| *key == name);
            set.map(|(_, value)| value.into())
        };
        builder(&executable, variable)?
            .service()
            .map(|(protocol, _)| protocol)
    }

    #[test]
    fn one_provider_needs_no_choice() {
        let folder = folder(&["registry.terraform.io/acme/toy"]);
        let protocol = serve(&folder, "anything", &[(PROTOCOL, "6")]);
        assert_eq!(protocol.unwrap(), Protocol::V6);
    }

    #[test]
    fn of_several_the_name_or_the_environment_chooses() {
        let folder = folder(&[
            "registry.terraform.io/acme/toy",
            "registry.terraform.io/acme/boat",
        ]);
        assert!(serve(&folder, "terraform-provider-toy_v1.0.0", &[]).is_ok());
        assert!(serve(&folder, "anything", &[(ADDRESS, "acme/boat")]).is_ok());
        let error = serve(&folder, "terraform-provider-mock", &[]).unwrap_err();
        assert!(error.hint().contains("MOCK_PROVIDER_ADDRESS"), "{error}");
    }

    #[test]
    fn nonsense_is_named() {
        let folder = folder(&["registry.terraform.io/acme/toy"]);
        let error = serve(&folder, "anything", &[(PROTOCOL, "7")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "MOCK_PROVIDER_PROTOCOL makes no sense: `7`"
        );
    }
}
