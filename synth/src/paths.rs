//! Paths as people read them, and paths that may be trusted.

use std::path::{Component, Path};

/// The path relative to the current folder where it lies below it.
pub(crate) fn shown(path: &Path) -> String {
    let relative = std::env::current_dir()
        .ok()
        .and_then(|current| path.strip_prefix(current).ok().map(Path::to_owned));
    match relative {
        Some(relative) if relative.as_os_str().is_empty() => ".".to_owned(),
        Some(relative) => relative.display().to_string(),
        None => path.display().to_string(),
    }
}

/// Whether a path stays below the folder it is joined to: not empty, not
/// absolute, and without `.` and `..`.
pub(crate) fn stays_below(path: &Path) -> bool {
    // `components` drops a `.` in the middle, which does no harm.
    path.components().next().is_some()
        && path
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_relative_paths_stay_below() {
        for good in ["a", "stacks/a", "assets/x/bootstrap.zip"] {
            assert!(stays_below(Path::new(good)), "{good}");
        }
        for bad in ["", ".", "..", "/etc", "../a", "stacks/../../a", "./a"] {
            assert!(!stays_below(Path::new(bad)), "{bad}");
        }
    }
}
