//! Every answer gets the id of its request; every request a line in the log
//! and a place in the metrics.

use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONNECTION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use super::request_id;
use crate::app::App;
use crate::metrics::known;
use crate::problem::Problem;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Routes that are asked all the time; they are logged when they fail, or at
/// level `debug`.
const QUIET: [&str; 2] = ["/health", "/ready"];

pub(crate) async fn report(State(app): State<App>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let in_flight = app.metrics.in_flight();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let id = request_id::of(request.headers().get(&REQUEST_ID));
    let span = tracing::info_span!("request", request_id = id);
    let mut response = next.run(request).instrument(span).await;
    let problem = response.extensions_mut().remove::<Problem>();
    if let Some(problem) = &problem {
        app.metrics.problem(problem.reason);
        write(problem, &id, &mut response);
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    if app.shutdown.is_started() {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    drop(in_flight);
    let done = Done {
        method: &method,
        route: route.as_ref().map_or("unknown", |path| path.as_str()),
        id: &id,
        problem: problem.as_ref(),
    };
    done.tell(&app, &response, start);
    response
}

/// Writes the body that the problem has left to whoever knows the id.
fn write(problem: &Problem, id: &str, response: &mut Response) {
    *response.body_mut() = Body::from(problem.to_json(id));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
}

struct Done<'a> {
    method: &'a Method,
    route: &'a str,
    id: &'a str,
    problem: Option<&'a Problem>,
}

impl Done<'_> {
    fn tell(&self, app: &App, response: &Response, start: Instant) {
        let (status, latency) = (response.status(), start.elapsed());
        app.metrics
            .answered(self.method, self.route, status, latency);
        let (status, method) = (status.as_u16(), known(self.method));
        let latency_ms = latency.as_secs_f64() * 1000.0;
        let reason = self.problem.map(|problem| problem.reason);
        let cause = self.problem.and_then(Problem::inner);
        let (request_id, route) = (self.id, self.route);
        if status >= 500 {
            tracing::warn!(
                request_id,
                method,
                route,
                status,
                latency_ms,
                reason,
                cause,
                "request failed"
            );
        } else if QUIET.contains(&route) {
            tracing::debug!(request_id, method, route, status, latency_ms, "request");
        } else {
            tracing::info!(
                request_id, method, route, status, latency_ms, reason, cause, "request"
            );
        }
    }
}
