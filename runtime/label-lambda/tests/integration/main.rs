//! The real binary, driven as Lambda drives it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod deployed;
mod harness;
mod invocations;
mod start;
