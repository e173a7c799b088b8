//! Which of cargo's profiles a program is built with.

use std::fs;
use std::path::Path;

use super::target::Kind;
use crate::error::{Error, Result};
use crate::paths::shown;

/// The profile for what runs in Lambda, where a workspace has it.
const LAMBDA: &str = "lambda";
/// The profile for everything else.
const RELEASE: &str = "release";

/// The profile for a program: `lambda`, if the workspace defines it and the
/// program is for Lambda, and `release` otherwise.
pub(crate) fn choose(workspace: &Path, kind: Kind) -> Result<&'static str> {
    if kind == Kind::Binary {
        return Ok(RELEASE);
    }
    let path = workspace.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(Error::io("read", &path))?;
    let manifest: toml::Table = text.parse().map_err(|error| Error::Config {
        what: format!("{}: {error}", shown(&path)),
        hint: None,
    })?;
    let profile = manifest
        .get("profile")
        .and_then(|profiles| profiles.get(LAMBDA));
    Ok(profile.map_or(RELEASE, |_| LAMBDA))
}
