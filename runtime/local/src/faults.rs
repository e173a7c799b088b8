//! Faults of AWS on purpose: for seeing how a system behaves whose services do
//! not answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aws_smithy_runtime_api::client::http::HttpConnectorFuture;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

/// How long they last each time.
const LENGTH: Duration = Duration::from_secs(3);

/// When calls fail. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Faults {
    start: Instant,
    every: Duration,
    count: Arc<AtomicU64>,
}

/// In which way a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The service asks for fewer calls.
    Throttled,
    /// It says that it is down.
    Down,
    /// The connection breaks.
    Reset,
}

impl Faults {
    /// Calls fail for three seconds every time after so long.
    pub(crate) fn new(every: Duration) -> Self {
        Self {
            start: Instant::now(),
            every,
            count: Arc::default(),
        }
    }

    /// The fault of the next call, if it is time for one.
    pub(crate) fn next(&self) -> Option<Fault> {
        let since = self.start.elapsed();
        let rounds = since.as_millis() / self.every.as_millis().max(1);
        let within = since.as_millis() % self.every.as_millis().max(1);
        if rounds == 0 || within >= LENGTH.as_millis() {
            return None;
        }
        Some(match self.count.fetch_add(1, Ordering::Relaxed) % 3 {
            0 => Fault::Throttled,
            1 => Fault::Down,
            _ => Fault::Reset,
        })
    }
}

impl Fault {
    /// What the caller gets.
    pub(crate) fn answer(self) -> HttpConnectorFuture {
        let (status, body) = match self {
            Self::Throttled => (
                400,
                "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}",
            ),
            Self::Down => (503, ""),
            Self::Reset => {
                let error = ConnectorError::io("the connection was reset".into());
                return HttpConnectorFuture::ready(Err(error));
            }
        };
        HttpConnectorFuture::ready(
            StatusCode::try_from(status)
                .map(|status| HttpResponse::new(status, SdkBody::from(body)))
                .map_err(|error| ConnectorError::other(error.into(), None)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_fails_before_the_first_time() {
        let faults = Faults::new(Duration::from_hours(1));
        assert_eq!(faults.next(), None);
        let mut faults = Faults::new(Duration::from_hours(1));
        faults.start -= Duration::from_hours(1);
        let found: Vec<_> = (0..4).filter_map(|_| faults.next()).collect();
        assert_eq!(
            found,
            [
                Fault::Throttled,
                Fault::Down,
                Fault::Reset,
                Fault::Throttled
            ]
        );
        faults.start -= LENGTH;
        assert_eq!(faults.next(), None);
    }
}
