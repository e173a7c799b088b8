//! What the program is asked to do.

use clap::{Parser, Subcommand};

/// Postagram's server.
///
/// Its settings are environment variables: `BUCKET`, `DYNAMO_TABLE` and `AUTH`
/// have to be set.
#[derive(Debug, Parser)]
#[command(name = "api", version)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve requests until SIGTERM; what happens without a command, too
    Serve,
    /// Bring posts of the system before this one into the feed, and stop
    Backfill,
}
