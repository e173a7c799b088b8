//! Patterns: what is more than one resource, written by hand.
//!
//! - `RustFunction`: a program of the workspace as a Lambda function (feature
//!   `rust-function`).
//! - `RustService`: a program of the workspace as instances behind a load
//!   balancer (feature `rust-service`), in a `Network`.
//! - `Role`, `Statement` and the grants: rights that follow from use.
//! - `ResourcePolicy`, `BucketEvents`: what may exist once per resource,
//!   collected from everywhere.
//! - `PrivateBucket`: a bucket as one wants it.
//! - `Alarm`: alarms on metrics.
//!
//! - `Network`: the default VPC, or one of its own (features `ec2`, `s3` and
//!   `vpc`).
//!
//! What a pattern adds to an element of a service comes with that service's
//! feature; grants need `iam` too.

mod account;
#[cfg(feature = "cloudwatch")]
mod alarm;
mod architecture;
#[cfg(feature = "s3")]
mod bucket;
#[cfg(feature = "bucket-events")]
mod events;
#[cfg(feature = "rust-function")]
mod function;
#[cfg(feature = "iam")]
mod grants;
#[cfg(all(feature = "ec2", feature = "s3", feature = "vpc"))]
mod network;
mod resource_policy;
#[cfg(feature = "iam")]
mod role;
#[cfg(feature = "rust-service")]
mod service;
mod statement;
#[cfg(feature = "rust-service")]
mod user_data;

pub use account::{account_id, partition, region};
#[cfg(all(feature = "cloudwatch", feature = "dynamodb"))]
pub use alarm::TableAlarms;
#[cfg(feature = "cloudwatch")]
pub use alarm::{Alarm, AlarmActions};
pub use architecture::Architecture;
#[cfg(feature = "s3")]
pub use bucket::{Bucket, PrivateBucket};
#[cfg(feature = "bucket-events")]
pub use events::{BucketEvents, Delivery, NotificationTarget};
#[cfg(feature = "rust-function")]
pub use function::{Function, QueueEvents, RustFunction};
#[cfg(feature = "iam")]
pub use grants::*;
#[cfg(all(feature = "ec2", feature = "s3", feature = "vpc"))]
pub use network::{Network, OwnNetwork};
#[cfg(feature = "s3")]
pub use resource_policy::BlockPublicAccess;
pub use resource_policy::{RequireTls, ResourcePolicy};
#[cfg(feature = "iam")]
pub use role::{Grantee, Role};
#[cfg(feature = "rust-service")]
pub use service::{Entrance, Profile, RustService, Service};
pub use statement::{Policy, Statement, assumed_by};
#[cfg(feature = "rust-service")]
pub use user_data::Script;

/// The traits that add methods to resources.
pub mod prelude {
    #[cfg(feature = "s3")]
    pub use super::BlockPublicAccess;
    #[cfg(feature = "bucket-events")]
    pub use super::BucketEvents;
    #[cfg(all(feature = "iam", feature = "eventbridge"))]
    pub use super::BusGrants;
    #[cfg(all(feature = "iam", feature = "lambda"))]
    pub use super::FunctionGrants;
    #[cfg(feature = "iam")]
    pub use super::Grantee;
    #[cfg(all(feature = "iam", feature = "kms"))]
    pub use super::KeyGrants;
    #[cfg(all(feature = "iam", feature = "ssm"))]
    pub use super::ParameterGrants;
    #[cfg(feature = "rust-function")]
    pub use super::QueueEvents;
    #[cfg(all(feature = "iam", feature = "sqs"))]
    pub use super::QueueGrants;
    #[cfg(feature = "iam")]
    pub use super::RekognitionGrants;
    #[cfg(all(feature = "iam", feature = "secretsmanager"))]
    pub use super::SecretGrants;
    #[cfg(all(feature = "cloudwatch", feature = "dynamodb"))]
    pub use super::TableAlarms;
    #[cfg(all(feature = "iam", feature = "sns"))]
    pub use super::TopicGrants;
    #[cfg(all(feature = "iam", feature = "s3"))]
    pub use super::{BucketPrefixes, ObjectGrants};
    #[cfg(all(feature = "iam", feature = "dynamodb"))]
    pub use super::{IndexGrants, TableGrants, TableIndexes};
    pub use super::{RequireTls, ResourcePolicy};
}
