//! What the command line takes.

use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use terraform_provider_mock::Protocol;

/// Serves a Terraform provider's schema without the provider.
///
/// Terraform validates, plans and applies against it as it would against the
/// real one, without registry, credentials or cloud. Write the schema with
/// `terraform providers schema -json` where the real provider is installed.
#[derive(Debug, Parser)]
#[command(
    version,
    subcommand_negates_reqs = true,
    args_conflicts_with_subcommands = true,
    after_long_help = "\
Examples:
  terraform-provider-mock --schema aws.json -- terraform plan
  terraform-provider-mock --schema aws.json --types aws_s3_bucket,aws_sqs_queue -- make test
  terraform-provider-mock --schema aws.json    # in one shell; paste its output into another
  terraform-provider-mock install --mirror mirror --schema aws.json > mirror.tfrc
  terraform-provider-mock facts aws_sqs_queue data.aws_subnets

Environment:
  MOCK_PROVIDER_FAULTS     faults and drift for this run, in JSON
  MOCK_PROVIDER_SCHEMA, MOCK_PROVIDER_BEHAVIORS, MOCK_PROVIDER_ADDRESS,
  MOCK_PROVIDER_TYPES, MOCK_PROVIDER_PROTOCOL
                           instead of arguments, where Terraform starts the mock

Exit codes:
  0        served until SIGINT or SIGTERM
  1        the schema or the behaviours cannot be loaded, served or installed
  2        the command line is wrong
  126      the command cannot be run
  127      the command is not found
  other    the exit code of the command; 128 + N if signal N ended it"
)]
pub(crate) struct Cli {
    /// The output of `terraform providers schema -json`
    #[arg(long, value_name = "FILE", required = true)]
    pub(crate) schema: Option<PathBuf>,

    /// Serve only this provider of the schema [default: all of them]
    ///
    /// Its address, such as registry.terraform.io/hashicorp/aws, or the end of it.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) provider: Option<String>,

    /// Serve only these types [default: all of them]
    ///
    /// Resources, data sources and ephemeral resources alike. With a big
    /// provider every Terraform command gets much quicker.
    #[arg(long, value_name = "TYPE,...", value_delimiter = ',')]
    pub(crate) types: Vec<String>,

    /// A table of what no schema tells, added to what is known of AWS
    ///
    /// What forces replacement, what is recomputed, defaults and values, and
    /// which configurations are refused; faults and drift. The README has the
    /// format.
    #[arg(long, value_name = "FILE")]
    pub(crate) behaviors: Option<PathBuf>,

    /// The plugin protocol to speak [default: 6 if nested attributes need it, else 5]
    #[arg(long, value_name = "VERSION")]
    pub(crate) protocol: Option<ProtocolArg>,

    /// Log every call on stderr
    #[arg(long, short)]
    pub(crate) verbose: bool,

    /// Run this command with `TF_REATTACH_PROVIDERS` set, and end with it
    ///
    /// Without a command, the line to set the variable is printed on stdout,
    /// and the provider is served until SIGINT or SIGTERM.
    #[arg(last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<String>,

    #[command(subcommand)]
    pub(crate) subcommand: Option<Subcommands>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Subcommands {
    #[cfg(feature = "plugin")]
    Install(Install),
    Facts(Facts),
}

/// Print what is known of types beyond their schema, and where that comes from
///
/// What is not printed is not known: a configuration that breaks another rule
/// of the real provider passes here, and a plan does not tell another reason
/// to replace.
#[derive(Debug, clap::Args)]
pub(crate) struct Facts {
    /// Resource types, and data sources as data.TYPE [default: list them all]
    #[arg(value_name = "TYPE")]
    pub(crate) types: Vec<String>,

    /// A table of your own, added to what is known of AWS
    #[arg(long, value_name = "FILE")]
    pub(crate) behaviors: Option<PathBuf>,
}

/// Put the mock into a mirror, for Terraform to install and start by itself
///
/// Prints the block for Terraform's CLI configuration on stdout. With it
/// `terraform init` installs the mock like the real provider, lock file
/// included, and no other process has to run.
#[cfg(feature = "plugin")]
#[derive(Debug, clap::Args)]
pub(crate) struct Install {
    /// The folder of the mirror
    #[arg(long, value_name = "DIR")]
    pub(crate) mirror: PathBuf,

    /// The output of `terraform providers schema -json`
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: PathBuf,

    /// Install only this provider of the schema [default: all of them]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) provider: Option<String>,

    /// The version to pass for; the configuration's constraints have to allow it
    #[arg(long, value_name = "VERSION", default_value = "0.0.0")]
    pub(crate) version: String,

    /// Serve only these types [default: all of them]
    #[arg(long, value_name = "TYPE,...", value_delimiter = ',')]
    pub(crate) types: Vec<String>,

    /// A table of what no schema tells, added to what is known of AWS
    #[arg(long, value_name = "FILE")]
    pub(crate) behaviors: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ProtocolArg {
    #[value(name = "5")]
    V5,
    #[value(name = "6")]
    V6,
}

impl From<ProtocolArg> for Protocol {
    fn from(argument: ProtocolArg) -> Self {
        match argument {
            ProtocolArg::V5 => Protocol::V5,
            ProtocolArg::V6 => Protocol::V6,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
