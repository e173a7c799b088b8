//! Generates typed bindings from a Terraform provider schema.
//!
//! The input is what `terraform providers schema -json` prints, for any
//! provider; the output is one Rust file for each configured resource, data
//! source and ephemeral resource, one for the provider's configuration, and a
//! `mod.rs`. [`run`] does what `synth bindgen` does; [`generate`] stays in
//! memory.
//!
//! A binding has a struct to set arguments on and a struct to read attributes
//! from, for itself and for every nested block that has any, and carries its
//! schema as data, so that [`synth_core::provider_schemas`] can write the
//! schema JSON back.

mod accessors;
mod changes;
mod config;
mod cursor;
mod error;
mod file;
mod generate;
mod model;
mod module;
mod naming;
mod obtain;
mod package;
mod page;
mod parse;
mod reserved;
mod run;
mod setters;
mod shapes;
mod similar_name;
mod statics;

pub use changes::{Change, ChangeKind};
pub use config::{Bindings, Config, Feature};
pub use error::Error;
pub use generate::{everything, generate};
pub use package::Package;
pub use run::{Options, Outcome, run};
