//! CPUs that do not sleep.

use std::fs::File;
use std::io::Write as _;

use crate::Result;

/// Where the kernel is told how many microseconds a CPU may take to wake up
/// (its documentation: *PM Quality Of Service Interface*).
const LATENCY: &str = "/dev/cpu_dma_latency";

/// Keeps CPUs without work from sleeping until it is dropped.
///
/// A virtual CPU that sleeps is taken away by its host, and what it is woken
/// for waits until it is given back: milliseconds, now and then.
#[derive(Debug)]
pub struct Awake {
    /// The kernel forgets it when the file is closed.
    _request: File,
}

impl Awake {
    /// From now on.
    ///
    /// # Errors
    ///
    /// When the kernel cannot be told; it takes Linux, and the rights of root.
    pub fn new() -> Result<Self> {
        let tell = || {
            let mut request = File::options().write(true).open(LATENCY)?;
            request.write_all(&0_i32.to_ne_bytes())?;
            Ok(request)
        };
        let request = tell().map_err(|error: std::io::Error| format!("{LATENCY}: {error}"))?;
        Ok(Self { _request: request })
    }
}
