//! Stand-ins for artifacts that are not built.
//!
//! A document may read a built file (`filebase64sha256`), which makes even
//! `terraform validate` fail while the file is missing. A placeholder is the
//! same on every machine: it names the package and has a digest of the
//! package's name and the workspace's `Cargo.lock`. Its first line is a fixed
//! marker, so that it is never mistaken for the real thing.

use std::fmt::Write;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::manifest::{Artifact, Stack};
use crate::output::{assets, create_folder, write_if_different};

/// The first line of every placeholder.
pub(crate) const MARKER: &str = "synth placeholder";

/// Writes a placeholder for every artifact of the stack that is not there.
pub(crate) fn fill_in(root: &Path, folder: &Path, stack: &Stack) -> Result<()> {
    for artifact in &stack.assets {
        let path = folder.join(&artifact.path);
        let existing = fs::read(&path).ok();
        if existing.is_some_and(|bytes| !is_placeholder(&bytes)) {
            continue;
        }
        create_folder(folder, artifact.path.parent().unwrap_or(Path::new("")))?;

        let text = text(root, artifact);
        write_if_different(&path, text.as_bytes(), &Permissions::from_mode(0o644))?;
        assets::record(folder, [artifact.path.clone()])?;
    }
    Ok(())
}

/// Whether these are the bytes of a placeholder.
fn is_placeholder(bytes: &[u8]) -> bool {
    bytes
        .strip_prefix(MARKER.as_bytes())
        .is_some_and(|rest| rest.starts_with(b"\n"))
}

/// Bytes as people write digests.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let mut hex = String::new();
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

fn text(root: &Path, artifact: &Artifact) -> String {
    let Artifact { package, .. } = artifact;
    let mut digest = Sha256::new();
    digest.update(package);
    digest.update([0]);
    digest.update(fs::read(root.join("Cargo.lock")).unwrap_or_default());
    let hex = hexadecimal(&digest.finalize());
    format!("{MARKER}\npackage: {package}\nsha256: {hex}\n")
}
