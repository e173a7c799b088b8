//! Whether any file of a project changed.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Folders that tools fill.
const MADE: &[&str] = &["target", "node_modules", "__pycache__"];

/// A number that is another one when a file below the folder is added,
/// removed or written to. Hidden files and folders do not count, nor what is
/// `ignored`.
pub(crate) fn fingerprint(root: &Path, ignored: &[PathBuf]) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        // What cannot be read cannot be seen to change.
        let entries = fs::read_dir(&folder).into_iter().flatten();
        let mut paths: Vec<PathBuf> = entries.filter_map(|one| Some(one.ok()?.path())).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') || MADE.contains(&&*name) || ignored.contains(&path) {
                continue;
            }
            let Ok(metadata) = path.symlink_metadata() else {
                continue;
            };
            if metadata.is_dir() {
                open.push(path);
                continue;
            }
            path.hash(&mut hasher);
            (metadata.size(), metadata.mtime(), metadata.mtime_nsec()).hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_seen() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let out = root.join("out");
        for path in ["src", "out", "target", ".synth"] {
            fs::create_dir(root.join(path)).unwrap();
        }
        let now = || fingerprint(root, std::slice::from_ref(&out));
        let before = now();
        for path in ["out/a", "target/a", ".synth/a", "src/.hidden"] {
            fs::write(root.join(path), "x").unwrap();
            assert_eq!(now(), before, "{path}");
        }
        fs::write(root.join("src/main.rs"), "x").unwrap();
        let with_file = now();
        assert_ne!(with_file, before);
        fs::write(root.join("src/main.rs"), "longer").unwrap();
        assert_ne!(now(), with_file);
        fs::remove_file(root.join("src/main.rs")).unwrap();
        assert_eq!(now(), before);
    }
}
