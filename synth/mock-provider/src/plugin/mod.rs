//! Being started by Terraform itself: the plugin handshake, TLS, and a place
//! in a mirror from which `terraform init` installs.

mod handshake;
mod host;
mod incoming;
mod install;
mod presence;
mod settings;
mod tls;

pub use handshake::is_started_by_terraform;
pub use install::{Installation, Mirror};

use crate::error::Error;
use crate::protocol::Protocol;
use host::Host;
use std::io::Write;
use std::net::Ipv4Addr;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// Answers the Terraform that started this process, until it is done.
///
/// The schema, and the rest of what to serve, comes from the environment and
/// from files beside the executable; the README lists both.
///
/// # Errors
/// If there is nothing to serve, or if it cannot be served.
pub fn run() -> Result<(), Error> {
    let executable = std::env::current_exe().map_err(Error::Serve)?;
    let builder = settings::builder(&executable, |name| std::env::var_os(name))?;
    let (protocol, service) = builder.on_call(log).service()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Error::Serve)?;
    let (shutdown, stopped) = watch::channel(false);
    let host = Host::new(service, shutdown);
    let served = runtime.block_on(serve(protocol, host, stopped));
    runtime.shutdown_background();
    served
}

/// Terraform puts what a plugin says on stderr into its own log.
fn log(call: &str) {
    // Without a reader there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "[DEBUG] {call}");
}

/// Says where to connect, and serves until Terraform says so or goes away.
async fn serve(
    protocol: Protocol,
    host: Host,
    mut stopped: watch::Receiver<bool>,
) -> Result<(), Error> {
    // An interrupt reaches every process of a terminal. Terraform decides what
    // it means to the plugin; not reading the signal ignores it.
    let _interrupt = signal(SignalKind::interrupt()).map_err(Error::Serve)?;
    let identity = tls::identity(std::env::var_os(handshake::CLIENT_CERTIFICATE))?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    let listener = listener.map_err(Error::Serve)?;
    let socket = listener.local_addr().map_err(Error::Serve)?;
    let certificate = identity.as_ref().map(|identity| &*identity.certificate);
    let line = handshake::line(protocol, socket, certificate);
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{line}").map_err(Error::Serve)?;
    stdout.flush().map_err(Error::Serve)?;

    let acceptor = identity.map(|identity| TlsAcceptor::from(identity.config));
    let (presence, present) = watch::channel(0);
    let incoming = incoming::accept(listener, acceptor, presence);
    let done = async move {
        tokio::select! {
            // An error would be that nobody can say it any more.
            _ = stopped.wait_for(|stopped| *stopped) => {}
            () = presence::gone(present) => {}
        }
    };
    tonic::transport::Server::builder()
        .serve_with_incoming_shutdown(host, incoming, done)
        .await
        .map_err(|error| Error::Serve(std::io::Error::other(error)))
}
