//! A place in a mirror, from which `terraform init` installs the mock as it
//! would install the real provider, lock file and all.

use super::settings::{BEHAVIORS_FILE, SCHEMA_FILE};
use crate::engine::Behaviors;
use crate::error::Error;
use crate::schema::Schemas;
use serde_json::{Value as Json, json};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What to install, and where.
#[derive(Clone, Debug)]
pub struct Installation {
    /// The folder of the mirror; it is created if it does not exist.
    pub mirror: PathBuf,
    /// The executable of `terraform-provider-mock`.
    pub executable: PathBuf,
    /// The output of `terraform providers schema -json`.
    pub schema: PathBuf,
    /// The provider, by its address or the end of it; all of them if not said.
    pub provider: Option<String>,
    /// The version the mock passes for, such as `6.0.0`.
    pub version: String,
    /// The only types to serve; all of them if empty.
    pub types: Vec<String>,
    /// A table of what no schema tells, added to what is known of AWS.
    pub behaviors: Option<PathBuf>,
}

/// A mirror in which mocks are installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirror {
    /// The absolute path of the folder.
    pub folder: PathBuf,
    /// The full addresses of the providers that were installed.
    pub providers: Vec<String>,
}

impl Installation {
    /// Lays out `<mirror>/<address>/<version>/<os>_<arch>/` for each provider:
    /// the executable, under the provider's name, and its schema.
    ///
    /// What an earlier installation left there is replaced.
    ///
    /// # Errors
    /// If a file cannot be read or written, if a setting makes no sense, or if
    /// something else is in the place of a mock.
    pub fn run(&self) -> Result<Mirror, Error> {
        if !is_version(&self.version) {
            return Err(Error::Setting {
                name: "the version",
                value: self.version.clone(),
                expected: "of the form 1.2.3",
            });
        }
        let document = self.document()?;
        let origin = format!("`{}`", self.schema.display());
        let schemas = Schemas::from_document(&document, origin)?;
        if let Some(name) = self.types.iter().find(|name| !schemas.has_type(name)) {
            return Err(Error::NoSuchType { name: name.clone() });
        }
        if let Some(behaviors) = &self.behaviors {
            Behaviors::from_file(behaviors)?;
        }
        let providers = schemas.choose(self.provider.as_deref())?;
        for address in &providers {
            self.install(address, &document)?;
        }
        let folder = self.mirror.canonicalize().map_err(written(&self.mirror))?;
        Ok(Mirror { folder, providers })
    }

    fn document(&self) -> Result<Json, Error> {
        let bytes = fs::read(&self.schema).map_err(|source| Error::Read {
            path: self.schema.clone(),
            source,
        })?;
        serde_json::from_slice(&bytes).map_err(|source| Error::Parse {
            origin: format!("`{}`", self.schema.display()),
            expected: "a provider schema",
            source,
        })
    }

    fn install(&self, address: &str, document: &Json) -> Result<(), Error> {
        let parts: Vec<&str> = address.split('/').collect();
        let ([_, _, name], true) = (&parts[..], parts.iter().all(|part| is_name(part))) else {
            return Err(Error::Setting {
                name: "the address of a provider",
                value: address.to_owned(),
                expected: "of the form registry.terraform.io/hashicorp/aws",
            });
        };
        let folder = self
            .mirror
            .join(address)
            .join(&self.version)
            .join(platform());
        if folder.exists() && !folder.join(SCHEMA_FILE).exists() {
            return Err(Error::Occupied { folder });
        }
        fs::create_dir_all(&folder).map_err(written(&folder))?;
        let executable = folder.join(format!("terraform-provider-{name}_v{}", self.version));
        let schema = folder.join(SCHEMA_FILE);
        fs::write(&schema, self.excerpt(address, document)).map_err(written(&schema))?;
        let behaviors = folder.join(BEHAVIORS_FILE);
        match &self.behaviors {
            Some(from) => {
                fs::copy(from, &behaviors).map_err(written(&behaviors))?;
            }
            None => remove(&behaviors).map_err(written(&behaviors))?,
        }
        remove(&executable)
            // A link takes no room, but does not cross file systems.
            .and_then(|()| {
                fs::hard_link(&self.executable, &executable)
                    .or_else(|_| fs::copy(&self.executable, &executable).map(drop))
            })
            .map_err(written(&executable))
    }

    /// The schema of one provider, with no more types than are wanted.
    fn excerpt(&self, address: &str, document: &Json) -> String {
        let mut provider = document["provider_schemas"][address].clone();
        let kinds = [
            "resource_schemas",
            "data_source_schemas",
            "ephemeral_resource_schemas",
        ];
        for kind in kinds {
            if let Some(Json::Object(types)) = provider.get_mut(kind)
                && !self.types.is_empty()
            {
                types.retain(|name, _| self.types.contains(name));
            }
        }
        let version = &document["format_version"];
        json!({"format_version": version, "provider_schemas": {address: provider}}).to_string()
    }
}

impl Mirror {
    /// The block for Terraform's CLI configuration, the file that
    /// `TF_CLI_CONFIG_FILE` names: these providers come from the mirror, others
    /// from where they always come.
    #[must_use]
    pub fn provider_installation(&self) -> String {
        let folder = quote(&self.folder.to_string_lossy());
        let providers: Vec<String> = self.providers.iter().map(|one| quote(one)).collect();
        let providers = providers.join(", ");
        format!(
            "provider_installation {{\n\
             \x20 filesystem_mirror {{\n\
             \x20   path    = {folder}\n\
             \x20   include = [{providers}]\n\
             \x20 }}\n\
             \x20 direct {{\n\
             \x20   exclude = [{providers}]\n\
             \x20 }}\n\
             }}\n"
        )
    }
}

/// The platform, as Terraform calls it.
fn platform() -> String {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        os => os,
    };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        arch => arch,
    };
    format!("{os}_{arch}")
}

fn is_version(text: &str) -> bool {
    let (numbers, extra) = text
        .split_once('-')
        .map_or((text, None), |(n, e)| (n, Some(e)));
    let numbers: Vec<&str> = numbers.split('.').collect();
    let is_number = |part: &&str| {
        part.parse::<u64>()
            .is_ok_and(|number| number.to_string() == **part)
    };
    numbers.len() == 3 && numbers.iter().all(is_number) && extra.is_none_or(is_name)
}

/// Whether a text is fit to be a part of a path.
fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "-_.:".contains(c);
    !text.is_empty() && text.chars().all(plain) && !text.starts_with('.')
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Removes a file, if there is one.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn written(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    |source| Error::Write { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_terraform_takes() {
        assert!(is_version("6.47.0"));
        assert!(is_version("1.0.0-beta.1"));
        for text in [
            "6",
            "6.47",
            "v1.0.0",
            "1.0.0.0",
            "01.0.0",
            "1.0.0-",
            "1.0.0-a/b",
            "",
        ] {
            assert!(!is_version(text), "{text}");
        }
    }

    #[test]
    fn names_do_not_lead_elsewhere() {
        assert!(is_name("registry.terraform.io") && is_name("localhost:8080"));
        assert!(!is_name("..") && !is_name("") && !is_name("a\\b"));
    }

    #[test]
    fn the_block_names_what_is_installed() {
        let mirror = Mirror {
            folder: "/a \"b\"".into(),
            providers: vec!["registry.terraform.io/acme/toy".to_owned()],
        };
        assert_eq!(
            mirror.provider_installation(),
            r#"provider_installation {
  filesystem_mirror {
    path    = "/a \"b\""
    include = ["registry.terraform.io/acme/toy"]
  }
  direct {
    exclude = ["registry.terraform.io/acme/toy"]
  }
}
"#
        );
    }
}
