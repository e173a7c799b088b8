//! Terraform without a network: a mock serves schemas in place of the
//! providers.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;

use crate::app::cargo;
use crate::error::{Error, Result};
use crate::program::find;

/// The program that stands in for providers.
const MOCK: &str = "terraform-provider-mock";

/// The words in front of Terraform's own: they start the mock, run what
/// follows with the mock attached, and end with its exit code.
pub(crate) fn command(root: &Path, schema: &Path) -> Result<Vec<OsString>> {
    let mut words = program(root)?;
    words.push("--schema".into());
    words.push(schema.into());
    words.push("--".into());
    Ok(words)
}

/// The words that start the mock: a program and its first arguments.
///
/// A workspace that has the mock runs its own, which cargo builds when it has
/// to. Elsewhere it is looked for in `PATH` and beside this program.
pub(super) fn program(root: &Path) -> Result<Vec<OsString>> {
    if has_mock(root) {
        let manifest = root.join("Cargo.toml");
        let words = ["run", "--quiet", "--package", MOCK];
        let mut words: Vec<OsString> = words.map(OsString::from).into();
        words.insert(0, cargo());
        // Attached by an address, it needs none of what a plugin needs.
        words.push("--no-default-features".into());
        words.push("--manifest-path".into());
        words.push(manifest.into());
        words.push("--".into());
        return Ok(words);
    }
    let beside = || {
        find(
            std::env::current_exe()
                .ok()?
                .with_file_name(MOCK)
                .as_os_str(),
        )
    };
    find(OsStr::new(MOCK))
        .or_else(beside)
        .map(|program| vec![program.into_os_string()])
        .ok_or_else(|| Error::MissingTool {
            tool: MOCK.to_owned(),
            hint: format!("`--offline` needs it: install it with cargo, or put `{MOCK}` into PATH"),
        })
}

/// Whether the mock is a package of the project's own workspace: one that the
/// lock file gives no source for.
fn has_mock(root: &Path) -> bool {
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap_or_default();
    let lock: toml::Table = toml::from_str(&lock).unwrap_or_default();
    let packages = lock.get("package").and_then(toml::Value::as_array);
    packages.into_iter().flatten().any(|package| {
        let name = package.get("name").and_then(toml::Value::as_str);
        name == Some(MOCK) && package.get("source").is_none()
    })
}
