//! The folder in which everything is kept.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Problem;
use crate::stack::Stack;

/// A folder that is this process's alone, as long as the value lives.
#[derive(Debug)]
pub struct Data {
    folder: PathBuf,
    /// What is in it.
    pub about: About,
    /// Locked until it is closed, by whatever ends the process.
    _lock: File,
}

/// What a folder says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    format: u32,
    /// The table whose items are in it.
    pub table: String,
    /// The bucket whose objects are in it.
    pub bucket: String,
    /// Who signs.
    pub access_key: String,
    /// With what; made for this folder and known nowhere else.
    pub secret_key: String,
}

/// How files are laid out. Another number is another layout.
const FORMAT: u32 = 1;

const LOCK: &str = "lock";
const ABOUT: &str = "about.json";
const ABOUT_NEW: &str = "about.json.new";

/// Everything that is made in the folder beside the lock. Nothing else in it is
/// ever touched.
const CONTENT: [&str; 11] = [
    "posts.sqlite",
    "posts.sqlite-wal",
    "posts.sqlite-shm",
    "bucket.sqlite",
    "bucket.sqlite-wal",
    "bucket.sqlite-shm",
    "objects",
    "incoming",
    "queues",
    ABOUT_NEW,
    // The last: what is left of a reset is still a folder of ours.
    ABOUT,
];

/// A file or folder in it that cannot be used.
pub(crate) fn unusable(path: &Path, why: &dyn std::fmt::Display) -> Problem {
    Problem::because(format!("cannot use {}", path.display()), why).hint(
        "bring it back from a copy of the folder; `--reset` starts over, without what is in it; \
         `--data DIR` is another one",
    )
}

/// A folder that is locked, but not yet opened.
#[derive(Debug)]
pub struct Locked {
    folder: PathBuf,
    lock: File,
}

impl Locked {
    /// Makes the folder if need be and takes it.
    ///
    /// # Errors
    ///
    /// When it cannot be made, or another process has it.
    pub fn take(folder: &Path) -> Result<Self, Problem> {
        let what = format!("cannot use the folder {}", folder.display());
        let failed = |error: io::Error| {
            Problem::because(&what, error).hint("`--data DIR` says which folder is used")
        };
        fs::create_dir_all(folder).map_err(failed)?;
        let folder = folder.canonicalize().map_err(failed)?;
        if let Some(other) = of_others(&folder).map_err(failed)? {
            let why = format!("it has something of others in it, `{other}`");
            return Err(Problem::because(&what, why)
                .hint("`--data DIR` names a folder of its own; it is made if it is not there"));
        }
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(folder.join(LOCK))
            .map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut owner = String::new();
                // Whoever has it wrote who it is; if not, that is all the same.
                let _: io::Result<usize> = lock.read_to_string(&mut owner);
                return Err(
                    Problem::because(&what, format!("process {} uses it", owner.trim()))
                        .hint("stop that one, or use a folder of its own: `--data DIR --port N`"),
                );
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        lock.set_len(0).map_err(failed)?;
        writeln!(lock, "{}", std::process::id()).map_err(failed)?;
        Ok(Self { folder, lock })
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether there is something in it that a reset removes.
    #[must_use]
    pub fn is_used(&self) -> bool {
        self.folder.join(ABOUT).exists()
    }

    /// Removes everything that was made in it.
    ///
    /// # Errors
    ///
    /// When the operating system does not let it.
    pub fn reset(&self) -> Result<(), Problem> {
        for name in CONTENT {
            let path = self.folder.join(name);
            let removed = if path.is_dir() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
            match removed {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    let what = format!("cannot remove {}", path.display());
                    return Err(Problem::because(what, error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Opens it for a stack.
    ///
    /// # Errors
    ///
    /// When what is in it belongs to another stack, or to another version of
    /// this program.
    pub fn open(self, stack: &Stack) -> Result<Data, Problem> {
        let path = self.folder.join(ABOUT);
        let failed = |error: io::Error| unusable(&path, &error);
        let about = match fs::read_to_string(&path) {
            Ok(text) => read(&text, &path)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let about = About::new(stack);
                about.write(&self.folder).map_err(failed)?;
                about
            }
            Err(error) => return Err(failed(error)),
        };
        for (what, has, wants) in [
            ("table", &about.table, &stack.table.name),
            ("bucket", &about.bucket, &stack.bucket.name),
        ] {
            if has != wants {
                return Err(Problem::new(format!(
                    "{} has the {what} `{has}`, and the stack has `{wants}`",
                    self.folder.display()
                ))
                .hint("use a folder of its own: `--data DIR`; or `--reset` this one"));
            }
        }
        for name in ["objects", "incoming", "queues"] {
            let path = self.folder.join(name);
            fs::create_dir_all(&path).map_err(|error| unusable(&path, &error))?;
        }
        sync_folder(&self.folder).map_err(failed)?;
        Ok(Data {
            folder: self.folder,
            about,
            _lock: self.lock,
        })
    }
}

/// Something in a folder that has not been used before, if it is not empty: it is
/// somebody's, and a reset would remove what has the name of something of ours.
fn of_others(folder: &Path) -> io::Result<Option<String>> {
    if folder.join(ABOUT).exists() {
        return Ok(None);
    }
    for file in fs::read_dir(folder)? {
        let name = file?.file_name();
        // What an end in the middle of the first start leaves.
        if name != LOCK && name != ABOUT_NEW {
            return Ok(Some(name.to_string_lossy().into_owned()));
        }
    }
    Ok(None)
}

fn read(text: &str, path: &Path) -> Result<About, Problem> {
    let about: About = serde_json::from_str(text).map_err(|error| {
        Problem::because(
            format!("{} is not as it was written", path.display()),
            error,
        )
        .hint("`--reset` starts over, without what is in the folder")
    })?;
    if about.format != FORMAT {
        return Err(Problem::new(format!(
            "{} has format {}, and this program reads {FORMAT}",
            path.display(),
            about.format
        ))
        .hint("use another folder, or `--reset` this one"));
    }
    Ok(about)
}

impl About {
    fn new(stack: &Stack) -> Self {
        let random = || Uuid::new_v4().simple().to_string();
        Self {
            format: FORMAT,
            table: stack.table.name.clone(),
            bucket: stack.bucket.name.clone(),
            access_key: format!("AKIA{}", &random().to_uppercase()[..16]),
            secret_key: format!("{}{}", random(), random()),
        }
    }

    /// Whole or not at all.
    fn write(&self, folder: &Path) -> io::Result<()> {
        let new = folder.join(ABOUT_NEW);
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&new)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        fs::rename(&new, folder.join(ABOUT))?;
        sync_folder(folder)
    }
}

impl Data {
    /// Where a file or folder of it is.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Makes new names in a folder outlive the power going off.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack() -> Stack {
        Stack::committed().unwrap()
    }

    #[test]
    fn one_process_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = Locked::take(folder.path()).unwrap();
        let second = Locked::take(folder.path()).unwrap_err().to_string();
        let process = std::process::id();
        assert!(
            second.contains(&format!("process {process} uses it\nhint: ")),
            "{second}"
        );
        drop(first.open(&stack()).unwrap());
        Locked::take(folder.path()).unwrap();
    }

    #[test]
    fn what_is_in_it_stays_and_keeps_its_keys() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Locked::take(folder.path()).unwrap().open(&stack()).unwrap();
        let first = open().about;
        assert_eq!(open().about, first);
        let locked = Locked::take(folder.path()).unwrap();
        fs::write(folder.path().join("of-others"), "").unwrap();
        assert!(locked.is_used());
        locked.reset().unwrap();
        assert!(!locked.is_used());
        assert_ne!(locked.open(&stack()).unwrap().about, first);
        assert!(folder.path().join("of-others").exists());
    }

    #[test]
    fn a_folder_of_somebody_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        // As a repository of git has it, and the folder here.
        fs::create_dir(folder.path().join("objects")).unwrap();
        let error = Locked::take(folder.path()).unwrap_err().to_string();
        assert!(
            error.contains("it has something of others in it, `objects`\nhint: `--data DIR`"),
            "{error}"
        );
        assert!(folder.path().join("objects").exists());
        fs::remove_dir(folder.path().join("objects")).unwrap();
        // The first start ended before it was through.
        fs::write(folder.path().join(ABOUT_NEW), "{").unwrap();
        drop(Locked::take(folder.path()).unwrap().open(&stack()).unwrap());
    }

    #[test]
    fn data_of_other_stacks_and_versions() {
        let folder = tempfile::tempdir().unwrap();
        let take = || Locked::take(folder.path()).unwrap();
        drop(take().open(&stack()).unwrap());
        let mut other = stack();
        other.table.name = "other".to_owned();
        let error = take().open(&other).unwrap_err().to_string();
        assert!(
            error.contains("has the table `postagram-dev-posts`, and the stack has `other`"),
            "{error}"
        );
        let about = folder.path().join(ABOUT);
        let text = fs::read_to_string(&about).unwrap();
        fs::write(&about, text.replace("\"format\": 1", "\"format\": 2")).unwrap();
        let error = take().open(&stack()).unwrap_err().to_string();
        assert!(
            error.contains("has format 2, and this program reads 1"),
            "{error}"
        );
        fs::write(&about, "{").unwrap();
        assert!(
            take()
                .open(&stack())
                .unwrap_err()
                .to_string()
                .contains("--reset")
        );
    }
}
