//! What is measured, a part of the results each.

pub(crate) mod connections;
pub(crate) mod costs;
pub(crate) mod latency;
