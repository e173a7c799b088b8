//! Patterns, as real Terraform takes them over a mock of the provider.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod function;
mod grants;
mod harness;
mod once;
mod sources;
mod user_data;
