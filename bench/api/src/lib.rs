//! What the benchmark's programs share: what is in the table that all servers
//! are asked about.
//!
//! `backend` is DynamoDB and S3 in one process; `measure-api` starts it, the
//! servers in turn, and writes `RESULTS.md`.

pub mod hello;
pub mod seed;
