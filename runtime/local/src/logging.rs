//! The log: a line an event, on stderr, for people.

use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::Problem;

/// What is logged where `LOG_LEVEL` says nothing: the emulators warn of every
/// condition that does not hold, which is how programs find out.
const USUAL: &str = "info,dynoxide=error,s3s=error";

/// Starts logging, at these levels.
pub(crate) fn start(levels: Option<&str>) -> Result<(), Problem> {
    let levels = levels.unwrap_or(USUAL);
    let targets: Targets = levels.parse().map_err(|error| {
        Problem::because(format!("LOG_LEVEL: `{levels}` is no list of levels"), error)
            .hint("`info`, or `info,local=debug` for more of one part")
    })?;
    let lines = fmt::layer()
        .compact()
        .with_target(false)
        // Without it, what a terminal gets depends on which features of the crate
        // others have asked for.
        .with_ansi(false)
        .with_writer(std::io::stderr);
    tracing_subscriber::registry()
        .with(targets)
        .with(lines)
        .try_init()
        .map_err(|error| Problem::because("cannot log", error))
}
