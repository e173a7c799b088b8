//! What is known of AWS, and of no other provider.
//!
//! Everything in here improves on what the rest makes up; nothing depends on it.

mod answer;
mod certificate;
mod derive;
mod naming;
mod network;
mod policy;
mod regions;
mod services;

pub(crate) use answer::answer;
pub(crate) use derive::{derive, settle};
pub(crate) use naming::text;
pub(crate) use regions::partition;
pub(crate) use services::SERVICES;

/// Whether an address is that of the AWS provider, whatever the registry.
pub(crate) fn is_aws(address: &str) -> bool {
    address.rsplit('/').next() == Some("aws")
}
