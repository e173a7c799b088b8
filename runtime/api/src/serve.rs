//! Serving requests, from the environment to SIGTERM.

use api::{Server, Settings, Shutdown};
use contract::ApiEnv;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::Trouble;

pub(crate) async fn serve(environment: &ApiEnv<String>) -> Result<(), Trouble> {
    // Before anything else, or a signal in between would end the program.
    let signals = Signals {
        terminate: signal(SignalKind::terminate())?,
        interrupt: signal(SignalKind::interrupt())?,
    };
    let settings = Settings::from_environment(environment)?;
    let store = crate::store(environment).await?;
    let server = Server::bind(&settings, store).await?;
    let address = server.address()?.to_string();
    let metrics = server.metrics_address()?.map(|address| address.to_string());
    let version = env!("CARGO_PKG_VERSION");
    tracing::info!(version, address, metrics, "listening");
    tokio::spawn(signals.obey(server.shutdown()));
    server.run().await;
    Ok(())
}

/// SIGTERM, from a service manager, and SIGINT, from a keyboard.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// The first one starts the end, a second one hurries it.
    async fn obey(mut self, shutdown: Shutdown) {
        self.next().await;
        shutdown.start();
        self.next().await;
        shutdown.hurry();
    }
}
