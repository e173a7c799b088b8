//! What the benchmarks have in common: running programs, reading what they use,
//! and writing it down.

pub mod arguments;
pub mod awake;
pub mod machine;
pub mod process;
pub mod report;
pub mod running;
pub mod samples;

/// Whatever keeps a benchmark from coming to an end.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;
