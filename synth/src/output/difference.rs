//! What an installation would change, as a unified diff.

use std::fs;
use std::path::Path;

use similar::TextDiff;

use super::stale;
use crate::error::{Error, Result};
use crate::manifest::{self, Stack};
use crate::paths::shown;
use crate::synthesis::Synthesis;

/// The diff from the output folder to what was synthesized, empty when they
/// agree: the manifest, the chosen stacks, and folders that would be removed.
/// A choice of stacks leaves the other folders out.
pub(crate) fn difference(
    synthesis: &Synthesis,
    chosen: &[&Stack],
    partial: bool,
    output: &Path,
) -> Result<String> {
    let mut text = String::new();
    let documents = chosen.iter().map(|stack| stack.document.as_path());
    for file in std::iter::once(Path::new(manifest::FILE)).chain(documents) {
        let fresh = read(&synthesis.folder().join(file))?;
        text.push_str(&unified(&output.join(file), Some(&fresh))?);
    }
    if !partial {
        for folder in stale::find(output, &synthesis.manifest)? {
            if folder.is_removable() {
                text.push_str(&removal(&folder.path)?);
            }
        }
    }
    Ok(text)
}

/// The diff of a file; no fresh text means that the file would go.
fn unified(path: &Path, fresh: Option<&str>) -> Result<String> {
    let committed = if path.is_file() {
        Some(read(path)?)
    } else {
        None
    };
    if committed.as_deref() == fresh {
        return Ok(String::new());
    }
    let name = shown(path);
    let header = |text: Option<&str>| {
        if text.is_some() {
            name.as_str()
        } else {
            "/dev/null"
        }
    };
    let (old, new) = (committed.as_deref(), fresh);
    Ok(
        TextDiff::from_lines(old.unwrap_or_default(), new.unwrap_or_default())
            .unified_diff()
            .header(header(old), header(new))
            .to_string(),
    )
}

/// A folder that would be removed: its document, or at least its name.
fn removal(folder: &Path) -> Result<String> {
    let text = unified(&folder.join("cdk.tf.json"), None)?;
    if text.is_empty() {
        return Ok(format!("--- {}/\n+++ /dev/null\n", shown(folder)));
    }
    Ok(text)
}

fn read(path: &Path) -> Result<String> {
    let bytes = fs::read(path).map_err(Error::io("read", path))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
