//! Copies of the sources, so that nothing of the checkout is edited.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::place::Place;
use bench_common::Result;

/// Copies every file that git knows, or would add, below `from`.
pub(crate) fn sources(from: &Path, to: &Path) -> Result<()> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others"])
        .arg("--exclude-standard")
        .current_dir(from)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let names = String::from_utf8(output.stdout)?;
    for name in names.split_terminator('\0') {
        let (from, to) = (from.join(name), to.join(name));
        // Listed, but deleted in the checkout.
        if !from.is_file() {
            continue;
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&from, &to)?;
    }
    Ok(())
}

/// A copy of CDKTF's app that shares what is installed.
pub(crate) fn cdktf(place: &Place) -> Result<PathBuf> {
    let copy = place.scratch("app-cdktf");
    sources(&place.cdktf, &copy)?;
    std::os::unix::fs::symlink(place.cdktf.join("node_modules"), copy.join("node_modules"))?;
    Ok(copy)
}

/// A source that is edited again and again.
pub(crate) struct Source {
    path: PathBuf,
    /// The text around the number that changes.
    around: [String; 2],
}

impl Source {
    /// A file, and the text right before a number in it.
    pub(crate) fn open(path: PathBuf, before: &str) -> Result<Self> {
        let text = fs::read_to_string(&path)?;
        let missing = || format!("no `{before}` in {}", path.display());
        let (head, tail) = text.split_once(before).ok_or_else(missing)?;
        let tail = tail.trim_start_matches(|character: char| character.is_ascii_digit());
        let around = [format!("{head}{before}"), tail.to_owned()];
        Ok(Self { path, around })
    }

    /// Writes another number.
    pub(crate) fn edit(&self, number: u32) -> Result<()> {
        let [head, tail] = &self.around;
        Ok(fs::write(&self.path, format!("{head}{number}{tail}"))?)
    }

    /// Saves it as it is.
    pub(crate) fn touch(&self) -> Result<()> {
        Ok(fs::write(&self.path, fs::read(&self.path)?)?)
    }
}
