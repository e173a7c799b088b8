//! What the app has to say about its constructs.

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::manifest::Manifest;
use crate::ui::Ui;

/// A remark that is attached to a construct.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Annotation {
    construct_path: String,
    level: Level,
    message: String,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
enum Level {
    #[serde(rename = "@cdktf/info")]
    Info,
    #[serde(rename = "@cdktf/warn")]
    Warn,
    #[serde(rename = "@cdktf/error")]
    Error,
}

/// Prints every annotation; fails when there is an error among them.
pub(crate) fn report(manifest: &Manifest, ui: Ui) -> Result<()> {
    let mut errors = 0;
    for annotation in manifest.stacks().flat_map(|stack| &stack.annotations) {
        let text = format!("{}: {}", annotation.construct_path, annotation.message);
        match annotation.level {
            Level::Info => ui.info(&text),
            Level::Warn => ui.warn(&text),
            Level::Error => {
                ui.error(&text);
                errors += 1;
            }
        }
    }
    if errors == 0 {
        Ok(())
    } else {
        Err(Error::Annotations { errors })
    }
}
