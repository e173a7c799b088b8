//! Naming the bucket in `synth.toml`, which stays as it is otherwise.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use toml_edit::{Decor, DocumentMut, Item, TableLike, value};

use crate::error::{Error, Result};
use crate::output::write_if_different;
use crate::paths::shown;

/// Sets keys of `[stages.STAGE]`; tells whether there was anything to set.
pub(crate) fn name_bucket(
    file: &Path,
    stage: &str,
    keys: &[(&'static str, String)],
) -> Result<bool> {
    let text = fs::read_to_string(file).map_err(Error::io("read", file))?;
    let edited = edit(&text, stage, keys).map_err(|what| Error::Config {
        what: format!("{}: {what}", shown(file)),
        hint: None,
    })?;
    let permissions = fs::metadata(file).map_or_else(
        |_| Permissions::from_mode(0o644),
        |metadata| metadata.permissions(),
    );
    write_if_different(file, edited.as_bytes(), &permissions)
}

fn edit(
    text: &str,
    stage: &str,
    keys: &[(&'static str, String)],
) -> std::result::Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error| format!("{error}"))?;
    let table = document
        .get_mut("stages")
        .and_then(Item::as_table_like_mut)
        .and_then(|stages| stages.get_mut(stage))
        .and_then(Item::as_table_like_mut)
        .ok_or_else(|| format!("there is no `[stages.{stage}]`"))?;
    for (key, text) in keys {
        set(table, key, text);
    }
    Ok(document.to_string())
}

/// Another value keeps the comment beside it.
fn set(table: &mut dyn TableLike, key: &str, text: &str) {
    let there = table.get(key).and_then(Item::as_str);
    if there == Some(text) {
        return;
    }
    let mut fresh = value(text);
    if let (Some(old), Some(new)) = (
        table.get(key).and_then(Item::as_value),
        fresh.as_value_mut(),
    ) {
        *new.decor_mut() = old.decor().clone();
    }
    // What stands between the last value and a closing brace stays there.
    if table.get(key).is_none()
        && let Some(last) = table
            .iter_mut()
            .last()
            .and_then(|(_, item)| item.as_value_mut())
        && let Some(suffix) = last.decor().suffix().and_then(|suffix| suffix.as_str())
        && suffix == " "
        && let Some(new) = fresh.as_value_mut()
    {
        last.decor_mut().set_suffix("");
        *new.decor_mut() = Decor::new(" ", " ");
    }
    table.insert(key, fresh);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> String {
        edit(text, "dev", &[("state-bucket", "b-1".to_owned())]).unwrap()
    }

    #[test]
    fn comments_and_order_stay() {
        let text = "# About it.\n[app]\npackage = \"p\" # here\n\n[stages.dev]\n# Where.\nregion = \"r\"\n\n# The end.\n[stages.prod]\n";
        assert_eq!(
            named(text),
            text.replace(
                "region = \"r\"\n",
                "region = \"r\"\nstate-bucket = \"b-1\"\n"
            )
        );
        assert_eq!(named(&named(text)), named(text));
    }

    #[test]
    fn tables_of_every_kind() {
        assert_eq!(
            named("stages.dev.region = \"r\"\n"),
            "stages.dev.region = \"r\"\nstages.dev.state-bucket = \"b-1\"\n"
        );
        assert_eq!(
            named("[stages]\ndev = { region = \"r\" }\n"),
            "[stages]\ndev = { region = \"r\", state-bucket = \"b-1\" }\n"
        );
        assert_eq!(
            named("[stages.dev]\nstate-bucket = \"old\" # why\n"),
            "[stages.dev]\nstate-bucket = \"b-1\" # why\n"
        );
        assert!(edit("[stages.x]\n", "dev", &[]).is_err());
    }
}
