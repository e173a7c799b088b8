//! A stage as it is written in `synth.toml`.

use serde::Deserialize;

use super::Kind;

/// The keys of `[stages.NAME]`. Each may be left out, unless the kind of stage
/// needs it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// `academy`, `dev` or `prod`; needed where the name is none of these.
    pub kind: Option<Kind>,
    /// `us-east-1` by default.
    pub region: Option<String>,
    /// The account, 12 digits. Terraform refuses any other.
    pub account: Option<String>,
    /// The ARN of a role to assume.
    pub role: Option<String>,
    /// `default`, or a table for a network of its own.
    pub network: Option<NetworkSettings>,
    /// `t3.micro` by default, `t2.micro` in `academy`.
    pub instance_type: Option<String>,
    /// How many instances; 1 to 4 by default, 2 to 4 in `prod`.
    pub instances: Option<InstancesSettings>,
    /// Blocks that reach the load balancer; anybody by default.
    pub allow_from: Option<Vec<String>>,
    /// Blocks that reach instances by SSH, in `academy`; anybody by default.
    pub ssh_from: Option<Vec<String>>,
    /// The name that the service is found under; `prod` needs one.
    pub domain: Option<String>,
    /// The certificate for it; `prod` needs one.
    pub certificate_arn: Option<String>,
    /// The Route 53 zone to put the name into.
    pub hosted_zone_id: Option<String>,
    /// Who is told by alarms.
    pub alarm_email: Option<String>,
    /// 14 by default, 365 in `prod`.
    pub log_retention_days: Option<u32>,
    /// The claim that names the user; `sub` by default, which never changes
    /// and is never given to somebody else.
    pub oidc_user_claim: Option<String>,
    /// An S3 bucket for Terraform's state; files of the project by default.
    pub state_bucket: Option<String>,
    /// Its region; the stage's by default.
    pub state_region: Option<String>,
    /// A DynamoDB table that locks the states; S3 itself by default, which needs
    /// Terraform 1.10.
    pub state_lock_table: Option<String>,
}

/// How many instances: `instances = { min = 2, max = 8 }`, or one of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstancesSettings {
    /// At least.
    pub min: Option<u32>,
    /// At most.
    pub max: Option<u32>,
}

/// A network of the stage's own: `network = { cidr-block = "10.0.0.0/16" }`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NetworkSettings {
    /// Its addresses.
    pub cidr_block: String,
    /// Letters of availability zones; `a` and `b` by default.
    pub zones: Option<Vec<String>>,
    /// A NAT gateway in every zone; one for all by default.
    pub nat_per_zone: Option<bool>,
}
