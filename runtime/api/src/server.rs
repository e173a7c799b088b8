//! The server: its addresses, its beginning and its end.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use postagram::Store;
use tokio::net::TcpListener;

use crate::app::App;
use crate::auth::AuthSettings;
use crate::lifecycle::{Phase, Shutdown};
use crate::metrics::Metrics;
use crate::net::Listener;
use crate::{Limits, Settings};

/// Connections to the metrics, of which few are needed.
const METRICS_CONNECTIONS: usize = 16;

/// A server whose addresses are taken: who connects is served as soon as it
/// runs.
#[derive(Debug)]
pub struct Server {
    app: App,
    router: Router,
    requests: Listener,
    metrics: Option<Listener>,
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// An address cannot be listened on.
    #[error("cannot listen on {address}: {source}\nhint: see {variables}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The variables that say it.
        variables: &'static str,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },
    /// The machine's root certificates cannot be read.
    #[error(
        "cannot read the machine's root certificates: {0}\n\
         hint: AUTH=oidc needs them; install the package `ca-certificates`"
    )]
    Roots(#[source] io::Error),
}

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    /// Connections that were cut off, since their requests did not end in time.
    pub cut_off: usize,
}

impl Server {
    /// Takes the addresses of the settings.
    ///
    /// # Errors
    ///
    /// When one of them is taken or not this machine's.
    pub async fn bind(settings: &Settings, store: Store) -> Result<Self, StartError> {
        let requests = listen(settings.listen, "HOST and PORT", settings.limits).await?;
        Self::start(requests, settings, store).await
    }

    /// The same on an address that is taken already, in place of the one in
    /// the settings: for whoever has to know it before there is a store.
    ///
    /// # Errors
    ///
    /// As [`Server::bind`], for the address of the metrics.
    pub async fn on(
        socket: TcpListener,
        settings: &Settings,
        store: Store,
    ) -> Result<Self, StartError> {
        Self::start(Listener::new(socket, settings.limits), settings, store).await
    }

    async fn start(
        requests: Listener,
        settings: &Settings,
        store: Store,
    ) -> Result<Self, StartError> {
        let app = App::new(settings, store).map_err(StartError::Roots)?;
        let limits = settings.limits;
        let metrics = match settings.metrics {
            Some(address) => {
                let few = Limits {
                    connections: METRICS_CONNECTIONS,
                    ..limits
                };
                Some(listen(address, "METRICS_HOST and METRICS_PORT", few).await?)
            }
            None => None,
        };
        if matches!(settings.auth, AuthSettings::UserName) {
            tracing::warn!(
                "AUTH=username: anyone who reaches this server can act as any user, without a \
                 password; use it for development alone"
            );
        }
        Ok(Self {
            router: app.router(settings),
            app,
            requests,
            metrics,
        })
    }

    /// Serves other routes at the same address, without what is around its
    /// own: a laptop has the bucket there. They may not be among its own.
    #[must_use]
    pub fn beside(mut self, other: Router) -> Self {
        self.router = self.router.merge(other);
        self
    }

    /// Where requests come in.
    ///
    /// # Errors
    ///
    /// When the operating system does not tell.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.requests.address()
    }

    /// Where metrics are read, if anywhere.
    ///
    /// # Errors
    ///
    /// When the operating system does not tell.
    pub fn metrics_address(&self) -> io::Result<Option<SocketAddr>> {
        self.metrics.as_ref().map(Listener::address).transpose()
    }

    /// What stops it.
    #[must_use]
    pub fn shutdown(&self) -> Shutdown {
        self.app.shutdown.clone()
    }

    /// Serves until it is told to stop and has done so.
    pub async fn run(mut self) -> Stopped {
        let app = self.app;
        let (shutdown, limits) = (&app.shutdown, app.limits);
        let metrics_router = metrics_router(&app.metrics);
        // What the two routes below have in common, and ends with them.
        let metrics = async {
            match &mut self.metrics {
                Some(listener) => {
                    let uncounted = Metrics::new();
                    listener.serve(&metrics_router, &uncounted, shutdown).await;
                }
                None => std::future::pending().await,
            }
        };
        let prepare = async {
            app.auth.prepare().await;
            std::future::pending::<()>().await;
        };
        let told = async {
            shutdown.reached(Phase::Draining).await;
            let start = Instant::now();
            tracing::info!("stopping: no longer ready");
            let drained =
                tokio::time::timeout(limits.drain_time, shutdown.reached(Phase::Stopping));
            // Over, or skipped.
            let _: Result<(), _> = drained.await;
            start
        };
        let start = tokio::select! {
            start = told => start,
            () = self.requests.serve(&self.router, &app.metrics, shutdown) => Instant::now(),
            () = metrics => Instant::now(),
            () = prepare => Instant::now(),
        };
        tracing::info!("stopping: no new connections");
        let open = self.requests.close();
        shutdown.hurry();
        let left = limits.stop_time.saturating_sub(start.elapsed());
        let cut_off = open.finish(left).await;
        tracing::info!(cut_off, "stopped");
        Stopped { cut_off }
    }
}

async fn listen(
    address: SocketAddr,
    variables: &'static str,
    limits: Limits,
) -> Result<Listener, StartError> {
    let bound = Listener::bind(address, limits).await;
    bound.map_err(|source| StartError::Listen {
        address,
        variables,
        source,
    })
}

fn metrics_router(metrics: &Metrics) -> Router {
    Router::new()
        .route("/metrics", get(show_metrics))
        .with_state(metrics.clone())
}

async fn show_metrics(State(metrics): State<Metrics>) -> Response {
    let kind =
        HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
    match metrics.text() {
        Ok(text) => ([(CONTENT_TYPE, kind)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
