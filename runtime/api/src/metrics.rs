//! What is counted, in Prometheus's terms.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

/// Upper bounds of the latencies that are told apart, in seconds.
const LATENCIES: [f64; 11] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// The numbers of one server. Clones count together.
#[derive(Clone)]
pub(crate) struct Metrics(Arc<Inner>);

struct Inner {
    registry: Registry,
    requests: Family<Request, Counter>,
    latencies: Family<Route, Histogram, fn() -> Histogram>,
    problems: Family<Reason, Counter>,
    in_flight: Gauge,
    connections: Gauge,
    closed: Family<Reason, Counter>,
    key_fetches: Family<Outcome, Counter>,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    method: &'static str,
    route: String,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Reason {
    reason: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// Counts one more of something as long as it lives.
#[derive(Debug)]
pub(crate) struct OneMore(Gauge);

impl OneMore {
    fn of(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for OneMore {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("postagram");
        let requests = Family::default();
        let latencies: Family<Route, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(LATENCIES));
        let (problems, closed) = (Family::default(), Family::default());
        let key_fetches = Family::default();
        let (in_flight, connections) = (Gauge::default(), Gauge::default());
        registry.register(
            "http_requests",
            "Requests that were answered",
            requests.clone(),
        );
        registry.register(
            "http_request_duration_seconds",
            "From the head of a request to the head of its answer",
            latencies.clone(),
        );
        registry.register(
            "http_problems",
            "Requests that were not answered as they hoped, by reason",
            problems.clone(),
        );
        registry.register(
            "http_requests_in_flight",
            "Requests that are worked on",
            in_flight.clone(),
        );
        registry.register("connections", "Open connections", connections.clone());
        registry.register(
            "connections_closed",
            "Connections that were closed for being too slow, by reason",
            closed.clone(),
        );
        registry.register(
            "oidc_key_fetches",
            "Times the issuer was asked for its keys, by outcome",
            key_fetches.clone(),
        );
        registry.register(
            "build",
            "The program",
            Info::new([("version", env!("CARGO_PKG_VERSION"))]),
        );
        Self(Arc::new(Inner {
            registry,
            requests,
            latencies,
            problems,
            in_flight,
            connections,
            closed,
            key_fetches,
        }))
    }

    /// All of them, in the text format of `OpenMetrics`.
    pub(crate) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.0.registry)?;
        Ok(text)
    }

    pub(crate) fn answered(
        &self,
        method: &Method,
        route: &str,
        status: StatusCode,
        latency: Duration,
    ) {
        let (method, route) = (known(method), route.to_owned());
        let request = Request {
            method,
            route: route.clone(),
            status: status.as_u16(),
        };
        self.0.requests.get_or_create(&request).inc();
        let route = Route { method, route };
        let latencies = self.0.latencies.get_or_create(&route);
        latencies.observe(latency.as_secs_f64());
    }

    pub(crate) fn problem(&self, reason: &'static str) {
        self.0.problems.get_or_create(&Reason { reason }).inc();
    }

    pub(crate) fn closed(&self, reason: &'static str) {
        self.0.closed.get_or_create(&Reason { reason }).inc();
    }

    pub(crate) fn keys_fetched(&self, fine: bool) {
        let outcome = if fine { "success" } else { "failure" };
        self.0.key_fetches.get_or_create(&Outcome { outcome }).inc();
    }

    pub(crate) fn in_flight(&self) -> OneMore {
        OneMore::of(&self.0.in_flight)
    }

    pub(crate) fn connection(&self) -> OneMore {
        OneMore::of(&self.0.connections)
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Metrics")
    }
}

/// Methods come from outside; only these get a number of their own.
pub(crate) fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_looks_like() {
        let metrics = Metrics::new();
        let latency = Duration::from_millis(3);
        metrics.answered(&Method::GET, "/posts", StatusCode::OK, latency);
        let odd = Method::from_bytes(b"BREW").unwrap();
        metrics.answered(&odd, "unknown", StatusCode::METHOD_NOT_ALLOWED, latency);
        metrics.problem("invalid");
        metrics.closed("head");
        metrics.keys_fetched(false);
        let _open = metrics.connection();
        drop(metrics.in_flight());
        let text = metrics.text().unwrap();
        for line in [
            r#"postagram_http_requests_total{method="GET",route="/posts",status="200"} 1"#,
            r#"postagram_http_requests_total{method="other",route="unknown",status="405"} 1"#,
            r#"postagram_http_request_duration_seconds_bucket{le="0.005",method="GET",route="/posts"} 1"#,
            r#"postagram_http_problems_total{reason="invalid"} 1"#,
            r#"postagram_connections_closed_total{reason="head"} 1"#,
            r#"postagram_oidc_key_fetches_total{outcome="failure"} 1"#,
            "postagram_connections 1",
            "postagram_http_requests_in_flight 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
