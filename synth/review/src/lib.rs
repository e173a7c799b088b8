//! Reviews Terraform plans.
//!
//! [`Plan::parse`] reads what `terraform show -json` prints of a plan: of any
//! configuration, by Terraform or OpenTofu. [`Review`] is what there is to say
//! about it: plain data, in which nothing that is marked sensitive is left.
//! Everything that shows a review reads that, and nothing else.

mod escape;
pub mod html;
pub mod model;
pub mod picture;
pub mod plan;
mod stateful;

pub use html::{TemplateError, Templates, html};
pub use model::{Review, Severity};
pub use plan::{ParseError, Plan};
pub use stateful::{Keeps, is_stateful, keeps};
