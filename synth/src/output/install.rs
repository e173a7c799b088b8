//! Moving what the app wrote into the output folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::file::{create_folder, sweep, write_if_different};
use super::{assets, stale};
use crate::error::{Error, Result};
use crate::manifest::{self, Manifest, Stack};
use crate::synthesis::Synthesis;

/// What an installation did.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// How many files were written.
    pub(crate) written: usize,
    /// Folders of stacks that do not exist any more.
    pub(crate) stale: Vec<stale::Folder>,
}

/// Installs the manifest and the chosen stacks, and removes what earlier
/// synthesis left. The manifest comes last: until then the old one describes
/// what was there, should this be interrupted.
pub(crate) fn install(synthesis: &Synthesis, chosen: &[&Stack], output: &Path) -> Result<Report> {
    let mut report = Report::default();
    for stack in chosen {
        install_stack(synthesis.folder(), stack, output, &mut report)?;
    }
    report.stale = stale::find(output, &synthesis.manifest)?;
    for folder in &report.stale {
        folder.remove()?;
    }
    let name = Path::new(manifest::FILE);
    copy(synthesis.folder(), output, name, &mut report)?;
    Ok(report)
}

/// The manifest that is installed; a broken one is as good as none.
pub(super) fn installed_manifest(output: &Path) -> Option<Manifest> {
    Manifest::parse(&fs::read_to_string(output.join(manifest::FILE)).ok()?).ok()
}

fn install_stack(from: &Path, stack: &Stack, to: &Path, report: &mut Report) -> Result<()> {
    let mut files = Vec::new();
    collect(from, &stack.working_directory, &mut files)?;
    create_folder(to, &stack.working_directory)?;
    sweep(&to.join(&stack.working_directory))?;
    let folder = to.join(&stack.working_directory);
    let assets: BTreeSet<PathBuf> = files
        .iter()
        .filter_map(|file| file.strip_prefix(&stack.working_directory).ok())
        .filter(|file| file.starts_with(manifest::ASSETS))
        .map(Path::to_owned)
        .collect();
    // First, because a file may stand where there is a folder now.
    assets::retire(&folder, &assets, stack)?;
    for file in &files {
        copy(from, to, file, report)?;
    }
    assets::record(&folder, assets)
}

/// Every file below `from/relative`, relative to `from`, sorted.
fn collect(from: &Path, relative: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let folder = from.join(relative);
    let kind = folder
        .symlink_metadata()
        .map_err(Error::io("read", &folder))?;
    if kind.is_file() {
        files.push(relative.to_owned());
        return Ok(());
    }
    if !kind.is_dir() {
        return Err(Error::Unusable {
            what: format!(
                "the app wrote {}, which is neither a file nor a folder",
                relative.display()
            ),
            hint: Some("copy what a link points to instead of linking to it".to_owned()),
        });
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(Error::io("list", &folder))? {
        names.push(entry.map_err(Error::io("list", &folder))?.file_name());
    }
    names.sort();
    names
        .iter()
        .try_for_each(|name| collect(from, &relative.join(name), files))
}

fn copy(from: &Path, to: &Path, file: &Path, report: &mut Report) -> Result<()> {
    create_folder(to, file.parent().unwrap_or(Path::new("")))?;
    let staged = from.join(file);
    let bytes = fs::read(&staged).map_err(Error::io("read", &staged))?;
    let permissions = staged
        .metadata()
        .map_err(Error::io("read", &staged))?
        .permissions();
    report.written += usize::from(write_if_different(&to.join(file), &bytes, &permissions)?);
    Ok(())
}
