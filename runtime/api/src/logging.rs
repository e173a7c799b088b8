//! The log: a JSON object a line, on stderr.

use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::Trouble;

/// What is logged where nothing else is said.
const USUAL: &str = "info";

/// Starts logging, at the levels of `LOG_LEVEL`.
pub(crate) fn start(levels: Option<&str>) -> Result<(), Trouble> {
    let levels = levels.unwrap_or(USUAL);
    let targets: Targets = levels.parse().map_err(|error| {
        format!(
            "LOG_LEVEL: `{levels}` is no list of levels: {error}\n\
             hint: `info`, or `info,api=debug` for more of one part"
        )
    })?;
    let lines = fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_writer(std::io::stderr);
    tracing_subscriber::registry()
        .with(targets)
        .with(lines)
        .try_init()?;
    Ok(())
}
