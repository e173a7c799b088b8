//! What the benchmark's programs share.
//!
//! `measure` runs them all, and CDKTF's beside them, and writes `RESULTS.md`.

pub mod equality;
pub mod scale;
