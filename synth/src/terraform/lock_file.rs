//! `.terraform.lock.hcl`: which providers, with which hashes.
//!
//! The one of the project is beside its configuration file, for all stacks and
//! all stages, and is committed. Terraform reads and writes one in the folder
//! it runs in; before it does, the project's is put there, and what it adds is
//! put into the project's.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::error::{Error, Result};
use crate::output::write_if_different;

/// The name that Terraform gives it.
pub(crate) const NAME: &str = ".terraform.lock.hcl";

const HEADER: &str = "# This file is maintained automatically by \"terraform init\".\n\
    # Manual edits may be lost in future updates.\n";

/// The blocks of a lock file by the address of their provider.
#[derive(Debug, Default, Eq, PartialEq)]
pub(crate) struct LockFile(BTreeMap<String, String>);

impl LockFile {
    /// The lock file in a folder; an empty one if there is none.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(NAME);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Error::io("read", &path)(error)),
        }
    }

    /// Terraform writes one block a provider, each begun and ended at the
    /// start of a line.
    fn parse(text: &str) -> Self {
        let mut blocks = BTreeMap::new();
        let mut current: Option<(String, String)> = None;
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("provider \"") {
                let address = rest.split('"').next().unwrap_or_default();
                current = Some((address.to_owned(), String::new()));
            }
            if let Some((_, block)) = &mut current {
                block.push_str(line);
                block.push('\n');
            }
            if line == "}"
                && let Some((address, block)) = current.take()
            {
                blocks.insert(address, block);
            }
        }
        Self(blocks)
    }

    /// The version that is locked for a provider.
    pub(crate) fn version(&self, address: &str) -> Option<&str> {
        let block = self.0.get(address)?;
        block.lines().find_map(|line| {
            let value = line.trim().strip_prefix("version")?.trim_start();
            Some(value.strip_prefix('=')?.trim().trim_matches('"'))
        })
    }

    /// Takes over the blocks of another, but for providers that are not
    /// wanted.
    pub(crate) fn merge(&mut self, other: Self, wanted: impl Fn(&str) -> bool) {
        let blocks = other.0.into_iter();
        self.0.extend(blocks.filter(|(address, _)| wanted(address)));
    }

    /// Writes it into a folder; an empty one is no file.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(NAME);
        if self.0.is_empty() {
            return match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    Err(Error::io("remove", &path)(error))
                }
                _ => Ok(()),
            };
        }
        let mut text = HEADER.to_owned();
        for block in self.0.values() {
            text.push('\n');
            text.push_str(block);
        }
        write_if_different(&path, text.as_bytes(), &Permissions::from_mode(0o644)).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(name: &str, version: &str) -> String {
        format!(
            "provider \"registry.terraform.io/hashicorp/{name}\" {{\n  version     = \"{version}\"\n  \
             constraints = \"{version}\"\n  hashes = [\n    \"h1:x=\",\n  ]\n}}\n"
        )
    }

    #[test]
    fn blocks_are_merged() {
        let text = format!("{HEADER}\n{}\n{}", block("aws", "1.0.0"), block("tls", "3"));
        let mut ours = LockFile::parse(&text);
        let aws = "registry.terraform.io/hashicorp/aws";
        assert_eq!(ours.version(aws), Some("1.0.0"));
        let theirs = LockFile::parse(&format!(
            "{}\n{}",
            block("aws", "2.0.0"),
            block("mocked", "1")
        ));
        ours.merge(theirs, |address| !address.ends_with("mocked"));
        assert_eq!(ours.version(aws), Some("2.0.0"));
        let folder = tempfile::tempdir().unwrap();
        ours.write(folder.path()).unwrap();
        let written = fs::read_to_string(folder.path().join(NAME)).unwrap();
        assert_eq!(
            written,
            format!("{HEADER}\n{}\n{}", block("aws", "2.0.0"), block("tls", "3"))
        );
        assert_eq!(LockFile::read(folder.path()).unwrap(), ours);
    }

    #[test]
    fn an_empty_one_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(LockFile::read(folder.path()).unwrap(), LockFile::default());
        LockFile::default().write(folder.path()).unwrap();
        assert!(!folder.path().join(NAME).exists());
    }
}
