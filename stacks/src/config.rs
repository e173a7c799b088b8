//! What can be configured: the stages.

use std::fmt;

use serde::Deserialize;
use synth_core::App;

/// The stage that is meant when none is named.
const DEFAULT_STAGE: &str = "dev";

/// The configuration of one stage: `[stages.NAME]` of `synth.toml`, with
/// defaults filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Name of the stage: part of the state's path and of every physical name.
    pub stage: String,
    /// AWS region that everything is in.
    pub region: String,
    /// The account it belongs to, 12 digits: any other is refused.
    pub account: Option<String>,
    /// The role to assume, by ARN.
    pub role: Option<String>,
    /// Type of the server's instances.
    pub instance_type: String,
    /// Whether everything may go with its content when it is destroyed.
    pub disposable: bool,
}

/// A stage as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Settings {
    region: Option<String>,
    account: Option<String>,
    role: Option<String>,
    instance_type: Option<String>,
}

/// A configuration that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError(String);

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads what the command line handed to the app: the context entries
    /// `stage` and `stageConfig`.
    ///
    /// # Errors
    ///
    /// A stage that is not known, a key that does not exist, a value that
    /// cannot be.
    pub fn from_app(app: &App) -> Result<Self, ConfigError> {
        let unreadable =
            |error: serde_json::Error| ConfigError(format!("the context's `stage`: {error}"));
        let stage: Option<String> = app.context("stage").map_err(unreadable)?;
        let stage = stage.unwrap_or_else(|| DEFAULT_STAGE.to_owned());
        if stage != DEFAULT_STAGE {
            return Err(ConfigError(format!(
                "there is no stage `{stage}`\n  hint: the stages are: {DEFAULT_STAGE}"
            )));
        }
        let settings: Option<Settings> = app.context("stageConfig").map_err(|error| {
            ConfigError(format!(
                "the stage `{stage}` cannot be used: {error}\n  hint: see `[stages.{stage}]` in synth.toml"
            ))
        })?;
        let settings = settings.unwrap_or_default();
        let config = Self {
            region: settings.region.unwrap_or_else(|| "us-east-1".to_owned()),
            account: settings.account,
            role: settings.role,
            instance_type: settings
                .instance_type
                .unwrap_or_else(|| "t3.micro".to_owned()),
            disposable: true,
            stage,
        };
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |key: &str, value: &str, wanted: &str| {
            let stage = &self.stage;
            Err(ConfigError(format!(
                "the stage `{stage}` has `{key} = \"{value}\"`, which is not {wanted}\n  hint: see `[stages.{stage}]` in synth.toml"
            )))
        };
        if !is_region(&self.region) {
            return wrong("region", &self.region, "an AWS region such as `us-east-1`");
        }
        if let Some(account) = &self.account
            && !(account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()))
        {
            return wrong("account", account, "an AWS account of 12 digits");
        }
        if let Some(role) = &self.role
            && !(role.starts_with("arn:aws") && role.contains(":role/"))
        {
            return wrong("role", role, "the ARN of an IAM role");
        }
        if !self.instance_type.contains('.') {
            let wanted = "an EC2 instance type such as `t3.micro`";
            return wrong("instance-type", &self.instance_type, wanted);
        }
        Ok(())
    }
}

/// `us-east-1`: an area, directions, a number.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lower =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.as_slice() {
        [words @ .., number] => {
            words.len() >= 2
                && words.iter().all(lower)
                && !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(context: &serde_json::Value) -> Result<Config, String> {
        let app = App::with_context(context.as_object().cloned().unwrap_or_default());
        Config::from_app(&app).map_err(|error| error.to_string())
    }

    #[test]
    fn dev_is_the_default() {
        let config = read(&json!({})).unwrap();
        assert_eq!(config.stage, "dev");
        assert_eq!(
            config,
            read(&json!({"stage": "dev", "stageConfig": {}})).unwrap()
        );
    }

    #[test]
    fn what_cannot_be_is_told() {
        for (context, expected) in [
            (json!({"stage": "nope"}), "there is no stage `nope`"),
            (
                json!({"stageConfig": {"regoin": "x"}}),
                "unknown field `regoin`",
            ),
            (
                json!({"stageConfig": {"region": "frankfurt"}}),
                "which is not an AWS region",
            ),
            (
                json!({"stageConfig": {"account": "123"}}),
                "which is not an AWS account",
            ),
            (
                json!({"stageConfig": {"role": "admin"}}),
                "which is not the ARN",
            ),
            (
                json!({"stageConfig": {"instance-type": "big"}}),
                "which is not an EC2",
            ),
        ] {
            let error = read(&context).unwrap_err();
            assert!(error.contains(expected), "{error}");
            assert!(error.contains("hint: "), "{error}");
        }
    }
}
