//! Writing a synthesis to disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::asset::{AssetSource, AssetState};
use crate::asset_files;
use crate::document::Synthesis;

/// What could not be written.
#[derive(Debug)]
pub struct WriteError {
    path: PathBuf,
    source: io::Error,
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "cannot write `{}`: {}",
            self.path.display(),
            self.source
        )
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

impl Synthesis {
    /// Writes `manifest.json`, `stacks/NAME/cdk.tf.json` and the assets below
    /// a folder, in CDKTF's layout.
    ///
    /// # Errors
    ///
    /// The first file that cannot be written or, for an asset, read.
    pub fn write(&self, folder: &Path) -> Result<(), WriteError> {
        for document in &self.documents {
            let stack = folder.join("stacks").join(&document.stack);
            check(&stack, fs::create_dir_all(&stack))?;
            let path = stack.join("cdk.tf.json");
            check(&path, fs::write(&path, &document.text))?;
            for asset in &document.assets {
                let path = stack.join(&asset.folder);
                check(&path, write_asset(asset, &path))?;
            }
        }
        let path = folder.join("manifest.json");
        check(&path, fs::create_dir_all(folder))?;
        check(&path, fs::write(&path, &self.manifest))
    }
}

fn check<T>(path: &Path, result: io::Result<T>) -> Result<T, WriteError> {
    result.map_err(|source| WriteError {
        path: path.to_owned(),
        source,
    })
}

fn write_asset(asset: &AssetState, folder: &Path) -> io::Result<()> {
    match &asset.source {
        // Built by the command line, when it is deployed.
        AssetSource::Program(_) => Ok(()),
        AssetSource::File(path) | AssetSource::Directory(path) => {
            asset_files::copy(&asset_files::entries(path)?, folder)
        }
        AssetSource::Archive(path) => {
            fs::create_dir_all(folder)?;
            let entries = asset_files::entries(path)?;
            asset_files::archive(&entries, &folder.join(&asset.file_name))
        }
    }
}
