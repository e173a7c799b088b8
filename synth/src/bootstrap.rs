//! A bucket for Terraform's state, made by Terraform.
//!
//! The bucket's own state goes where all state goes, into the bucket: it is kept
//! in a file only until there is one. Each step is found done or not done from
//! what is there, so that a run which was interrupted is repeated:
//!
//! 1. Terraform makes the bucket, or finds nothing to change.
//! 2. The state of that is moved into the bucket.
//! 3. `synth.toml` names the bucket.
//! 4. State of stacks that is in files is copied into the bucket.

mod configuration;
mod home;
mod moving;
mod place;
mod settings_file;

pub(crate) use configuration::Locking;
pub(crate) use home::{Home, Planned};
pub(crate) use moving::{InFile, forget, move_states, state_in_file, with_left_over};
pub(crate) use place::Place;
pub(crate) use settings_file::name_bucket;
