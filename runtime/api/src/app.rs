//! What all requests share.

use std::future::Future;
use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use postagram::Store;
use tokio::sync::Semaphore;

use crate::auth::Auth;
use crate::budget::Budget;
use crate::lifecycle::Shutdown;
use crate::metrics::Metrics;
use crate::middleware::{admission, headers, panics, report};
use crate::probes::Readiness;
use crate::problem::Problem;
use crate::{Limits, Settings, description, page};

/// What all requests share. Clones are the same.
#[derive(Debug, Clone)]
pub(crate) struct App(Arc<Shared>);

/// The part of the memory for bodies that those of requests have.
const INCOMING: usize = 4;

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) store: Store,
    pub(crate) auth: Auth,
    pub(crate) limits: Limits,
    pub(crate) metrics: Metrics,
    pub(crate) shutdown: Shutdown,
    pub(crate) readiness: Readiness,
    /// Memory for the bodies of requests: of its own, so that long lists that
    /// wait for memory leave some for posts.
    pub(crate) incoming: Budget,
    /// Memory for lists, from what AWS sends to what the client takes.
    pub(crate) outgoing: Budget,
    /// Places for requests that are worked on.
    pub(crate) in_flight: Arc<Semaphore>,
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    pub(crate) fn new(settings: &Settings, store: Store) -> std::io::Result<Self> {
        let (limits, metrics) = (settings.limits, Metrics::new());
        let incoming = limits.body_memory / INCOMING;
        Ok(Self(Arc::new(Shared {
            store,
            auth: Auth::new(&settings.auth, &metrics)?,
            limits,
            metrics,
            shutdown: Shutdown::new(),
            readiness: Readiness::default(),
            incoming: Budget::new(incoming),
            outgoing: Budget::new(limits.body_memory - incoming),
            in_flight: Arc::new(Semaphore::new(limits.in_flight.min(Semaphore::MAX_PERMITS))),
        })))
    }

    /// Waits for the store, but not longer than a client would.
    pub(crate) fn ask<T, E: Into<Problem>>(
        &self,
        call: impl Future<Output = Result<T, E>>,
    ) -> impl Future<Output = Result<T, Problem>> {
        // Calls of the SDK are large, and would make every future around them
        // so.
        let call = Box::pin(call);
        async move {
            match tokio::time::timeout(self.limits.work_time, call).await {
                Ok(result) => result.map_err(Into::into),
                Err(_) => Err(Problem::unavailable("the request's time was over")),
            }
        }
    }

    /// All routes, with all that is around them.
    pub(crate) fn router(&self, settings: &Settings) -> Router {
        let (described, document) = description::described().split_for_parts();
        described
            .merge(description::routes(&document))
            .merge(page::routes())
            .fallback(not_found)
            .method_not_allowed_fallback(not_allowed)
            .layer(from_fn_with_state(self.clone(), admission::admission))
            .layer(panics::layer())
            .layer(from_fn(headers::headers))
            .layer(settings.origins.layer())
            .layer(from_fn_with_state(self.clone(), report::report))
            .with_state(self.clone())
    }
}

pub(crate) async fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no_such_route", "Not Found")
}

async fn not_allowed(_: State<App>) -> Problem {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    Problem::new(status, "no_such_method", "Method Not Allowed")
}
