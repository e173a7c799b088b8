//! Tests of the contract against the workspace.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod programs;
