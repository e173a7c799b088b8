//! Asking a server, often.

mod closed;
mod connection;
mod open;

pub(crate) use closed::closed;
pub(crate) use connection::{Answer, Connection};
pub(crate) use open::{Latencies, open};
