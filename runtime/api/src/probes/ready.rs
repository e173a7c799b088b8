//! `GET /ready`

use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use tokio::sync::Mutex;

use super::health::Health;
use crate::app::App;
use crate::problem::{ErrorBody, Problem};

/// So long an answer holds: who asks more often does not make AWS be asked
/// more often.
const HOLDS: Duration = Duration::from_secs(1);

/// The last answer, and when it was found. Locked while it is looked for.
#[derive(Debug, Default)]
pub(crate) struct Readiness(Mutex<Option<(Instant, Result<(), Problem>)>>);

/// Whether posts can be read
///
/// For people and dashboards, and for whoever takes a server out before it
/// stops: it is not ready from the moment it is told to.
#[utoipa::path(
    get,
    path = "/ready",
    tag = "operation",
    responses(
        (status = 200, description = "They can", body = Health),
        (status = 503, description = "AWS does not answer, or the server is about to stop", body = ErrorBody),
    ),
)]
pub(super) async fn ready(State(app): State<App>) -> Result<Json<Health>, Problem> {
    if app.shutdown.is_started() {
        return Err(Problem::unavailable("the server is about to stop"));
    }
    let mut last = app.readiness.0.lock().await;
    let result = match &*last {
        Some((since, result)) if since.elapsed() < HOLDS => result.clone(),
        _ => {
            let result = app.ask(app.store.ready()).await;
            *last = Some((Instant::now(), result.clone()));
            result
        }
    };
    result.map(|()| Json(Health { status: "ready" }))
}
