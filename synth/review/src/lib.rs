//! Reviews Terraform plans.
//!
//! [`Plan::parse`] reads what `terraform show -json` prints of a plan: of any
//! configuration, by Terraform or OpenTofu. [`review`] says what there is to say
//! about it: a [`Review`] is plain data, in which nothing that is marked
//! sensitive is left. [`text()`], [`markdown`], [`json`] and [`sarif()`] show it.
//!
//! Nothing here runs a program, asks a network or reads a file.

mod build;
mod decode;
mod diff;
mod glob;
mod mask;
pub mod model;
mod plain_secrets;
pub mod plan;
mod policy;
mod render;
pub mod rules;
mod settings;
mod stateful;
mod subject;
mod time;

pub use build::review;
pub use model::{Review, Severity};
pub use plan::{ParseError, Plan};
pub use render::{COMMENT_LIMIT, TextOptions, json, markdown, sarif, text};
pub use settings::{CustomRule, Mistake, Pattern, RuleSettings, Settings};
pub use stateful::{Keeps, is_stateful, keeps};
pub use subject::{Documents, Origin, Origins, Subject};
