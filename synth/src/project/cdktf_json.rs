//! `cdktf.json`: the configuration file of a CDKTF project.
//!
//! Read as CDKTF reads it: keys that do not concern us (`language`,
//! `projectId`, `watchPattern` and so on) are left alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::{AppCommand, Settings};
use crate::error::{Error, Result};
use crate::paths::shown;

/// The context key that CDKTF's local modules need: where the modules are.
const RELATIVE_MODULES: &str = "cdktfRelativeModules";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CdktfJson {
    app: Option<String>,
    #[serde(default = "default_output")]
    output: PathBuf,
    #[serde(default)]
    context: BTreeMap<String, Value>,
    #[serde(default)]
    terraform_modules: Vec<Value>,
}

fn default_output() -> PathBuf {
    PathBuf::from("cdktf.out")
}

/// Reads the text of `file`.
pub(super) fn parse(text: &str, file: &Path) -> Result<Settings> {
    let parsed: CdktfJson = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        let message = message
            .split(" at line ")
            .next()
            .unwrap_or(&message)
            .to_owned();
        Error::Config {
            what: format!("{}:{line}:{column}: {message}", shown(file)),
            hint: None,
        }
    })?;
    let mut context = parsed.context;
    let modules = parsed
        .terraform_modules
        .iter()
        .filter_map(local_module)
        .map(Value::from)
        .collect();
    context.insert(RELATIVE_MODULES.to_owned(), Value::Array(modules));
    Ok(Settings {
        app: parsed.app.map(AppCommand::Shell),
        output: parsed.output,
        context,
        stages: BTreeMap::new(),
        default_stage: None,
        bindings: BTreeMap::new(),
        terraform: None,
        review: synth_review::Settings::default(),
    })
}

/// The source of a module that is a folder: `"./x"`, or an object with such a
/// `source`.
fn local_module(module: &Value) -> Option<&str> {
    let source = module.as_str().or_else(|| module.get("source")?.as_str())?;
    (source.starts_with("./") || source.starts_with("../")).then_some(source)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_typical_file() {
        let settings = parse(
            r#"{"language": "typescript", "app": "npx ts-node main.ts", "projectId": "x",
                "terraformProviders": ["aws@~> 5.0"], "sendCrashReports": "false",
                "terraformModules": ["./mine", "terraform-aws-modules/vpc/aws@5", {"name": "n", "source": "../n"}],
                "context": {"flag": true}, "whatever": 1}"#,
            Path::new("cdktf.json"),
        )
        .unwrap();
        assert_eq!(
            settings.app,
            Some(AppCommand::Shell("npx ts-node main.ts".to_owned()))
        );
        assert_eq!(settings.output, Path::new("cdktf.out"));
        assert_eq!(
            json!(settings.context),
            json!({"flag": true, "cdktfRelativeModules": ["./mine", "../n"]})
        );
    }

    #[test]
    fn a_mistake_is_located() {
        let error = parse("{\n  \"app\": 3\n}", Path::new("cdktf.json")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "cdktf.json:2:10: invalid type: integer `3`, expected a string"
        );
    }
}
