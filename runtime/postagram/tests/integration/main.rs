//! The domain on stand-ins of AWS: the real SDK over real sockets.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod backfill;
mod create;
mod delete;
mod faults;
mod harness;
mod labels;
mod list;
mod rights;
mod stand_ins;
mod streams;
mod uploads;
