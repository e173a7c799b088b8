//! The plugin protocol: gRPC messages, and the service that answers them.
//!
//! Protocol 5 and 6 differ in the names of a few calls and in how schemas are
//! written; both are adapters over the same engine.

mod codec;
mod handlers;
mod messages;
mod ordeals;
mod rpc;
mod schema_messages;
mod service;

pub use rpc::Protocol;
pub(crate) use service::{Observer, Service};
