//! A Terraform provider that serves any provider's schema without the provider.
//!
//! It speaks the real plugin protocol, so real Terraform validates, plans and
//! applies against it: no registry, no credentials, no cloud. The schema comes
//! from `terraform providers schema -json`; what no schema tells comes from
//! [`Behaviors`], and so does what is to go wrong. See the README for what that means and where it ends.

mod aws;
mod builder;
mod engine;
mod error;
#[cfg(feature = "plugin")]
pub mod plugin;
mod protocol;
pub mod schema;
mod server;
pub mod value;

pub use builder::Builder;
pub use engine::{
    Action, Argument, Behaviors, Case, Drift, Ends, Fault, Format, Recompute, TypeBehavior,
};
pub use error::Error;
pub use protocol::Protocol;
pub use schema::Schemas;
pub use server::MockProvider;
