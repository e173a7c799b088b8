//! Which version of which program it is, and whether that will do.

use std::fmt;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The oldest Terraform and OpenTofu that will do.
pub(crate) const OLDEST: (u64, u64) = (1, 5);
/// How to get one that will.
pub(crate) const HOW_TO_GET: &str = "install Terraform 1.5 or later (https://developer.hashicorp.com/terraform/install) or \
     OpenTofu (https://opentofu.org/docs/intro/install), or name the program with \
     `[terraform] binary` in synth.toml, `--terraform-binary` or the environment variable \
     TERRAFORM_BINARY_NAME";

/// A program that plans and applies.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum Kind {
    /// The original.
    Terraform,
    /// The fork.
    OpenTofu,
}

/// What a program says of itself.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Version {
    pub(crate) kind: Kind,
    pub(crate) number: String,
}

/// What the cache remembers: of which file it was said.
#[derive(Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Remembered {
    path: String,
    size: u64,
    modified: i64,
    modified_nanoseconds: i64,
    inode: u64,
    version: Version,
}

#[derive(Deserialize)]
struct Printed {
    terraform_version: String,
}

impl Version {
    /// Asks the program, or the file that remembers its answer, and refuses
    /// what is too old.
    pub(crate) fn of(program: &Path, cache: &Path) -> Result<Self> {
        let remembered = fs::read(cache)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Remembered>(&bytes).ok());
        let version = match remembered {
            Some(remembered) if Some(&remembered) == now(program, &remembered.version).as_ref() => {
                remembered.version
            }
            _ => {
                let version = ask(program)?;
                remember(program, &version, cache);
                version
            }
        };
        version.check(program)?;
        Ok(version)
    }

    fn check(&self, program: &Path) -> Result<()> {
        if numbers(&self.number).is_some_and(|number| number >= OLDEST) {
            return Ok(());
        }
        let (major, minor) = OLDEST;
        Err(Error::OldTool {
            what: format!(
                "{} is {self}, and {major}.{minor} is the oldest that will do",
                program.display()
            ),
            hint: HOW_TO_GET.to_owned(),
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::Terraform => "Terraform",
            Kind::OpenTofu => "OpenTofu",
        };
        write!(f, "{kind} {}", self.number)
    }
}

/// What would be remembered of the file as it is now.
fn now(program: &Path, version: &Version) -> Option<Remembered> {
    let file = fs::metadata(program).ok()?;
    Some(Remembered {
        path: program.display().to_string(),
        size: file.size(),
        modified: file.mtime(),
        modified_nanoseconds: file.mtime_nsec(),
        inode: file.ino(),
        version: version.clone(),
    })
}

fn remember(program: &Path, version: &Version, cache: &Path) {
    let remembered = now(program, version).and_then(|now| serde_json::to_vec(&now).ok());
    if let Some(bytes) = remembered {
        // Without it, the next run asks again.
        let _ = fs::write(cache, bytes);
    }
}

fn ask(program: &Path) -> Result<Version> {
    let unusable = |how: &str| Error::OldTool {
        what: format!("{} {how}", program.display()),
        hint: HOW_TO_GET.to_owned(),
    };
    let output = Command::new(program)
        .args(["version", "-json"])
        .env("CHECKPOINT_DISABLE", "1")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| unusable(&format!("does not run: {error}")))?;
    let said = String::from_utf8_lossy(&output.stdout);
    if let Some(number) = serde_json::from_str::<Printed>(&said)
        .ok()
        .map(|printed| printed.terraform_version)
    {
        return Ok(Version {
            kind: kind(program),
            number,
        });
    }
    // Versions before 0.13 ignore `-json`.
    let number = said
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("Terraform v"));
    match number {
        Some(number) if output.status.success() => Ok(Version {
            kind: Kind::Terraform,
            number: number.trim().to_owned(),
        }),
        _ => Err(unusable("does not say which version it is")),
    }
}

/// `version -json` is the same for both; the plain text is not. The name is a
/// good guess, and the text is asked where there is none.
fn kind(program: &Path) -> Kind {
    let resolved = program.canonicalize().unwrap_or(program.to_owned());
    let named = |path: &Path, name: &str| {
        path.file_name()
            .is_some_and(|file| file.to_string_lossy().contains(name))
    };
    if named(&resolved, "tofu") || named(program, "tofu") {
        return Kind::OpenTofu;
    }
    if named(&resolved, "terraform") {
        return Kind::Terraform;
    }
    let mut command = Command::new(program);
    command.arg("version").env("CHECKPOINT_DISABLE", "1");
    match crate::program::first_line(&mut command) {
        Some(line) if line.contains("OpenTofu") => Kind::OpenTofu,
        _ => Kind::Terraform,
    }
}

/// Major and minor, from `1.13.2` or `1.10.0-beta1`.
pub(crate) fn numbers(version: &str) -> Option<(u64, u64)> {
    let mut parts = version.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for (version, expected) in [
            ("1.13.2", Some((1, 13))),
            ("1.10.0-beta1", Some((1, 10))),
            ("0.11.1", Some((0, 11))),
            ("2", None),
            ("", None),
        ] {
            assert_eq!(numbers(version), expected, "{version}");
        }
    }
}
