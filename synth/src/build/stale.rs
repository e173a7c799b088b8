//! Whether what was built is what would be built now.
//!
//! Beside each artifact lies a stamp: from which files it was made, and a digest
//! over them. Which files those are is cargo's word, so that nothing has to be
//! asked of cargo to find out that nothing changed.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::builder::Builder;
use super::workspace::{Program, Workspace};
use crate::error::{Error, Result};
use crate::output::write_if_different;

/// The name of the stamp.
const FILE: &str = "stamp.json";
/// The version of its format: another one is as good as none.
const VERSION: u32 = 1;

/// Files of a workspace that every build depends on, if they are there.
const OF_WORKSPACE: &[&str] = &[
    ".cargo/config",
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "rust-toolchain",
    "rust-toolchain.toml",
];
/// What the names of environment variables that change a build begin with.
const VARIABLES: &[&str] = &[
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_PROFILE_",
    "CFLAGS",
    "RUSTFLAGS",
    "RUSTUP_TOOLCHAIN",
];

/// What an artifact was made from.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Stamp {
    version: u32,
    pub(crate) builder: Builder,
    digest: String,
    /// The root of the workspace; files below it are relative to it.
    workspace: PathBuf,
    files: Vec<PathBuf>,
    /// Folders of which every file counts.
    folders: Vec<PathBuf>,
}

impl Stamp {
    /// The stamp of what was just built: `dep_info` is where cargo tells which
    /// files it read, `settings` whatever else it depends on.
    pub(crate) fn new(
        builder: Builder,
        workspace: &Workspace,
        program: &Program,
        dep_info: &Path,
        settings: &str,
    ) -> Result<Self> {
        let text = fs::read_to_string(dep_info).map_err(Error::io("read", dep_info))?;
        let mut files: Vec<PathBuf> = dependencies(&text)
            .into_iter()
            // Made by the build itself.
            .filter(|file| !file.starts_with(&workspace.target_directory))
            .collect();
        files.extend(program.manifests.iter().cloned());
        files.extend(OF_WORKSPACE.iter().map(|name| workspace.root.join(name)));
        let relative = |path: &PathBuf| {
            path.strip_prefix(&workspace.root)
                .unwrap_or(path)
                .to_owned()
        };
        let mut files: Vec<PathBuf> = files.iter().map(relative).collect();
        files.sort();
        files.dedup();
        let mut stamp = Self {
            version: VERSION,
            builder,
            digest: String::new(),
            workspace: workspace.root.clone(),
            files,
            folders: program.scripted.iter().map(relative).collect(),
        };
        stamp.digest = stamp.digest(settings).map_err(|error| unreadable(&error))?;
        Ok(stamp)
    }

    /// The stamp in a folder, if there is one.
    pub(crate) fn read(folder: &Path) -> Option<Self> {
        let stamp: Self = serde_json::from_slice(&fs::read(folder.join(FILE)).ok()?).ok()?;
        (stamp.version == VERSION).then_some(stamp)
    }

    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(FILE);
        let text = serde_json::to_vec_pretty(self)
            .map_err(|error| Error::io("write", &path)(error.into()))?;
        write_if_different(&path, &text, &Permissions::from_mode(0o644)).map(drop)
    }

    /// Whether nothing changed since.
    pub(crate) fn is_fresh(&self, settings: &str) -> bool {
        self.digest(settings)
            .is_ok_and(|digest| digest == self.digest)
    }

    fn digest(&self, settings: &str) -> io::Result<String> {
        let mut hasher = Sha256::new();
        hasher.update(settings);
        for (name, value) in environment() {
            hasher.update(format!("\0{name}={value}"));
        }
        for file in &self.files {
            add_file(&mut hasher, file, &self.workspace.join(file))?;
        }
        for folder in &self.folders {
            add_folder(&mut hasher, folder, &self.workspace.join(folder))?;
        }
        Ok(crate::placeholder::hexadecimal(&hasher.finalize()))
    }
}

fn unreadable(error: &io::Error) -> Error {
    Error::ToolFailed {
        what: format!("could not read what was built from: {error}"),
    }
}

fn environment() -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = std::env::vars_os()
        .map(|(name, value)| {
            let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
            (text(name), text(value))
        })
        .filter(|(name, _)| VARIABLES.iter().any(|known| name.starts_with(known)))
        .collect();
    found.sort();
    found
}

/// Adds a file; that there is none is worth adding too.
fn add_file(hasher: &mut Sha256, name: &Path, path: &Path) -> io::Result<()> {
    hasher.update(name.as_os_str().as_encoded_bytes());
    if path.is_dir() {
        return add_folder(hasher, name, path);
    }
    match fs::read(path) {
        Ok(bytes) => {
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            hasher.update(b"none");
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Adds every file of a folder, but for what is hidden or made by cargo.
fn add_folder(hasher: &mut Sha256, name: &Path, path: &Path) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(path)?.collect::<io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let file = entry.file_name();
        let skipped = file.to_string_lossy().starts_with('.') || file == "target";
        let kind = entry.file_type()?;
        let name = name.join(&file);
        if skipped || kind.is_symlink() {
            continue;
        }
        if kind.is_dir() {
            add_folder(hasher, &name, &entry.path())?;
        } else {
            add_file(hasher, &name, &entry.path())?;
        }
    }
    Ok(())
}

/// The files in cargo's dep-info: `executable: file file`, as make has it, with
/// spaces in names escaped.
fn dependencies(text: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for line in text.lines() {
        let Some((_, list)) = line.split_once(": ") else {
            continue;
        };
        let mut file = String::new();
        let mut characters = list.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => file.extend(characters.next()),
                ' ' => files.push(std::mem::take(&mut file)),
                character => file.push(character),
            }
        }
        files.push(file);
    }
    files.retain(|file| !file.is_empty());
    files.into_iter().map(PathBuf::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dep_info_is_read() {
        let files = dependencies("/t/x: /w/src/main.rs /w/a\\ b.rs\n\n");
        assert_eq!(files, ["/w/src/main.rs", "/w/a b.rs"].map(PathBuf::from));
        assert!(dependencies("").is_empty());
        assert!(dependencies("/t/x: \n").is_empty());
    }

    #[test]
    fn any_change_counts() {
        let temporary = tempfile::tempdir().unwrap();
        let root = temporary.path();
        for file in ["a.rs", "scripted/x", "scripted/target/x", "scripted/.git"] {
            fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
            fs::write(root.join(file), "1").unwrap();
        }
        let mut stamp = Stamp {
            version: VERSION,
            builder: Builder::Cargo,
            digest: String::new(),
            workspace: root.to_owned(),
            files: vec!["a.rs".into(), "missing".into()],
            folders: vec!["scripted".into()],
        };
        stamp.digest = stamp.digest("s").unwrap();
        let fresh = || stamp.is_fresh("s");
        assert!(fresh() && !stamp.is_fresh("other"));
        for (file, matters) in [
            ("a.rs", true),
            ("missing", true),
            ("scripted/x", true),
            ("scripted/new", true),
            ("scripted/.git", false),
            ("scripted/target/x", false),
        ] {
            let before = fs::read(root.join(file)).ok();
            fs::write(root.join(file), "2").unwrap();
            assert_eq!(fresh(), !matters, "{file}");
            match before {
                Some(bytes) => fs::write(root.join(file), bytes).unwrap(),
                None => fs::remove_file(root.join(file)).unwrap(),
            }
            assert!(fresh(), "{file}");
        }
        fs::remove_file(root.join("a.rs")).unwrap();
        assert!(!fresh());
    }
}
