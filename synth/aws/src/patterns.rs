//! Patterns: what is more than one resource, written by hand.
//!
//! - [`RustFunction`]: a program of the workspace as a Lambda function.
//! - [`Role`], [`Statement`] and the grants: rights that follow from use.
//! - [`ResourcePolicy`], [`BucketEvents`]: what may exist once per resource,
//!   collected from everywhere.
//! - [`Alarm`]: alarms on metrics.

mod account;
mod alarm;
mod bucket;
mod events;
mod function;
mod grants;
mod network;
mod resource_policy;
mod role;
mod service;
mod statement;
mod user_data;

pub use account::{account_id, partition, region};
pub use alarm::{Alarm, AlarmActions, TableAlarms};
pub use bucket::{Bucket, PrivateBucket};
pub use events::{BucketEvents, Delivery, NotificationTarget};
pub use function::{Architecture, Function, QueueEvents, RustFunction};
pub use grants::{
    BucketPrefix, BucketPrefixes, BusGrants, FunctionGrants, IndexGrants, KeyGrants, ObjectGrants,
    ParameterGrants, QueueGrants, Rekognition, RekognitionGrants, SecretGrants, TableGrants,
    TableIndex, TableIndexes, TopicGrants,
};
pub use network::{Network, OwnNetwork};
pub use resource_policy::{BlockPublicAccess, RequireTls, ResourcePolicy};
pub use role::{Grantee, Role};
pub use service::{Entrance, Profile, RustService, Service};
pub use statement::{Policy, Statement, assumed_by};
pub use user_data::Script;

/// The traits that add methods to resources.
pub mod prelude {
    pub use super::{
        BlockPublicAccess, BucketEvents, BucketPrefixes, BusGrants, FunctionGrants, Grantee,
        IndexGrants, KeyGrants, ObjectGrants, ParameterGrants, QueueEvents, QueueGrants,
        RekognitionGrants, RequireTls, ResourcePolicy, SecretGrants, TableAlarms, TableGrants,
        TableIndexes, TopicGrants,
    };
}
