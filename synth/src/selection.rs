//! Which stacks a command is about.

use crate::error::{Error, Result};
use crate::glob;
use crate::manifest::{Manifest, Stack};

/// The stacks that match any of the patterns, in the manifest's order; all of
/// them when there is no pattern. A pattern without a match is an error.
pub(crate) fn select<'a>(manifest: &'a Manifest, patterns: &[String]) -> Result<Vec<&'a Stack>> {
    for pattern in patterns {
        if !manifest
            .stacks()
            .any(|stack| glob::matches(pattern, &stack.name))
        {
            return Err(unknown(manifest, pattern));
        }
    }
    let chosen = |stack: &&Stack| {
        patterns.is_empty()
            || patterns
                .iter()
                .any(|pattern| glob::matches(pattern, &stack.name))
    };
    Ok(manifest.stacks().filter(chosen).collect())
}

fn unknown(manifest: &Manifest, pattern: &str) -> Error {
    let stacks: Vec<String> = manifest.stacks().map(|stack| stack.name.clone()).collect();
    let similar = stacks
        .iter()
        .map(|name| (strsim::jaro_winkler(pattern, name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name.clone());
    Error::UnknownStack {
        pattern: pattern.to_owned(),
        stacks,
        similar,
    }
}
