//! Stand-ins for artifacts that are not built.
//!
//! A document may read a built file (`filebase64sha256`), which makes even
//! `terraform validate` fail while the file is missing. A placeholder is the
//! same on every machine: it names the package and has a digest of what would be
//! built: the package's name, the workspace's `Cargo.lock`, and every file of the
//! package and of those in the workspace that it depends on. So a plan on
//! placeholders shows that a program changed, without building it. Its first line
//! is a fixed marker, so that it is never mistaken for the real thing.

use std::fmt::Write;
use std::fs::{self, Permissions};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::manifest::{Artifact, Stack};
use crate::output::{assets, create_folder, write_if_different};

mod sources;

use sources::Workspace;

/// The first line of every placeholder.
pub(crate) const MARKER: &str = "synth placeholder";

/// Writes a placeholder for every artifact of the stack that is not there.
pub(crate) fn fill_in(root: &Path, folder: &Path, stack: &Stack) -> Result<()> {
    for artifact in &stack.assets {
        let path = folder.join(&artifact.path);
        let existing = fs::read(&path).ok();
        if existing.is_some_and(|bytes| !is_marked(&bytes)) {
            continue;
        }
        replace(root, folder, artifact)?;
    }
    Ok(())
}

/// Writes the placeholder of an artifact, whatever is there.
pub(crate) fn replace(root: &Path, folder: &Path, artifact: &Artifact) -> Result<()> {
    create_folder(folder, artifact.path.parent().unwrap_or(Path::new("")))?;
    let text = text(root, artifact);
    let permissions = Permissions::from_mode(0o644);
    write_if_different(&folder.join(&artifact.path), text.as_bytes(), &permissions)?;
    assets::record(folder, [artifact.path.clone()])
}

/// Whether the file is a placeholder.
pub(crate) fn is_placeholder(path: &Path) -> bool {
    let mut start = Vec::new();
    let length = MARKER.len() as u64 + 1;
    let read = fs::File::open(path).and_then(|file| file.take(length).read_to_end(&mut start));
    read.is_ok() && is_marked(&start)
}

/// Whether these are the bytes of a placeholder.
fn is_marked(bytes: &[u8]) -> bool {
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
    let workspace = Workspace::of(root);
    let lock = workspace.as_ref().map_or(root, Workspace::root);
    let sources = workspace.as_ref().and_then(|it| it.digest(package));
    let mut digest = Sha256::new();
    digest.update(package);
    digest.update([0]);
    digest.update(fs::read(lock.join("Cargo.lock")).unwrap_or_default());
    digest.update(sources.unwrap_or_default());
    let hex = hexadecimal(&digest.finalize());
    format!("{MARKER}\npackage: {package}\nsha256: {hex}\n")
}
