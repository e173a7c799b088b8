//! One connection, from its first byte to its last.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use tokio::net::TcpStream;
use tower::ServiceExt as _;

use super::pulse::Pulse;
use super::watched::Watched;
use crate::Limits;
use crate::lifecycle::{Phase, Shutdown};
use crate::metrics::Metrics;

/// Serves requests until the client leaves, is too slow, or the server stops;
/// then what is being answered is answered to its end.
pub(super) async fn serve(
    socket: TcpStream,
    router: Router,
    limits: Limits,
    metrics: Metrics,
    shutdown: Shutdown,
) {
    let _open = metrics.connection();
    let pulse = Arc::new(Pulse::new());
    let watched = Watched::new(socket, Arc::clone(&pulse));
    let service = service_fn(|request: Request<Incoming>| {
        let (router, pulse) = (router.clone(), Arc::clone(&pulse));
        async move {
            let _work = pulse.work();
            router.oneshot(request.map(Body::new)).await
        }
    });
    // Timers are our own: the one for heads that comes with it would also
    // close connections that wait for their next request.
    let connection = http1::Builder::new()
        .header_read_timeout(None)
        .max_buf_size(limits.head)
        .serve_connection(watched, service);
    let mut connection = std::pin::pin!(connection);
    let mut stopping = false;
    loop {
        tokio::select! {
            // An error is a client that went away or spoke no HTTP.
            result = connection.as_mut() => {
                if let Err(error) = result {
                    tracing::debug!(%error, "a connection ended badly");
                }
                return;
            }
            what = pulse.too_slow(&limits) => {
                if what != "idle" {
                    metrics.closed(what);
                    tracing::debug!(what, "closed a connection for being too slow");
                }
                return;
            }
            () = shutdown.reached(Phase::Stopping), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}
