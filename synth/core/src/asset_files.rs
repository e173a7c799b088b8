//! The files of assets: found, hashed, copied, packed.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;

/// One file of an asset.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Path inside the asset, with `/` between its parts.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) kind: EntryKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryKind {
    Directory,
    File { executable: bool },
}

impl EntryKind {
    /// The permissions it gets wherever it is put: whoever checked the files
    /// out must not change the result.
    pub(crate) fn mode(self) -> u32 {
        match self {
            Self::Directory | Self::File { executable: true } => 0o755,
            Self::File { executable: false } => 0o644,
        }
    }
}

/// Everything in a folder, or the one file, sorted by name.
///
/// # Errors
///
/// What cannot be read, a name that is not UTF-8, a link to a folder.
pub(crate) fn entries(root: &Path) -> io::Result<Vec<Entry>> {
    let metadata = fs::metadata(root)?;
    if metadata.is_file() {
        let name = utf8(root.file_name().unwrap_or_default(), root)?;
        return Ok(vec![Entry {
            name,
            path: root.to_owned(),
            kind: file_kind(&metadata),
        }]);
    }
    let mut found = Vec::new();
    walk(root, "", &mut found)?;
    found.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(found)
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<Entry>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = format!("{prefix}{}", utf8(&entry.file_name(), &path)?);
        let is_link = entry.file_type()?.is_symlink();
        let metadata = fs::metadata(&path)?;
        if metadata.is_dir() {
            if is_link {
                // It could lead out of the asset, or round in circles.
                let message = format!("`{}` is a link to a folder", path.display());
                return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
            }
            let inner = format!("{name}/");
            found.push(Entry {
                name,
                path: path.clone(),
                kind: EntryKind::Directory,
            });
            walk(&path, &inner, found)?;
        } else {
            found.push(Entry {
                name,
                path,
                kind: file_kind(&metadata),
            });
        }
    }
    Ok(())
}

fn utf8(name: &std::ffi::OsStr, path: &Path) -> io::Result<String> {
    name.to_str().map(str::to_owned).ok_or_else(|| {
        let message = format!("the name of `{}` is not UTF-8", path.display());
        io::Error::new(io::ErrorKind::InvalidInput, message)
    })
}

#[cfg(unix)]
fn file_kind(metadata: &fs::Metadata) -> EntryKind {
    use std::os::unix::fs::PermissionsExt;
    EntryKind::File {
        executable: metadata.permissions().mode() & 0o111 != 0,
    }
}

#[cfg(not(unix))]
fn file_kind(_: &fs::Metadata) -> EntryKind {
    EntryKind::File { executable: false }
}

/// SHA-256 over names, modes and content, in hexadecimal.
pub(crate) fn hash(entries: &[Entry]) -> io::Result<String> {
    let mut hasher = Sha256::new();
    for entry in entries {
        hasher.update(entry.name.as_bytes());
        hasher.update([0]);
        hasher.update(entry.kind.mode().to_be_bytes());
        if let EntryKind::File { .. } = entry.kind {
            let content = fs::read(&entry.path)?;
            // Lengths keep one file's end from being another's beginning.
            hasher.update((content.len() as u64).to_be_bytes());
            hasher.update(&content);
        }
    }
    let mut text = String::with_capacity(64);
    for byte in hasher.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

/// Copies everything below `target`.
pub(crate) fn copy(entries: &[Entry], target: &Path) -> io::Result<()> {
    fs::create_dir_all(target)?;
    for entry in entries {
        let path = target.join(&entry.name);
        match entry.kind {
            EntryKind::Directory => fs::create_dir_all(&path)?,
            EntryKind::File { .. } => {
                fs::copy(&entry.path, &path)?;
            }
        }
        set_mode(&path, entry.kind.mode())?;
    }
    Ok(())
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Packs everything into a zip file: sorted, at a fixed time, with fixed
/// permissions, so that the same content gives the same bytes.
pub(crate) fn archive(entries: &[Entry], target: &Path) -> io::Result<()> {
    let mut zip = zip::ZipWriter::new(fs::File::create(target)?);
    for entry in entries {
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(entry.kind.mode());
        match entry.kind {
            EntryKind::Directory => zip.add_directory(entry.name.as_str(), options)?,
            EntryKind::File { .. } => {
                zip.start_file(entry.name.as_str(), options)?;
                zip.write_all(&fs::read(&entry.path)?)?;
            }
        }
    }
    zip.finish()?;
    Ok(())
}
