//! Copying a stack's folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::TERRAFORM;
use crate::error::{Error, Result};
use crate::output::{create_folder, write_if_different};
use crate::terraform::lock_file;

/// Makes `to` the same as `from`, but for what Terraform makes in either:
/// state, its working data, its lock file. `skipped` stays as it is in `to`,
/// paths relative to the folder.
pub(super) fn mirror(from: &Path, to: &Path, skipped: &BTreeSet<PathBuf>) -> Result<()> {
    fs::create_dir_all(to).map_err(Error::io("create", to))?;
    let (mut wanted, mut present) = (BTreeSet::new(), BTreeSet::new());
    files(from, Path::new(""), &mut wanted)?;
    files(to, Path::new(""), &mut present)?;
    for path in present.difference(&wanted) {
        if !skipped.contains(path) {
            let path = to.join(path);
            fs::remove_file(&path).map_err(Error::io("remove", &path))?;
        }
    }
    for path in wanted.difference(skipped) {
        create_folder(to, path.parent().unwrap_or(Path::new("")))?;
        let source = from.join(path);
        let bytes = fs::read(&source).map_err(Error::io("read", &source))?;
        let permissions = source
            .metadata()
            .map_err(Error::io("read", &source))?
            .permissions();
        write_if_different(&to.join(path), &bytes, &permissions)?;
    }
    Ok(())
}

/// Every file below `root/relative` that Terraform did not make.
fn files(root: &Path, relative: &Path, found: &mut BTreeSet<PathBuf>) -> Result<()> {
    let folder = root.join(relative);
    for entry in fs::read_dir(&folder).map_err(Error::io("list", &folder))? {
        let entry = entry.map_err(Error::io("list", &folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name == TERRAFORM
            || name == lock_file::NAME
            || name.contains(".tfstate")
            || name == "crash.log"
        {
            continue;
        }
        let path = relative.join(entry.file_name());
        // Through links: what a document reads is what counts.
        if root.join(&path).is_dir() {
            files(root, &path, found)?;
        } else {
            found.insert(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_terraform_made_stays() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let write = |folder: &Path, path: &str, text: &str| {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write(from.path(), "cdk.tf.json", "new");
        write(from.path(), "assets/a/b", "asset");
        write(from.path(), "assets/built", "real");
        write(from.path(), "terraform.tfstate", "theirs");
        write(from.path(), ".terraform/x", "theirs");
        write(to.path(), "cdk.tf.json", "old");
        write(to.path(), "assets/gone", "old");
        write(to.path(), "assets/built", "placeholder");
        write(to.path(), "terraform.tfstate", "ours");
        write(to.path(), ".terraform/x", "ours");
        let skipped = [PathBuf::from("assets/built")].into();
        mirror(from.path(), to.path(), &skipped).unwrap();
        let read = |path: &str| fs::read_to_string(to.path().join(path)).ok();
        for (path, text) in [
            ("cdk.tf.json", Some("new")),
            ("assets/a/b", Some("asset")),
            ("assets/gone", None),
            ("assets/built", Some("placeholder")),
            ("terraform.tfstate", Some("ours")),
            (".terraform/x", Some("ours")),
        ] {
            assert_eq!(read(path).as_deref(), text, "{path}");
        }
    }
}
