//! Writing a file so that an interruption loses nothing.

use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::error::{Error, Result};

/// The bits of a mode that say a file can be executed.
const EXECUTABLE: u32 = 0o111;

/// What the names of unfinished files start with.
pub(super) const TEMPORARY: &str = ".synth-tmp-";

/// Removes unfinished files that an interrupted run left in the folder. The
/// caller holds the project's lock, so nobody is writing them.
pub(super) fn sweep(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(Error::io("list", folder))? {
        let path = entry.map_err(Error::io("list", folder))?.path();
        let unfinished = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(TEMPORARY));
        if unfinished
            && path
                .symlink_metadata()
                .is_ok_and(|metadata| metadata.is_file())
        {
            fs::remove_file(&path).map_err(Error::io("remove", &path))?;
        }
    }
    Ok(())
}

/// Gives the file these bytes and permissions, and tells whether it had to be
/// written: a file that is the same already is left alone. The new content is
/// written beside it and renamed, so that a reader sees the old file or the
/// new one.
pub(crate) fn write_if_different(
    path: &Path,
    bytes: &[u8],
    permissions: &Permissions,
) -> Result<bool> {
    if same(path, bytes, permissions) {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(TEMPORARY)
        .tempfile_in(folder)
        .map_err(Error::io("create a file in", folder))?;
    // The name of the file is what the user knows.
    file.as_file_mut()
        .write_all(bytes)
        .map_err(Error::io("write", path))?;
    fs::set_permissions(file.path(), permissions.clone()).map_err(Error::io("write", path))?;
    file.persist(path)
        .map_err(|error| Error::io("write", path)(error.error))?;
    Ok(true)
}

/// Writes to where the user wants it: a file gets these bytes at once or not at
/// all, and what is no file (a terminal, a pipe, `/dev/stdout`) is written into.
pub(crate) fn write_where_asked(
    path: &Path,
    bytes: &[u8],
    permissions: &Permissions,
) -> Result<()> {
    let special = path.metadata().is_ok_and(|metadata| !metadata.is_file());
    if special {
        return fs::write(path, bytes).map_err(Error::io("write", path));
    }
    // A link stays one.
    let target = path.canonicalize();
    let target = target.or_else(|_| std::path::absolute(path));
    let target = target.map_err(Error::io("write", path))?;
    write_if_different(&target, bytes, permissions).map(drop)
}

/// Whether a regular file has these bytes and is as executable. The other
/// bits depend on the umask of whoever checked the file out.
fn same(path: &Path, bytes: &[u8], permissions: &Permissions) -> bool {
    let executable = |p: &Permissions| p.mode() & EXECUTABLE != 0;
    path.symlink_metadata().is_ok_and(|metadata| {
        metadata.is_file()
            && metadata.len() == bytes.len() as u64
            && executable(&metadata.permissions()) == executable(permissions)
    }) && fs::read(path).is_ok_and(|existing| existing == bytes)
}

/// Creates a folder below `root`, and refuses to go through links: what they
/// point to is not ours to write to.
pub(crate) fn create_folder(root: &Path, relative: &Path) -> Result<()> {
    fs::create_dir_all(root).map_err(Error::io("create", root))?;
    let mut folder = root.to_owned();
    for part in relative.components() {
        folder.push(part);
        match folder.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => {
                let error = std::io::Error::other("it is not a folder, or a link to one");
                return Err(Error::io("write to", &folder)(error));
            }
            Err(_) => fs::create_dir(&folder).map_err(Error::io("create", &folder))?,
        }
    }
    Ok(())
}

/// Whether a path below `root` is reached without going through a link.
pub(super) fn is_below(root: &Path, relative: &Path) -> bool {
    let mut path = root.to_owned();
    let Some(parent) = relative.parent() else {
        return false;
    };
    parent.components().all(|part| {
        path.push(part);
        path.symlink_metadata()
            .is_ok_and(|metadata| metadata.is_dir())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_differences_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        let (plain, executable) = (Permissions::from_mode(0o644), Permissions::from_mode(0o755));
        assert!(write_if_different(&path, b"a", &plain).unwrap());
        assert!(!write_if_different(&path, b"a", &Permissions::from_mode(0o600)).unwrap());
        assert!(write_if_different(&path, b"b", &plain).unwrap());
        assert!(write_if_different(&path, b"b", &executable).unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"b");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o755);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_no_file_is_written_into() {
        let folder = tempfile::tempdir().unwrap();
        let (link, file) = (folder.path().join("link"), folder.path().join("file"));
        fs::write(&file, "before").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let permissions = Permissions::from_mode(0o644);
        write_where_asked(&link, b"after", &permissions).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"after");
        assert!(link.is_symlink());
        let null = Path::new("/dev/null");
        write_where_asked(null, b"x", &permissions).unwrap();
        assert!(!null.metadata().unwrap().is_file());
        // The file that was there stays whole where the new one finds no place.
        let full = Path::new("/dev/full");
        if full.exists() {
            let error = write_where_asked(full, b"x", &permissions).unwrap_err();
            assert!(error.to_string().contains("/dev/full"), "{error}");
        }
    }

    #[test]
    fn a_link_is_replaced_and_not_written_through() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("link"), folder.path().join("target"));
        fs::write(&target, "mine").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert!(write_if_different(&link, b"mine", &Permissions::from_mode(0o644)).unwrap());
        assert!(link.symlink_metadata().unwrap().is_file());
    }
}
