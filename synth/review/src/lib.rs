//! Reviews Terraform plans.
//!
//! [`Plan::parse`] reads what `terraform show -json` prints of a plan: of any
//! configuration, by Terraform or OpenTofu. [`Review`] is what there is to say
//! about it: plain data, in which nothing that is marked sensitive is left.
//! Everything that shows a review reads that, and nothing else.

pub mod model;
pub mod plan;
mod stateful;

pub use model::{Review, Severity};
pub use plan::{ParseError, Plan};
pub use stateful::{Keeps, is_stateful, keeps};
