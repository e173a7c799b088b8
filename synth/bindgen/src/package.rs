//! The cargo package that bindings are part of, and its features.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::config::Feature;
use crate::error::Error;

/// The feature that holds all others.
const FULL: &str = "full";

/// A cargo package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its name, which `cargo --package` takes.
    pub name: String,
    /// Its `Cargo.toml`, from the root of the workspace where it is below it.
    pub manifest: PathBuf,
    features: BTreeMap<String, Vec<String>>,
}

/// A `Cargo.toml` as far as this module reads it.
#[derive(Deserialize)]
struct Manifest {
    package: Option<Name>,
    #[serde(default)]
    features: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

impl Package {
    /// The package that the files in `path` are part of: that of the nearest
    /// `Cargo.toml` above. `path` starts from `root`.
    ///
    /// # Errors
    ///
    /// [`Error::NoPackage`] without one, [`Error::Manifest`] if it is not a
    /// package's, [`Error::Io`] if it cannot be read.
    pub fn of(root: &Path, path: &Path) -> Result<Self, Error> {
        let folder = root.join(path);
        let file = folder
            .ancestors()
            .map(|folder| folder.join("Cargo.toml"))
            .find(|file| file.is_file());
        let Some(file) = file else {
            return Err(Error::NoPackage { path: path.into() });
        };
        let text = fs::read_to_string(&file).map_err(Error::io("read", &file))?;
        let manifest = file.strip_prefix(root).unwrap_or(&file).to_owned();
        Self::parse(&text, manifest)
    }

    fn parse(text: &str, manifest: PathBuf) -> Result<Self, Error> {
        let wrong = |message: String| Error::Manifest {
            path: manifest.clone(),
            message,
        };
        let parsed: Manifest =
            toml::from_str(text).map_err(|error| wrong(error.to_string().trim_end().to_owned()))?;
        let package = parsed
            .package
            .ok_or_else(|| wrong("a workspace without a package of its own".to_owned()))?;
        Ok(Self {
            name: package.name,
            manifest,
            features: parsed.features,
        })
    }

    /// Fails unless the manifest declares the features, and `full` holds them.
    pub(crate) fn declares(&self, features: &BTreeMap<String, Feature>) -> Result<(), Error> {
        let lacks = |declared: &dyn Fn(&String) -> bool| -> Vec<String> {
            let names = features.keys().filter(|name| !declared(name));
            names.cloned().collect()
        };
        let missing = lacks(&|name| self.features.contains_key(name));
        let full = lacks(&|name| {
            let full = self.features.get(FULL);
            full.is_some_and(|full| full.contains(name))
        });
        if missing.is_empty() && full.is_empty() {
            return Ok(());
        }
        Err(Error::MissingFeatures {
            manifest: self.manifest.clone(),
            features: missing,
            full,
        })
    }
}

/// Fails unless cargo takes the name for a feature, and it means nothing else.
pub(crate) fn check_name(name: &str) -> Result<(), Error> {
    let reason = match name {
        FULL => "it is the feature that holds all others",
        "default" => "cargo would always compile it; list its types outside of the features",
        _ if is_name(name) => return Ok(()),
        _ => "cargo takes letters, digits, `_`, `-`, `+` and `.`, with a letter or a digit first",
    };
    Err(Error::FeatureName {
        name: name.into(),
        reason,
    })
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || "_-+.".contains(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn declares(features: &[&str], manifest: &str) -> String {
        let features = features
            .iter()
            .map(|name| ((*name).to_owned(), Feature::default()))
            .collect();
        let manifest = format!("[package]\nname = \"toy\"\n{manifest}");
        let package = Package::parse(&manifest, "toy/Cargo.toml".into()).unwrap();
        match package.declares(&features) {
            Ok(()) => String::new(),
            Err(error) => format!("{error}; {}", error.hint().unwrap()),
        }
    }

    #[test]
    fn a_manifest_has_every_feature_and_one_with_all() {
        assert_eq!(
            declares(
                &["a", "b"],
                "[features]\nfull = [\"b\", \"mine\", \"a\"]\na = []\nb = []\nmine = [\"a\"]\n"
            ),
            ""
        );
        assert_eq!(
            declares(&["a", "b"], ""),
            "toy/Cargo.toml lacks features of the bindings: `a`, `b`; add `a = []`, `b = []` to \
             `[features]`, and \"a\", \"b\" to `full = [...]` in `[features]`"
        );
        assert_eq!(
            declares(&["a", "b"], "[features]\na = []\nfull = [\"a\", \"b\"]\n"),
            "toy/Cargo.toml lacks features of the bindings: `b`; add `b = []` to `[features]`"
        );
        assert_eq!(
            declares(&["a", "b"], "[features]\na = []\nb = []\nfull = [\"a\"]\n"),
            "the feature `full` in toy/Cargo.toml does not hold all features; add \"b\" to \
             `full = [...]` in `[features]`"
        );
    }

    #[test]
    fn the_nearest_manifest_is_the_package() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let of = |path: &str| Package::of(root.path(), Path::new(path));
        write("Cargo.toml", "[workspace]\nmembers = [\"a\"]\n");
        write("a/Cargo.toml", "[package]\nname = \"one\"\n");
        let package = of("a/src/bindings").unwrap();
        assert_eq!(package.name, "one");
        assert_eq!(package.manifest, Path::new("a/Cargo.toml"));
        let error = of("b/src").unwrap_err().to_string();
        assert_eq!(
            error,
            "Cargo.toml: a workspace without a package of its own"
        );
        write("b/Cargo.toml", "package = 1\n");
        let error = of("b/src").unwrap_err().to_string();
        assert!(
            error.starts_with("b/Cargo.toml: TOML parse error"),
            "{error}"
        );
    }

    #[test]
    fn names_are_cargos() {
        for name in ["s3", "2d", "elb-v2", "a_b", "c++", "1.0"] {
            check_name(name).unwrap();
        }
        for name in ["", "-a", "a/b", "dep:a", "full", "default"] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
