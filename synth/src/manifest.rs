//! `manifest.json`: which stacks the app defined and where it wrote them.
//!
//! A manifest is checked when it is read, so that whoever has one can join
//! its paths to a folder and stay inside.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::annotations::Annotation;
use crate::build::target::{Architecture, Glibc, Kind};
use crate::paths::stays_below;

/// The name of the file.
pub(crate) const FILE: &str = "manifest.json";
/// The folder that holds a folder for each stack.
pub(crate) const STACKS: &str = "stacks";
/// The folder of a stack that holds its assets.
pub(crate) const ASSETS: &str = "assets";

/// The stacks of the app, in the order of their names.
#[derive(Debug, Deserialize)]
pub(crate) struct Manifest {
    stacks: BTreeMap<String, Stack>,
}

/// A stack.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Stack {
    pub(crate) name: String,
    pub(crate) construct_path: String,
    /// The folder, relative to the manifest: `stacks/<folder>`.
    pub(crate) working_directory: PathBuf,
    /// The document, relative to the manifest.
    #[serde(rename = "synthesizedStackPath")]
    pub(crate) document: PathBuf,
    /// Construct paths of the stacks that have to be deployed before.
    #[serde(default)]
    pub(crate) dependencies: Vec<String>,
    #[serde(default)]
    pub(crate) annotations: Vec<Annotation>,
    /// What is built after synthesis.
    #[serde(default)]
    pub(crate) assets: Vec<Artifact>,
}

/// A file the stack needs that is built from a package of the workspace.
#[derive(Debug, Deserialize)]
pub(crate) struct Artifact {
    /// Relative to the stack's folder, below `assets/`.
    pub(crate) path: PathBuf,
    pub(crate) package: String,
    /// What the file holds; its name tells where this does not.
    kind: Option<Kind>,
    #[serde(default)]
    pub(crate) architecture: Architecture,
    /// What the program may need of glibc, where that has a limit.
    pub(crate) glibc: Option<Glibc>,
}

impl Artifact {
    /// What the file holds.
    pub(crate) fn kind(&self) -> Kind {
        let zip = || self.path.extension().is_some_and(|kind| kind == "zip");
        self.kind
            .unwrap_or_else(|| if zip() { Kind::Zip } else { Kind::Binary })
    }
}

impl Manifest {
    /// Reads a manifest; the error says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let manifest: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut folders = BTreeSet::new();
        for (key, stack) in &manifest.stacks {
            stack.check(key)?;
            if !folders.insert(&stack.working_directory) {
                return Err(format!(
                    "two stacks share the folder {}",
                    stack.working_directory.display()
                ));
            }
        }
        Ok(manifest)
    }

    /// Every stack.
    pub(crate) fn stacks(&self) -> impl Iterator<Item = &Stack> {
        self.stacks.values()
    }

    /// Whether a stack lives in `stacks/<folder>`.
    pub(crate) fn has_folder(&self, folder: &str) -> bool {
        let folder = Path::new(STACKS).join(folder);
        self.stacks().any(|stack| stack.working_directory == folder)
    }
}

impl Stack {
    fn check(&self, key: &str) -> Result<(), String> {
        let Self {
            name,
            working_directory: folder,
            document,
            ..
        } = self;
        if name != key {
            return Err(format!("the stack under `{key}` is named `{name}`"));
        }
        let fine = stays_below(Path::new(name)) && Path::new(name).components().count() == 1;
        if !fine {
            return Err(format!("`{name}` is not a name for a stack"));
        }
        let fine = stays_below(folder) && folder.parent() == Some(Path::new(STACKS));
        if !fine {
            return Err(format!(
                "stack `{name}`: the workingDirectory `{}` is not a folder in `{STACKS}/`",
                folder.display()
            ));
        }
        if !stays_below(document) || document.parent() != Some(folder) {
            return Err(format!(
                "stack `{name}`: the synthesizedStackPath `{}` is not a file in `{}`",
                document.display(),
                folder.display()
            ));
        }
        for Artifact { path, .. } in &self.assets {
            let fine = stays_below(path) && path.starts_with(ASSETS) && path != Path::new(ASSETS);
            if !fine {
                return Err(format!(
                    "stack `{name}`: the asset `{}` is not below `{ASSETS}/`",
                    path.display()
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(name: &str, folder: &str, document: &str, asset: &str) -> String {
        serde_json::json!({"stacks": {"a": {
            "annotations": [], "constructPath": "a", "dependencies": [], "name": name,
            "stackMetadataPath": "x", "synthesizedStackPath": document, "workingDirectory": folder,
            "assets": [{"path": asset, "package": "p", "more": 1}], "new": true,
        }}, "version": "0.21.0"})
        .to_string()
    }

    #[test]
    fn a_good_one() {
        let text = manifest("a", "stacks/a", "stacks/a/cdk.tf.json", "assets/x/b.zip");
        let manifest = Manifest::parse(&text).unwrap();
        assert!(manifest.has_folder("a"));
        assert!(!manifest.has_folder("b"));
        assert_eq!(manifest.stacks().next().unwrap().assets[0].package, "p");
    }

    #[test]
    fn paths_do_not_escape() {
        for (name, folder, document, asset) in [
            ("b", "stacks/a", "stacks/a/cdk.tf.json", "assets/x"),
            ("a", "../a", "../a/cdk.tf.json", "assets/x"),
            (
                "a",
                "stacks/../../a",
                "stacks/../../a/cdk.tf.json",
                "assets/x",
            ),
            ("a", "/etc", "/etc/cdk.tf.json", "assets/x"),
            ("a", "stacks/a/b", "stacks/a/b/cdk.tf.json", "assets/x"),
            ("a", "stacks/a", "stacks/b/cdk.tf.json", "assets/x"),
            ("a", "stacks/a", "stacks/a/../../x.json", "assets/x"),
            ("a", "stacks/a", "stacks/a/cdk.tf.json", "assets/../../x"),
            ("a", "stacks/a", "stacks/a/cdk.tf.json", "assets"),
            ("a", "stacks/a", "stacks/a/cdk.tf.json", "cdk.tf.json"),
        ] {
            let text = manifest(name, folder, document, asset);
            Manifest::parse(&text).expect_err(&text);
        }
    }

    #[test]
    fn folders_are_not_shared() {
        let stack = |name| {
            serde_json::json!({"name": name, "constructPath": name, "workingDirectory": "stacks/a",
                "synthesizedStackPath": "stacks/a/cdk.tf.json"})
        };
        let text = serde_json::json!({"stacks": {"a": stack("a"), "b": stack("b")}}).to_string();
        assert_eq!(
            Manifest::parse(&text).unwrap_err(),
            "two stacks share the folder stacks/a"
        );
    }
}
