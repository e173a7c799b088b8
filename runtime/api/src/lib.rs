//! Postagram's server: the routes of [`postagram`], over HTTP.
//!
//! A [`Server`] is made of [`Settings`], which say how it listens and whom it
//! believes, and a [`postagram::Store`], which says where posts are. The
//! program of this package makes both from its environment; a laptop's server
//! and tests make them as they like:
//!
//! ```
//! # async fn example(store: postagram::Store) -> Result<(), Box<dyn std::error::Error>> {
//! use api::{AuthSettings, Server, Settings};
//!
//! let server = Server::bind(&Settings::of_loopback(AuthSettings::UserName), store).await?;
//! println!("http://{}", server.address()?);
//! let shutdown = server.shutdown();
//! let running = tokio::spawn(server.run());
//! // Requests are served.
//! shutdown.start();
//! running.await?;
//! # Ok(())
//! # }
//! ```

mod app;
mod auth;
mod budget;
mod description;
mod extract;
mod lifecycle;
mod limits;
mod metrics;
mod middleware;
mod net;
mod origins;
mod page;
mod posts;
mod probes;
mod problem;
mod server;
mod settings;
mod uploads;

pub use auth::{AuthSettings, KeyPatience, OidcSettings};
pub use description::openapi;
pub use lifecycle::Shutdown;
pub use limits::Limits;
pub use origins::Origins;
pub use server::{Server, StartError, Stopped};
pub use settings::{BadSetting, METRICS_PORT, Settings};
