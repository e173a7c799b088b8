//! A Terraform provider that serves any provider's schema without the provider.

pub mod schema;
pub mod value;

mod error;

pub use error::Error;
pub use schema::Schemas;
