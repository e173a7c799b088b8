//! Names shared by Postagram's infrastructure and its programs.
//!
//! Stacks make what programs use; what both have to call by the same name
//! stands here once. Nothing heavy: stacks pay for no SDK, programs for no
//! toolkit.

pub mod image;
mod programs;
pub mod rights;
pub mod table;

pub use programs::{Api, ApiEnv, LabelLambda, LabelLambdaEnv};

/// Name of the system: the beginning of every physical name.
pub const SYSTEM: &str = "postagram";

/// The port that the server listens on, and the load balancer forwards to.
pub const API_PORT: u16 = 8080;

/// The route that a load balancer asks: the process is up, nothing else.
pub const HEALTH_ROUTE: &str = "/health";
