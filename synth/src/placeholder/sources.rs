//! What a program of the workspace is made from, as its manifests say. Cargo
//! knows better, and takes longer to say it than everything else here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use super::hexadecimal;
use crate::glob;

const MANIFEST: &str = "Cargo.toml";
/// Folders of a package that no program is made from.
const BESIDE: &[&str] = &["benches", "examples", "target", "tests"];

/// A cargo workspace on disk.
pub(super) struct Workspace {
    root: PathBuf,
    manifest: toml::Table,
}

impl Workspace {
    /// The workspace that a folder belongs to, if there is one.
    pub(super) fn of(folder: &Path) -> Option<Self> {
        folder
            .ancestors()
            // What is below `.synth` is a copy, and belongs to nothing around it.
            .take_while(|folder| folder.file_name().is_none_or(|name| name != ".synth"))
            .find_map(|root| {
                let manifest = read(root)?;
                let root = root.to_owned();
                let is_root = manifest.contains_key("workspace");
                is_root.then_some(Self { root, manifest })
            })
            .or_else(|| {
                let root = folder.to_owned();
                let manifest = read(folder)?;
                Some(Self { root, manifest })
            })
    }

    /// Where `Cargo.lock` is.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// A digest of every file of a package and of the packages on this machine
    /// that it is built from; none if the package is not found.
    pub(super) fn digest(&self, package: &str) -> Option<String> {
        let mut open = vec![self.folder_of(package)?];
        let mut packages = BTreeSet::new();
        while let Some(folder) = open.pop() {
            if packages.contains(&folder) {
                continue;
            }
            let manifest = read(&self.root.join(&folder)).unwrap_or_default();
            open.extend(self.dependencies(&folder, &manifest));
            packages.insert(folder);
        }
        let mut hasher = Sha256::new();
        for folder in &packages {
            let mut files = Vec::new();
            list(&self.root.join(folder), Path::new(""), &mut files);
            files.sort();
            for file in files {
                let path = folder.join(file);
                let Ok(bytes) = fs::read(self.root.join(&path)) else {
                    continue;
                };
                hasher.update(path.as_os_str().as_encoded_bytes());
                hasher.update([0]);
                hasher.update((bytes.len() as u64).to_le_bytes());
                hasher.update(bytes);
            }
        }
        Some(hexadecimal(&hasher.finalize()))
    }

    /// The folder of a package, relative to the root.
    fn folder_of(&self, package: &str) -> Option<PathBuf> {
        let is_it = |folder: &Path| {
            let path = self.root.join(folder).join(MANIFEST);
            let text = fs::read_to_string(path).unwrap_or_default();
            // Most are another's, and need not be read as TOML.
            text.contains(package)
                && text.parse::<toml::Table>().is_ok_and(|manifest| {
                    let name = manifest.get("package").and_then(|it| it.get("name"));
                    name.and_then(toml::Value::as_str) == Some(package)
                })
        };
        let root = PathBuf::new();
        if is_it(&root) {
            return Some(root);
        }
        let members = self.manifest.get("workspace")?.get("members")?.as_array()?;
        members
            .iter()
            .filter_map(toml::Value::as_str)
            .flat_map(|member| self.matching(member))
            .find(|folder| is_it(folder))
    }

    /// The folders that an entry of `members` names.
    fn matching(&self, member: &str) -> Vec<PathBuf> {
        let mut found = vec![PathBuf::new()];
        for part in member.split('/') {
            found = if part.contains(['*', '?']) {
                found
                    .iter()
                    .flat_map(|folder| self.below(folder, part))
                    .collect()
            } else {
                found.iter().map(|folder| folder.join(part)).collect()
            };
        }
        found
    }

    fn below(&self, folder: &Path, pattern: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.root.join(folder)).into_iter().flatten();
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut found: Vec<PathBuf> = names
            .filter(|name| glob::matches(pattern, name))
            .map(|name| folder.join(name))
            .collect();
        found.sort();
        found
    }

    /// The folders of packages that one is built from.
    fn dependencies(&self, folder: &Path, manifest: &toml::Table) -> Vec<PathBuf> {
        let targets = manifest.get("target").and_then(toml::Value::as_table);
        let targets = targets.into_iter().flat_map(toml::Table::values);
        let targets = targets.filter_map(toml::Value::as_table);
        let tables = std::iter::once(manifest).chain(targets).flat_map(|table| {
            let kinds = ["dependencies", "build-dependencies"];
            kinds.map(|kind| table.get(kind).and_then(toml::Value::as_table))
        });
        let mut folders = Vec::new();
        for (name, dependency) in tables.flatten().flatten() {
            if let Some(path) = dependency.get("path").and_then(toml::Value::as_str) {
                folders.push(normal(&folder.join(path)));
            }
            let shared = dependency.get("workspace").and_then(toml::Value::as_bool);
            if shared == Some(true)
                && let Some(path) = self.shared(name)
            {
                folders.push(normal(Path::new(path)));
            }
        }
        folders
    }

    /// The path of a dependency that the workspace names for all.
    fn shared(&self, name: &str) -> Option<&str> {
        let dependencies = self.manifest.get("workspace")?.get("dependencies")?;
        dependencies.get(name)?.get("path")?.as_str()
    }
}

/// The manifest in a folder, if there is one that can be read.
fn read(folder: &Path) -> Option<toml::Table> {
    let text = fs::read_to_string(folder.join(MANIFEST)).ok()?;
    text.parse().ok()
}

/// A path without `..`, as far as it does not lead out.
fn normal(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if parts.file_name().is_some_and(|name| name != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}

/// The files below `root/relative` that belong to its package.
fn list(root: &Path, relative: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(root.join(relative)).into_iter().flatten();
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let text = name.to_string_lossy();
        let beside = relative == Path::new("") && BESIDE.contains(&&*text);
        if text.starts_with('.') || beside {
            continue;
        }
        let path = relative.join(&name);
        match entry.file_type() {
            Ok(kind) if kind.is_file() => files.push(path),
            // A folder with a manifest is another package.
            Ok(kind) if kind.is_dir() && !root.join(&path).join(MANIFEST).exists() => {
                list(root, &path, files);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write(
            "Cargo.toml",
            "[workspace]\nmembers = [\"programs/*\", \"shared\"]\n\
             [workspace.dependencies]\nshared = { path = \"shared\" }\n",
        );
        write(
            "programs/one/Cargo.toml",
            "[package]\nname = \"one\"\n[dependencies]\nshared.workspace = true\nserde = \"1\"\n\
             [target.'cfg(unix)'.dependencies]\nunix = { path = \"../../unix\" }\n\
             [dev-dependencies]\nother = { path = \"../other\" }\n",
        );
        write("programs/other/Cargo.toml", "[package]\nname = \"other\"\n");
        write("shared/Cargo.toml", "[package]\nname = \"shared\"\n");
        write("unix/Cargo.toml", "[package]\nname = \"unix\"\n");
        for path in [
            "programs/one/src/main.rs",
            "programs/one/page/index.html",
            "programs/one/tests/it.rs",
            "programs/one/inner/Cargo.toml",
            "programs/one/inner/src/lib.rs",
            "programs/other/src/lib.rs",
            "shared/src/lib.rs",
            "unix/src/lib.rs",
            "stacks/synth.toml",
        ] {
            write(path, "1");
        }
        folder
    }

    #[test]
    fn what_it_is_built_from_counts() {
        let folder = workspace();
        let root = folder.path();
        let digest = || {
            Workspace::of(&root.join("stacks"))
                .unwrap()
                .digest("one")
                .unwrap()
        };
        let before = digest();
        for (path, counts) in [
            ("programs/one/src/main.rs", true),
            ("programs/one/page/index.html", true),
            ("shared/src/lib.rs", true),
            ("unix/src/lib.rs", true),
            ("programs/one/tests/it.rs", false),
            ("programs/one/inner/src/lib.rs", false),
            ("programs/other/src/lib.rs", false),
        ] {
            fs::write(root.join(path), "2").unwrap();
            assert_eq!(digest() != before, counts, "{path}");
            fs::write(root.join(path), "1").unwrap();
            assert_eq!(digest(), before, "{path}");
        }
        fs::write(root.join("shared/src/new.rs"), "").unwrap();
        assert_ne!(digest(), before);
    }

    #[test]
    fn what_is_not_there() {
        let folder = workspace();
        let found = Workspace::of(folder.path()).unwrap();
        assert_eq!(found.digest("none"), None);
        let copy = folder.path().join(".synth/base/run");
        fs::create_dir_all(&copy).unwrap();
        assert!(Workspace::of(&copy).is_none());
        fs::write(copy.join(MANIFEST), "[package]\nname = \"one\"\n").unwrap();
        assert!(Workspace::of(&copy).unwrap().digest("one").is_some());
    }
}
