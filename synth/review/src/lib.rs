//! Reviews Terraform plans.
//!
//! [`Plan::parse`] reads what `terraform show -json` prints of a plan: of any
//! configuration, by Terraform or OpenTofu. [`review`] says what there is to say
//! about it: a [`Review`] is plain data, in which nothing that is marked
//! sensitive is left. [`text()`], [`markdown`], [`json`], [`sarif()`] and
//! [`html()`] show it.
//!
//! Nothing here runs a program or asks a network, and no file is read but a
//! team's own templates.

mod build;
mod decode;
mod diff;
mod escape;
pub mod glob;
pub mod html;
mod mask;
pub mod model;
pub mod picture;
mod plain_secrets;
pub mod plan;
mod policy;
mod render;
pub mod rules;
mod settings;
mod stateful;
mod subject;
mod template;
mod time;

pub use build::review;
pub use html::{TemplateError, Templates, html};
pub use model::{Review, Severity};
pub use plan::{ParseError, Plan};
pub use render::{COMMENT_LIMIT, TextOptions, json, markdown, sarif, text};
pub use settings::{CustomRule, Mistake, Pattern, RuleSettings, Settings};
pub use stateful::{Keeps, is_stateful, keeps, loses};
pub use subject::{Documents, Origin, Origins, Read, Subject};
