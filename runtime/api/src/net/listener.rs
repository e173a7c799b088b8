//! New connections.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::connection;
use crate::Limits;
use crate::lifecycle::Shutdown;
use crate::metrics::Metrics;

/// An address that requests come in at, and their connections.
#[derive(Debug)]
pub(crate) struct Listener {
    socket: TcpListener,
    connections: JoinSet<()>,
    limits: Limits,
}

impl Listener {
    /// Takes the address. Nobody is served yet; who connects waits.
    pub(crate) async fn bind(address: SocketAddr, limits: Limits) -> io::Result<Self> {
        Ok(Self::new(TcpListener::bind(address).await?, limits))
    }

    /// One whose address is taken already.
    pub(crate) fn new(socket: TcpListener, limits: Limits) -> Self {
        Self {
            socket,
            connections: JoinSet::new(),
            limits,
        }
    }

    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Accepts connections and serves them, for ever.
    ///
    /// When there are as many as there may be, more wait with the operating
    /// system until one ends.
    pub(crate) async fn serve(&mut self, router: &Router, metrics: &Metrics, shutdown: &Shutdown) {
        let places = Arc::new(Semaphore::new(
            self.limits.connections.min(Semaphore::MAX_PERMITS),
        ));
        loop {
            // Never closed, so there is always a place some time.
            let Ok(place) = Arc::clone(&places).acquire_owned().await else {
                return;
            };
            let socket = self.accept().await;
            let served = connection::serve(
                socket,
                router.clone(),
                self.limits,
                metrics.clone(),
                shutdown.clone(),
            );
            self.connections.spawn(async move {
                served.await;
                drop(place);
            });
            while self.connections.try_join_next().is_some() {}
        }
    }

    async fn accept(&self) -> TcpStream {
        loop {
            match self.socket.accept().await {
                Ok((socket, _)) => {
                    // Answers go out at once, not when the client has
                    // acknowledged the last ones.
                    if let Err(error) = socket.set_nodelay(true) {
                        tracing::debug!(%error, "cannot set TCP_NODELAY");
                    }
                    return socket;
                }
                Err(error) if is_of_the_client(&error) => {}
                // No more files, most likely; some will be closed.
                Err(error) => {
                    tracing::warn!(%error, "cannot accept connections");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    /// Takes no new connections and waits for the others, which have to be
    /// told to stop. Gives back how many there are.
    pub(crate) fn close(self) -> Open {
        drop(self.socket);
        Open(self.connections)
    }
}

/// Connections that are not closed yet.
#[derive(Debug)]
pub(crate) struct Open(JoinSet<()>);

impl Open {
    /// Waits until they are closed, then cuts off those that are left, and
    /// tells how many.
    pub(crate) async fn finish(mut self, time: Duration) -> usize {
        let all = async { while self.0.join_next().await.is_some() {} };
        // Either way, what is left is counted.
        let _: Result<(), _> = tokio::time::timeout(time, all).await;
        let left = self.0.len();
        self.0.shutdown().await;
        left
    }
}

fn is_of_the_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
    )
}
