//! Postagram on a laptop: AWS in one process, from the stack's own document.
//!
//! [`run`] reads what `out/stacks/serverless/cdk.tf.json` says ([`stack`]),
//! makes that table and that bucket in a folder ([`data`]), and starts the
//! server and the label Lambda's code against them. Both are the ones that run
//! in AWS; they are told other endpoints, and nothing else.
//!
//! - DynamoDB is an emulator on a file.
//! - S3 is a bucket in files, which verifies signatures and applies the stack's
//!   cross-origin rules as S3 does.
//! - An upload makes an event, which is delivered to the label handler and
//!   repeated as Lambda does it.
//! - Rekognition is a stand-in that computes what can be computed from pixels,
//!   or a model that somebody plugs in.

mod address;
mod aws;
mod bucket;
mod command_line;
pub mod data;
mod demo;
mod dynamodb;
mod events;
mod faults;
mod logging;
mod problem;
mod rekognition;
mod reset;
mod run;
pub mod stack;

pub use command_line::{Auth, CommandLine};
pub use problem::Problem;
pub use run::run;
