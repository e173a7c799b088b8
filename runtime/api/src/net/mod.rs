//! Connections: who may have one, and for how long.

mod connection;
mod listener;
mod pulse;
mod watched;

pub(crate) use listener::Listener;
