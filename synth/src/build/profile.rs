//! Which of cargo's profiles a program is built with.

use std::fs;
use std::path::Path;

use super::target::Kind;
use crate::error::{Error, Result};
use crate::paths::shown;

/// The profiles for what runs in Lambda and for servers, where a workspace has
/// them.
const LAMBDA: &str = "lambda";
const SERVER: &str = "server";
/// The profile otherwise.
const RELEASE: &str = "release";

/// The profile for a program: `lambda` for what Lambda runs and `server` for
/// everything else, if the workspace defines it, and `release` if it does not.
pub(crate) fn choose(workspace: &Path, kind: Kind) -> Result<&'static str> {
    let wanted = match kind {
        Kind::Zip => LAMBDA,
        Kind::Binary => SERVER,
    };
    let path = workspace.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(Error::io("read", &path))?;
    let manifest: toml::Table = text.parse().map_err(|error| Error::Config {
        what: format!("{}: {error}", shown(&path)),
        hint: None,
    })?;
    let profile = manifest
        .get("profile")
        .and_then(|profiles| profiles.get(wanted));
    Ok(profile.map_or(RELEASE, |_| wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_workspace_defines_is_used() {
        let folder = tempfile::tempdir().unwrap();
        let chosen = |manifest: &str| {
            fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
            [Kind::Zip, Kind::Binary].map(|kind| choose(folder.path(), kind).unwrap())
        };
        assert_eq!(chosen(""), ["release", "release"]);
        assert_eq!(chosen("[profile.lambda]\n"), ["lambda", "release"]);
        assert_eq!(
            chosen("[profile.lambda]\n[profile.server]\n"),
            ["lambda", "server"]
        );
        fs::write(folder.path().join("Cargo.toml"), "[").unwrap();
        assert!(choose(folder.path(), Kind::Zip).is_err());
    }
}
