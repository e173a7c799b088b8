//! The server as its clients see it: a real one on a port of its own, on
//! stand-ins for AWS.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod browser;
mod child;
mod client;
mod cors;
mod faults;
mod harness;
mod issuer;
mod limits;
mod memory;
mod metrics;
mod oidc;
mod openapi;
mod page;
mod posts;
mod program;
mod rolling;
mod routes;
mod shutdown;
mod tls;
mod uploads;
mod users;
mod wire;
