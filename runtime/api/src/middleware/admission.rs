//! More requests than can be worked on are sent away at once: whoever waits in
//! a queue that only grows waits for nothing.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::app::App;
use crate::problem::Problem;

/// A place among the requests that are worked on.
///
/// It is with the request, so that whoever has to wait for the client or for an
/// issuer of tokens leaves it meanwhile: those who wait cost a connection, and
/// nothing that others would miss.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    all: Arc<Semaphore>,
    held: Arc<Mutex<Option<OwnedSemaphorePermit>>>,
}

impl Place {
    /// One of all, if there is one left.
    fn of(all: &Arc<Semaphore>) -> Option<Self> {
        let place = Self {
            all: Arc::clone(all),
            held: Arc::default(),
        };
        place.take().then_some(place)
    }

    fn hold(&self, permit: Option<OwnedSemaphorePermit>) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = permit;
    }

    /// Somebody else may have it.
    pub(crate) fn leave(&self) {
        self.hold(None);
    }

    /// Takes one, if there is one left.
    pub(crate) fn take(&self) -> bool {
        let permit = Arc::clone(&self.all).try_acquire_owned().ok();
        let taken = permit.is_some();
        self.hold(permit);
        taken
    }

    /// What to say when there is none left.
    pub(crate) fn none_left() -> Problem {
        Problem::overloaded("too_many_requests")
    }
}

pub(crate) async fn admission(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    // Being busy is no reason to be taken for dead.
    if request.uri().path() == contract::HEALTH_ROUTE {
        return next.run(request).await;
    }
    let Some(place) = Place::of(&app.in_flight) else {
        return Place::none_left().into_response();
    };
    request.extensions_mut().insert(place.clone());
    let response = next.run(request).await;
    place.leave();
    response
}
