//! The example's stack: what is committed, what Terraform makes of it, and
//! what the worker may do.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod committed;
mod harness;
mod life;
mod rights;
