//! What can be configured: the stages.

mod check;
mod settings;

use std::fmt;

use synth_core::App;

pub use settings::{InstancesSettings, NetworkSettings, Settings};

/// The stage that is meant when none is named.
const DEFAULT_STAGE: &str = "dev";

/// What a stage is for, which decides everything that is not a number or a
/// name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A teaching account: the roles, the instance profile and the key pair
    /// that are there already, no domain, no alarms.
    Academy,
    /// Its own least-privilege roles; cheap, and gone without a trace when it
    /// is destroyed.
    Dev,
    /// HTTPS, sign-in by Cognito, nothing deleted by accident.
    Prod,
}

impl Kind {
    /// The stage that is of this kind without saying so.
    fn of_stage(name: &str) -> Option<Self> {
        match name {
            "academy" => Some(Self::Academy),
            "dev" => Some(Self::Dev),
            "prod" => Some(Self::Prod),
            _ => None,
        }
    }
}

/// The configuration of one stage: `[stages.NAME]` of `synth.toml`, with
/// defaults filled in and everything checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Name of the stage: part of the state's path and of every physical name.
    pub stage: String,
    /// What it is for.
    pub kind: Kind,
    /// AWS region that everything is in.
    pub region: String,
    /// The account it belongs to, 12 digits: any other is refused.
    pub account: Option<String>,
    /// The role to assume, by ARN.
    pub role: Option<String>,
    /// The network that the instances are put into.
    pub network: Network,
    /// Type of the server's instances.
    pub instance_type: String,
    /// So many instances at least and at most.
    pub instances: Instances,
    /// From which blocks the load balancer is reached.
    pub allow_from: Vec<String>,
    /// Who may sign in by SSH; nobody outside `academy`.
    pub ssh: Option<Ssh>,
    /// Where the service is found under a name of its own.
    pub site: Option<Site>,
    /// Who is told by alarms. There are none in `academy`.
    pub alarm_email: Option<String>,
    /// How long logs are kept, in days.
    pub log_retention_days: u32,
    /// The claim of a token that names the user, in `prod`.
    pub oidc_user_claim: String,
    /// Where Terraform keeps state.
    pub state: State,
    /// The way from a stack's folder to the project's root.
    pub(crate) root: String,
}

/// How many instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instances {
    /// At least.
    pub min: u32,
    /// At most.
    pub max: u32,
}

/// A network to put instances into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Network {
    /// The account's default VPC.
    Default,
    /// A VPC of the stage's own.
    Own {
        /// Its addresses: `10.0.0.0/16`.
        cidr_block: String,
        /// The letters of its availability zones.
        zones: Vec<String>,
        /// A NAT gateway in every zone, instead of one for all.
        nat_per_zone: bool,
    },
}

/// Who may sign in to instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ssh {
    /// The name of the key pair.
    pub key: String,
    /// From which blocks.
    pub from: Vec<String>,
}

/// A name on the internet, with what proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The name: `photos.example.com`.
    pub domain: String,
    /// The certificate for it, by ARN, in the stage's region.
    pub certificate_arn: String,
    /// The Route 53 zone that gets a record for the name; without one, the
    /// record is somebody else's matter.
    pub hosted_zone_id: Option<String>,
}

impl Site {
    /// What browsers call the origin of its pages.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("https://{}", self.domain)
    }
}

/// Where Terraform keeps a stage's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// In files below `.synth/state/`.
    Local,
    /// In a bucket of S3.
    Bucket {
        /// Its name.
        name: String,
        /// Its region.
        region: String,
        /// The DynamoDB table that locks it, where S3 does not.
        lock_table: Option<String>,
    },
}

impl State {
    /// The versions of Terraform that the stacks are for: a table is there for
    /// those that cannot lock in S3.
    pub(crate) fn terraform(&self) -> &'static str {
        match self {
            Self::Bucket {
                lock_table: Some(_),
                ..
            } => ">= 1.5",
            Self::Local | Self::Bucket { .. } => ">= 1.10",
        }
    }
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
    /// `stage`, `stageConfig` and `projectRoot`.
    ///
    /// # Errors
    ///
    /// A stage that is not known, a key that does not exist, a value that
    /// cannot be, something that the kind of stage needs and does not have.
    pub fn from_app(app: &App) -> Result<Self, ConfigError> {
        let unreadable = |key: &'static str| {
            move |error: serde_json::Error| ConfigError(format!("the context's `{key}`: {error}"))
        };
        let stage: Option<String> = app.context("stage").map_err(unreadable("stage"))?;
        let stage = stage.unwrap_or_else(|| DEFAULT_STAGE.to_owned());
        let root: Option<String> = app
            .context("projectRoot")
            .map_err(unreadable("projectRoot"))?;
        let settings: Option<Settings> = app.context("stageConfig").map_err(|error| {
            ConfigError(format!(
                "the stage `{stage}` cannot be used: {error}\n  hint: see `[stages.{stage}]` in synth.toml"
            ))
        })?;
        let root = root.unwrap_or_else(|| "../../..".to_owned());
        Self::new(stage, settings.unwrap_or_default(), root)
    }

    /// Whether everything may go with its content when it is destroyed.
    #[must_use]
    pub fn is_disposable(&self) -> bool {
        self.kind != Kind::Prod
    }

    /// Whether alarms are set up.
    #[must_use]
    pub fn has_alarms(&self) -> bool {
        self.kind != Kind::Academy
    }
}
