//! What is known of AWS, and of no other provider.
//!
//! Everything in here improves on what the rest makes up; nothing depends on it.

mod answer;
mod derive;
mod naming;
mod policy;
mod services;

pub(crate) use answer::answer;
pub(crate) use derive::derive;
pub(crate) use naming::text;
pub(crate) use services::SERVICES;

/// Whether an address is that of the AWS provider, whatever the registry.
pub(crate) fn is_aws(address: &str) -> bool {
    address.rsplit('/').next() == Some("aws")
}
