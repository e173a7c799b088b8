//! The output folder: what is committed, and what Terraform works in.

pub(crate) mod assets;
pub(crate) mod difference;
mod file;
pub(crate) mod install;
pub(crate) mod stale;

pub(crate) use file::{create_folder, write_if_different, write_where_asked};
