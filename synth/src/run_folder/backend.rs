//! Where a document keeps its state.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// Terraform's name for a state file where nothing else is said.
const DEFAULT: &str = "terraform.tfstate";

/// The type of the backend with its settings; none for the default one, which
/// is local without settings.
pub(super) fn of(document: &Value) -> Option<(&str, &Value)> {
    let terraform = document.get("terraform")?;
    if let Some(cloud) = terraform.get("cloud") {
        return Some(("cloud", cloud));
    }
    let backend = single(terraform.get("backend")?);
    let (kind, settings) = backend.as_object()?.iter().next()?;
    Some((kind, single(settings)))
}

/// A block may be written as a list of one.
fn single(block: &Value) -> &Value {
    match block {
        Value::Array(blocks) => blocks.first().unwrap_or(block),
        _ => block,
    }
}

/// The file with the state of a document in `folder`; none if it is not kept
/// in a file.
pub(super) fn state_file(document: &Value, folder: &Path) -> Option<PathBuf> {
    match of(document) {
        None => Some(folder.join(DEFAULT)),
        Some(("local", settings)) => {
            let path = settings.get("path").and_then(Value::as_str);
            Some(folder.join(path.unwrap_or(DEFAULT)))
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn local_ones_are_files() {
        let folder = Path::new("/p");
        for (document, file) in [
            (json!({}), Some("/p/terraform.tfstate")),
            (
                json!({"terraform": {"backend": {"local": {}}}}),
                Some("/p/terraform.tfstate"),
            ),
            (
                json!({"terraform": {"backend": {"local": {"path": "../a.tfstate"}}}}),
                Some("/p/../a.tfstate"),
            ),
            (
                json!({"terraform": {"backend": [{"local": [{"path": "b"}]}]}}),
                Some("/p/b"),
            ),
            (json!({"terraform": {"backend": {"s3": {}}}}), None),
            (json!({"terraform": {"cloud": {}}}), None),
        ] {
            assert_eq!(
                state_file(&document, folder),
                file.map(PathBuf::from),
                "{document}"
            );
        }
    }
}
