//! The stacks, as they are committed and as real Terraform takes them.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod bound;
mod committed;
mod compile_fail;
mod costs;
mod grants;
mod harness;
mod page;
mod readme;
mod security;
mod sources;
mod terraform;
