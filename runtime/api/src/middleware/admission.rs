//! More requests than can be worked on are sent away at once: whoever waits in
//! a queue that only grows waits for nothing.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::app::App;
use crate::problem::Problem;

pub(crate) async fn admission(State(app): State<App>, request: Request, next: Next) -> Response {
    // Being busy is no reason to be taken for dead.
    if request.uri().path() == contract::HEALTH_ROUTE {
        return next.run(request).await;
    }
    match app.in_flight.try_acquire() {
        Ok(_permit) => next.run(request).await,
        Err(_) => Problem::overloaded("too_many_requests").into_response(),
    }
}
