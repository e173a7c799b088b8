//! What apps come out as, and what real Terraform says to it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod assets;
mod compile_fail;
mod cross_stack;
mod documents;
mod escaping;
mod expressions;
mod harness;
mod http_backend;
mod meta;
mod names;
mod overrides;
mod sources;
mod tree;
