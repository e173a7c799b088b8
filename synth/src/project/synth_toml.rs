//! `synth.toml`: our own configuration file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};
use synth_bindgen::Bindings;

use super::stage::{ROOT, STAGE, STAGE_CONFIG};
use super::{AppCommand, Settings};
use crate::error::{Error, Result};
use crate::paths::shown;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SynthToml {
    app: App,
    #[serde(default)]
    context: toml::Table,
    #[serde(default)]
    stages: BTreeMap<String, toml::Table>,
    #[serde(default)]
    bindings: BTreeMap<String, Bindings>,
    #[serde(default)]
    terraform: Terraform,
    #[serde(default)]
    review: synth_review::Settings,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table, `[terraform]`")]
struct Terraform {
    /// A name in `PATH`, or a path relative to the file.
    binary: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    rename_all = "kebab-case",
    expecting = "a table, `[app]`, with `package` or `command`"
)]
struct App {
    package: Option<String>,
    command: Option<String>,
    #[serde(default = "default_output")]
    output: PathBuf,
    default_stage: Option<String>,
}

fn default_output() -> PathBuf {
    PathBuf::from("out")
}

/// Reads the text of `file`.
pub(super) fn parse(text: &str, file: &Path) -> Result<Settings> {
    let parsed: SynthToml = toml::from_str(text).map_err(|error| syntax(text, file, &error))?;
    check(&parsed).map_err(|(what, hint)| Error::Config {
        what: format!("{}: {what}", shown(file)),
        hint: Some(hint),
    })?;
    let app = match (parsed.app.package, parsed.app.command) {
        (Some(package), _) => Some(AppCommand::Package(package)),
        (None, command) => command.map(AppCommand::Shell),
    };
    Ok(Settings {
        app,
        output: parsed.app.output,
        context: object(parsed.context).into_iter().collect(),
        stages: parsed
            .stages
            .into_iter()
            .map(|(name, t)| (name, Value::Object(object(t))))
            .collect(),
        default_stage: parsed.app.default_stage,
        bindings: parsed.bindings,
        terraform: parsed.terraform.binary,
        review: parsed.review,
    })
}

/// The rules that types do not express: what is wrong, and what to do.
fn check(parsed: &SynthToml) -> std::result::Result<(), (String, String)> {
    let SynthToml {
        app,
        context,
        stages,
        ..
    } = parsed;
    if app.package.is_some() == app.command.is_some() {
        let what = if app.package.is_some() {
            "both"
        } else {
            "neither"
        };
        return Err((
            format!("`[app]` has {what} of `package` and `command`"),
            "give exactly one: a cargo package, or a shell command".to_owned(),
        ));
    }
    if let Err(mistake) = parsed.review.check() {
        return Err((mistake.what, mistake.hint));
    }
    if let Some(name) = stages.keys().find(|name| !is_stage_name(name)) {
        return Err((
            format!("`{name}` is not a name for a stage"),
            "use letters, digits, `-` and `_`, with a letter or a digit first".to_owned(),
        ));
    }
    if let Some(name) = app
        .default_stage
        .as_ref()
        .filter(|name| !stages.contains_key(*name))
    {
        return Err((
            format!("`default-stage` names `{name}`, which is not a stage"),
            format!("add `[stages.{name}]`"),
        ));
    }
    if let Some(key) = [STAGE, STAGE_CONFIG, ROOT]
        .into_iter()
        .find(|key| context.contains_key(*key))
    {
        return Err((
            format!("`{key}` in `[context]` is reserved: the app reads the stage there"),
            "give the value another name, or put it into a table in `[stages]`".to_owned(),
        ));
    }
    Ok(())
}

fn is_stage_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn syntax(text: &str, file: &Path, error: &toml::de::Error) -> Error {
    let place = error.span().map_or(String::new(), |span| {
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        format!(":{line}:{column}")
    });
    let message = error.message().trim_end().replace('\n', "; ");
    Error::Config {
        what: format!("{}{place}: {message}", shown(file)),
        hint: None,
    }
}

fn object(table: toml::Table) -> Map<String, Value> {
    table
        .into_iter()
        .map(|(key, value)| (key, json(value)))
        .collect()
}

/// The same value in JSON. Dates become text; JSON has no other place for
/// them, nor for infinity, which becomes null.
pub(super) fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(truth) => Value::Bool(truth),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(values) => Value::Array(values.into_iter().map(json).collect()),
        toml::Value::Table(table) => Value::Object(object(table)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fails(text: &str) -> String {
        parse(text, Path::new("synth.toml"))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn everything() {
        let settings = parse(
            "[app]\npackage = \"stacks\"\noutput = \"o\"\ndefault-stage = \"dev\"\n\
             [context]\nsince = 2020-01-02\nlist = [1, 2.5, true]\n\
             [stages.dev]\nregion = \"r\"\n[bindings.aws]\n\
             source = \"hashicorp/aws\"\nversion = \"6\"\npath = \"p\"\n",
            Path::new("synth.toml"),
        )
        .unwrap();
        assert_eq!(settings.app, Some(AppCommand::Package("stacks".to_owned())));
        assert_eq!(settings.output, Path::new("o"));
        assert_eq!(settings.default_stage.as_deref(), Some("dev"));
        assert_eq!(
            json!(settings.context),
            json!({"since": "2020-01-02", "list": [1, 2.5, true]})
        );
        assert_eq!(settings.stages["dev"], json!({"region": "r"}));
        assert_eq!(settings.bindings["aws"].source, "hashicorp/aws");
    }

    #[test]
    fn output_defaults_to_out() {
        let settings = parse(
            "[app]\ncommand = \"node main.js\"\n",
            Path::new("synth.toml"),
        )
        .unwrap();
        assert_eq!(settings.output, Path::new("out"));
        assert_eq!(
            settings.app,
            Some(AppCommand::Shell("node main.js".to_owned()))
        );
    }

    #[test]
    fn a_mistake_is_located() {
        assert_eq!(
            fails("app = \"a\"\n"),
            "synth.toml:1:7: invalid type: string \"a\", expected a table, `[app]`, with `package` or `command`"
        );
        assert_eq!(
            fails("[app]\npackage = \"a\"\nouput = \"b\"\n"),
            "synth.toml:3:1: unknown field `ouput`, expected one of `package`, `command`, `output`, `default-stage`"
        );
        assert_eq!(
            fails("[app]\npackage = 3\n"),
            "synth.toml:2:11: invalid type: integer `3`, expected a string"
        );
        assert_eq!(
            fails("[app]\npackage = \"a\"\n[bindings.b]\nsource = \"c\"\nresource = []\n"),
            "synth.toml:5:1: unknown field `resource`, expected one of `source`, `version`, `path`, \
             `resources`, `data-sources`, `ephemeral-resources`, `features`"
        );
    }

    #[test]
    fn rules() {
        assert_eq!(
            fails("[app]\n"),
            "synth.toml: `[app]` has neither of `package` and `command`"
        );
        assert_eq!(
            fails("[app]\npackage = \"a\"\ncommand = \"b\"\n"),
            "synth.toml: `[app]` has both of `package` and `command`"
        );
        assert_eq!(
            fails("[app]\npackage = \"a\"\ndefault-stage = \"dev\"\n"),
            "synth.toml: `default-stage` names `dev`, which is not a stage"
        );
        assert_eq!(
            fails("[app]\npackage = \"a\"\n[stages.\"../x\"]\n"),
            "synth.toml: `../x` is not a name for a stage"
        );
        assert_eq!(
            fails("[app]\npackage = \"a\"\n[context]\nstage = 1\n"),
            "synth.toml: `stage` in `[context]` is reserved: the app reads the stage there"
        );
    }
}
