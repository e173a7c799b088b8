//! Real Terraform against the mock provider.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a helper that fails has to fail the test"
)]

mod aws;
mod command;
mod data;
mod drift;
mod facts;
mod faults;
mod harness;
mod import;
mod lifecycle;
mod lookups;
#[cfg(feature = "plugin")]
mod mirror;
mod nested;
mod nesting;
mod providers;
mod rules;
mod toy;

/// Defines each test twice: over protocol 5 and over protocol 6.
macro_rules! over_both_protocols {
    ($(fn $name:ident($protocol:ident) $body:block)*) => {
        $(mod $name {
            use super::*;

            fn check($protocol: terraform_provider_mock::Protocol) $body

            #[test]
            fn protocol_5() {
                check(terraform_provider_mock::Protocol::V5);
            }

            #[test]
            fn protocol_6() {
                check(terraform_provider_mock::Protocol::V6);
            }
        })*
    };
}
use over_both_protocols;
