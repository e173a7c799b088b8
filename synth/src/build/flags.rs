//! Flags that keep the folders of this machine out of a program.
//!
//! Compilers write paths of sources into what they make, for panics and
//! assertions. Each folder gets a fixed name instead, so that the same sources
//! give the same bytes from another folder and for another user.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::target::Target;
use super::toolchain::Toolchain;
use super::workspace::Workspace;

/// What separates flags in `CARGO_ENCODED_RUSTFLAGS`.
const SEPARATOR: &str = "\x1f";

/// Has cargo name folders as everywhere.
///
/// Flags come from one of three places, of which cargo reads the first there
/// is: two environment variables, or its configuration. Ours are added where
/// the user's are.
pub(crate) fn apply(
    command: &mut Command,
    target: Target,
    workspace: &Workspace,
    toolchain: &Toolchain,
) {
    let names = names(workspace, toolchain);
    let flags: Vec<String> = names
        .iter()
        .map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display()))
        .collect();
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(encoded) = variable("CARGO_ENCODED_RUSTFLAGS") {
        let all = [encoded, flags.join(SEPARATOR)].join(SEPARATOR);
        command.env("CARGO_ENCODED_RUSTFLAGS", all);
    } else if let Some(plain) = variable("RUSTFLAGS") {
        let words = plain.split_whitespace().map(str::to_owned);
        let all: Vec<String> = words.chain(flags).collect();
        command.env("CARGO_ENCODED_RUSTFLAGS", all.join(SEPARATOR));
    } else {
        let all: Vec<String> = configured(&workspace.root)
            .into_iter()
            .chain(flags)
            .collect();
        // JSON's strings are TOML's too.
        let list = serde_json::Value::from(all);
        let setting = format!("target.{}.rustflags={list}", target.triple());
        command.arg("--config").arg(setting);
    }
    let c_flags = format!("CFLAGS_{}", target.triple().replace('-', "_"));
    command.env(&c_flags, c_options(&c_flags, &names));
}

/// The folders, each with the name it gets. Of two that hold a file, the later
/// counts.
fn names(workspace: &Workspace, toolchain: &Toolchain) -> Vec<(PathBuf, &'static str)> {
    let mut names = vec![
        (workspace.root.clone(), "/workspace"),
        (workspace.target_directory.clone(), "/target"),
    ];
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    names.extend(home.map(|home| (home, "/cargo")));
    names.push((toolchain.sysroot().to_owned(), "/rust"));
    names
}

/// The flags of `build.rustflags`, which cargo would not read any more.
fn configured(workspace: &Path) -> Vec<String> {
    let path = workspace.join(".cargo/config.toml");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let table: toml::Table = text.parse().unwrap_or_default();
    let flags = table.get("build").and_then(|build| build.get("rustflags"));
    match flags {
        Some(toml::Value::String(text)) => text.split_whitespace().map(str::to_owned).collect(),
        Some(toml::Value::Array(list)) => {
            let texts = list.iter().filter_map(toml::Value::as_str);
            texts.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// The same for C that build scripts compile.
fn c_options(variable: &str, names: &[(PathBuf, &'static str)]) -> OsString {
    let mut options = std::env::var_os(variable).unwrap_or_default();
    for (folder, name) in names {
        // A space would end the option.
        if !folder.to_string_lossy().contains(char::is_whitespace) {
            options.push(" -ffile-prefix-map=");
            options.push(folder);
            options.push(format!("={name}"));
        }
    }
    options
}
